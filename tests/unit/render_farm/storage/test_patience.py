import pytest

from render_farm.storage import (
    ObjectCorrupt,
    StorageError,
    StoreDenied,
    StoreFull,
    StoreUnreachable,
)
from render_farm.storage.patience import Patience, persist, rest_s

PATIENCE = Patience(attempts=6, give_up_s=30.0, first_s=0.1, most_s=1.0)


def rest(
    error: StorageError, *, tried: int = 1, spent_s: float = 0.0, chance: float = 1.0
) -> float | None:
    return rest_s(error, tried=tried, spent_s=spent_s, patience=PATIENCE, chance=chance)


def test_rests_double_up_to_the_most_and_end_with_the_attempts() -> None:
    silent = StoreUnreachable("no answer")
    rests = [rest(silent, tried=tried) for tried in range(1, 7)]
    assert rests == [0.1, 0.2, 0.4, 0.8, 1.0, None]


def test_half_of_a_rest_is_chance() -> None:
    assert rest(StoreFull("full"), chance=0.0) == 0.05
    assert rest(StoreFull("full"), chance=1.0) == 0.1


def test_no_try_begins_past_the_deadline() -> None:
    assert rest(StoreUnreachable("no answer"), spent_s=29.9) == 0.1
    assert rest(StoreUnreachable("no answer"), spent_s=29.95) is None


def test_what_trying_again_cannot_mend_stands() -> None:
    assert rest(StoreDenied("wrong key")) is None


def test_garbled_bytes_are_asked_for_once_more() -> None:
    assert rest(ObjectCorrupt("other bytes"), tried=1) is not None
    assert rest(ObjectCorrupt("other bytes"), tried=2) is None


class Store:
    """Answers after some failures; time passes in its naps only."""

    def __init__(self, *failures: StorageError, call_s: float = 0.0) -> None:
        self.failures = list(failures)
        self.call_s = call_s
        self.now = 0.0
        self.naps: list[float] = []
        self.tries: list[int] = []

    def call(self, tried: int) -> str:
        self.tries.append(tried)
        self.now += self.call_s
        if self.failures:
            raise self.failures.pop(0)
        return "answer"

    def nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    def ask(self) -> str:
        return persist(
            self.call, patience=PATIENCE, clock=lambda: self.now, sleep=self.nap, dice=lambda: 1.0
        )


def test_a_call_is_repeated_until_it_is_answered() -> None:
    store = Store(StoreUnreachable("reset"), StoreFull("500"))
    assert store.ask() == "answer"
    assert (store.tries, store.naps) == ([1, 2, 3], [0.1, 0.2])


def test_the_last_error_is_told() -> None:
    store = Store(*(StoreUnreachable(f"reset {number}") for number in range(1, 7)))
    with pytest.raises(StoreUnreachable, match="reset 6"):
        store.ask()


def test_a_store_that_hangs_is_given_up_in_time() -> None:
    store = Store(*[StoreUnreachable("read timed out")] * 6, call_s=20.0)
    with pytest.raises(StoreUnreachable):
        store.ask()
    assert store.tries == [1, 2]
    assert store.now < PATIENCE.give_up_s + 20.0
