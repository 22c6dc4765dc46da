import pytest

from render_farm.segments.lease import LeaseDesk, LeaseLost, lease_path
from render_farm.storage import MemoryStore, StoredObject, StoreUnreachable


class Clock:
    """A monotonic clock of one worker."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Pair:
    """Two workers on one store, whose clocks have nothing in common."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.clocks = (Clock(), Clock(5_000.0))
        self.one, self.two = (LeaseDesk(self.store, clock=clock) for clock in self.clocks)

    def wait(self, seconds: float) -> None:
        for clock in self.clocks:
            clock.now += seconds


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_one_holds_it_until_it_is_released(pair: Pair) -> None:
    held = pair.one.ask("k")
    assert held is not None
    assert pair.two.ask("k") is None
    assert pair.one.ask("k") is None
    assert pair.two.ask("other") is not None
    held.release()
    assert pair.two.ask("k") is not None


def test_a_lease_that_is_renewed_lasts(pair: Pair) -> None:
    held = pair.one.ask("k")
    assert held is not None
    for _ in range(20):
        pair.wait(3)
        held.renew()
        assert pair.two.ask("k") is None


def test_a_silent_holder_is_taken_over_from_and_learns_of_it(pair: Pair) -> None:
    held = pair.one.ask("k")
    assert held is not None
    assert pair.two.ask("k") is None
    pair.wait(7)
    assert pair.two.ask("k") is None
    pair.wait(2)
    taken = pair.two.ask("k")
    assert taken is not None
    with pytest.raises(LeaseLost):
        held.renew()
    pair.wait(3)
    taken.renew()


def test_silence_counts_from_when_it_was_first_seen(pair: Pair) -> None:
    assert pair.one.ask("k") is not None
    pair.wait(100)
    assert pair.two.ask("k") is None
    pair.wait(9)
    assert pair.two.ask("k") is not None


def test_of_two_who_wait_one_takes_over(pair: Pair) -> None:
    assert LeaseDesk(pair.store).ask("k") is not None
    assert pair.one.ask("k") is None
    assert pair.two.ask("k") is None
    pair.wait(9)
    assert [pair.one.ask("k") is not None, pair.two.ask("k") is not None] == [True, False]


def test_renewing_writes_only_now_and_then(pair: Pair) -> None:
    held = pair.one.ask("k")
    before = pair.store.head(lease_path("k"))
    assert held is not None
    pair.wait(1)
    held.renew()
    assert pair.store.head(lease_path("k")) == before


def test_a_lease_that_was_cleaned_away_is_lost(pair: Pair) -> None:
    held = pair.one.ask("k")
    assert held is not None
    pair.store.delete(lease_path("k"))
    pair.wait(3)
    with pytest.raises(LeaseLost):
        held.renew()


class Silent(MemoryStore):
    """A store that does not answer to some calls."""

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        raise StoreUnreachable("no answer", where=key)

    def delete(self, key: str) -> None:
        raise StoreUnreachable("no answer", where=key)


def test_a_store_that_is_silent_for_a_moment_stops_no_work() -> None:
    clock = Clock()
    held = LeaseDesk(Silent(), clock=clock).ask("k")
    assert held is not None
    clock.now += 3
    held.renew()
    held.release()


class Repeating(MemoryStore):
    """A store whose first answer is lost on the way: the write is repeated."""

    def put_new(self, key: str, body: object, *, sha256: str, content_type: str) -> StoredObject:
        assert isinstance(body, bytes)
        super().put_new(key, body, sha256=sha256, content_type=content_type)
        return super().put_new(key, body, sha256=sha256, content_type=content_type)


def test_a_lease_whose_answer_was_lost_is_held() -> None:
    assert LeaseDesk(Repeating()).ask("k") is not None
