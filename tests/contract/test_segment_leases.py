"""Leases of pieces of video, on every object store."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from render_farm.segments import LeaseDesk
from render_farm.segments.lease import LeaseLost, lease_path
from render_farm.storage import ObjectStore
from tests.contract.conftest import Clock

Key = Callable[[str], str]
WORKERS = 6


def at_once(desks: list[LeaseDesk], key: str) -> list[bool]:
    """Whether each desk got the lease, all asking at the same moment."""
    together = threading.Barrier(len(desks))

    def ask(desk: LeaseDesk) -> bool:
        together.wait()
        return desk.ask(key) is not None

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(ask, desks))


def test_of_many_who_ask_at_once_one_gets_it(objects: ObjectStore, prefix: Key) -> None:
    desks = [LeaseDesk(objects) for _ in range(WORKERS)]
    assert sorted(at_once(desks, prefix("k"))) == [False] * (WORKERS - 1) + [True]


def test_of_many_who_wait_for_a_dead_one_one_takes_over(
    objects: ObjectStore, prefix: Key, clock: Clock
) -> None:
    dead = LeaseDesk(objects).ask(prefix("k"))
    assert dead is not None
    desks = [LeaseDesk(objects, clock=clock) for _ in range(WORKERS)]
    assert not any(at_once(desks, prefix("k")))
    clock.advance(9)
    assert sum(at_once(desks, prefix("k"))) == 1


def test_who_was_taken_over_from_learns_of_it(
    objects: ObjectStore, prefix: Key, clock: Clock
) -> None:
    held = LeaseDesk(objects, clock=clock).ask(prefix("k"))
    other = LeaseDesk(objects, clock=clock)
    assert held is not None
    for _ in range(4):
        clock.advance(3)
        held.renew()
        assert other.ask(prefix("k")) is None
    clock.advance(9)
    assert other.ask(prefix("k")) is not None
    with pytest.raises(LeaseLost):
        held.renew()


def test_a_released_lease_is_gone(objects: ObjectStore, prefix: Key) -> None:
    held = LeaseDesk(objects).ask(prefix("k"))
    assert held is not None
    held.release()
    assert objects.head(lease_path(prefix("k"))) is None
    assert LeaseDesk(objects).ask(prefix("k")) is not None
