import threading

import pytest

from api.metrics import StandingReader
from render_farm.queue import MemoryJobStore, QueueUnreachable
from render_farm.storage import MemoryStore, StoredObject, StoreUnreachable


class SlowStore:
    """A store that answers once it is let."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked = 0

    def head(self, key: str) -> StoredObject | None:
        self.asked += 1
        assert self.go.wait(10)
        return None


class SilentStore:
    """A store that is not there."""

    def head(self, key: str) -> StoredObject | None:
        raise StoreUnreachable("no answer", where=key)


def test_all_parts_answer() -> None:
    standing = StandingReader(store=MemoryStore(), jobs=MemoryJobStore()).read()
    assert standing.store_up
    assert standing.queue is not None
    assert (standing.queue.leader, standing.queue.halted) == (None, None)


def test_a_silent_store_is_part_of_the_answer() -> None:
    standing = StandingReader(store=SilentStore(), jobs=MemoryJobStore()).read()
    assert not standing.store_up
    assert standing.queue is not None


def test_a_slow_store_is_down_until_it_answers_and_is_not_asked_twice_meanwhile() -> None:
    store = SlowStore()
    reader = StandingReader(store=store, jobs=MemoryJobStore(), answer_s=0.01)
    assert [reader.read().store_up for _ in range(3)] == [False] * 3
    assert store.asked == 1
    store.go.set()
    patient = StandingReader(store=store, jobs=MemoryJobStore(), answer_s=10)
    assert patient.read().store_up


def test_a_silent_database_is_part_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = MemoryJobStore()

    def silent() -> None:
        raise QueueUnreachable("no answer")

    monkeypatch.setattr(jobs, "leader", silent)
    standing = StandingReader(store=MemoryStore(), jobs=jobs).read()
    assert (standing.store_up, standing.queue) == (True, None)
