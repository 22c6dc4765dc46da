"""A clean-up against an attempt and against a submission, in every order of their steps."""

from collections.abc import Callable
from typing import Any

from greenlet import getcurrent, greenlet

from render_farm.housekeeping import Collector
from render_farm.queue import Ending, InputsSwept, MemoryJobStore, TaskState
from render_farm.storage import MemoryStore, sha256_of
from tests.unit.render_farm.housekeeping.samples import (
    AGE_S,
    Clock,
    asset,
    job,
    picture,
    put,
    result,
    task,
)

# Before each of these calls, and after a sweep, somebody else may have a turn.
_STEPS = {"mark", "jobs", "sweep", "swept", "claim", "head", "put_new", "settle", "submit", "spare"}
FILE = asset("one")


class Paused:
    """A seam whose calls stop, to let somebody else have a turn."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._real, name)
        if name not in _STEPS:
            return call

        def stopped(*args: Any, **kwargs: Any) -> Any:
            _give_way()
            answer = call(*args, **kwargs)
            if name == "sweep":
                _give_way()
            return answer

        return stopped


class World:
    """An old file and old inputs, and everybody who is about to touch them."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store = MemoryStore(clock=self.clock)
        self.jobs = MemoryJobStore(clock=self.clock)
        put(self.store, FILE, picture("artwork"), picture("template"))
        self.clock.advance(AGE_S)
        self.refused = False

    def clean_up(self) -> None:
        seams: dict[str, Any] = {"store": Paused(self.store), "jobs": Paused(self.jobs)}
        Collector(**seams, clock=self.clock).collect(older_than_s=AGE_S)

    def work(self) -> None:
        """Two attempts at a task, as a worker and its dispatcher make them."""
        store, jobs = Paused(self.store), Paused(self.jobs)
        for _ in range(2):
            leases = jobs.claim("dispatcher", limit=1, lease_s=1e9)
            if not leases:
                return
            if store.head(FILE) is None:
                store.put_new(FILE, b"new", sha256=sha256_of(b"new"), content_type="image/jpeg")
            jobs.settle([Ending(lease=leases[0], outcome=result("one"), worker="w")])

    def submit(self) -> None:
        """A job that names inputs which were seen in the store just before."""
        store, jobs = Paused(self.store), Paused(self.jobs)
        wanted = task("r1")
        seen = wanted.reads
        for _ in range(2):
            if any(store.head(key) is None for key in seen):
                break
            try:
                jobs.submit(job("late"), [wanted])
                return
            except InputsSwept as swept:
                seen = swept.keys
                jobs.spare(seen)
        self.refused = True


def _give_way() -> None:
    parent = getcurrent().parent
    if parent is not None:
        parent.switch()


def every_order(
    first: Callable[[World], None],
    second: Callable[[World], None],
    *,
    prepare: Callable[[World], object] = lambda _: None,
) -> list[World]:
    """What is left after each order in which the steps of the two can come."""
    worlds: list[World] = []
    pending: list[tuple[bool, ...]] = [()]
    while pending:
        chosen = pending.pop()
        world = World()
        prepare(world)
        turns = _play(world, first, second, chosen)
        pending += [(*turns[:n], not turns[n]) for n in range(len(chosen), len(turns))]
        worlds.append(world)
    return worlds


def _play(
    world: World,
    first: Callable[[World], None],
    second: Callable[[World], None],
    chosen: tuple[bool, ...],
) -> tuple[bool, ...]:
    """Let them go on in turns, as chosen and then the first until it ends; the turns there were."""
    runs = {True: greenlet(lambda: first(world)), False: greenlet(lambda: second(world))}
    turns: list[bool] = []
    while alive := [name for name, run in runs.items() if not run.dead]:
        turn = alive[0]
        if len(alive) == 2:
            turn = chosen[len(turns)] if len(turns) < len(chosen) else True
            turns.append(turn)
        world.clock.advance(1)
        runs[turn].switch()
    return tuple(turns)


def test_no_attempt_ends_with_a_file_that_is_gone() -> None:
    worlds = every_order(
        World.clean_up,
        World.work,
        prepare=lambda world: world.jobs.submit(job("first"), [task("r1")]),
    )
    assert len(worlds) > 200
    for world in worlds:
        (record,) = world.jobs.tasks("first")
        if record.state is TaskState.SUCCEEDED:
            assert world.store.head(FILE) is not None
        else:
            assert record.state is TaskState.QUEUED  # the next attempt makes it
    kept = {world.store.get(FILE) for world in worlds if world.store.head(FILE)}
    assert kept == {b"-", b"new"}  # both happen: kept in time, and made again


def test_no_job_is_taken_whose_inputs_are_gone() -> None:
    worlds = every_order(World.clean_up, World.submit)
    assert len(worlds) > 100
    for world in worlds:
        gone = [key for key in task("r1").reads if world.store.head(key) is None]
        assert bool(world.jobs.jobs()) is not world.refused
        assert not (gone and world.jobs.jobs())
    assert {world.refused for world in worlds} == {True, False}
