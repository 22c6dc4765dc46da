"""The job stores held against each other: the same random life, the same answer to every call."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from render_farm.queue import (
    Beat,
    Ending,
    JobStore,
    Lease,
    MemoryJobStore,
    QueueError,
    SqlJobStore,
    sqlite_url,
)
from tests.contract.conftest import Clock
from tests.contract.farm_samples import FINAL, PASSING, make_job, make_result, make_task

_STEPS = 60
_KEYS = [f"request-{number:04}" for number in range(12)]
_OWNERS = ("me", "another")


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock
) -> Iterator[tuple[JobStore, JobStore]]:
    in_file = request.param == "sqlite"
    url = sqlite_url(tmp_path / "jobs.db") if in_file else request.getfixturevalue("empty_database")
    with SqlJobStore(url, clock=clock) as store:
        yield MemoryJobStore(clock=clock), store


class Life:
    """One random life, led by both stores. leases: as each store gave them."""

    def __init__(self, stores: tuple[JobStore, JobStore], clock: Clock, seed: int) -> None:
        self.stores = stores
        self.clock = clock
        self.dice = random.Random(seed)  # noqa: S311 - a life that replays
        self.jobs: list[str] = []
        self.leases: tuple[list[Lease], list[Lease]] = ([], [])

    def step(self) -> None:
        """Do one thing at random, and see that both say the same."""
        deeds = (self.submit, self.claim, self.claim, self.settle, self.settle, self.beat)
        self.dice.choice((*deeds, self.control, self.control, self.wait, self.take_over))()

    def both(self, call: Callable[[JobStore, Any], Any], inputs: Sequence[Any] = ((), ())) -> Any:
        """Give both stores the same; their answers are the same, errors too."""
        answers = []
        for store, own in zip(self.stores, inputs, strict=True):
            try:
                answers.append(call(store, own))
            except QueueError as error:
                answers.append(str(error))
        assert _plain(answers[0]) == _plain(answers[1])
        return answers

    def submit(self) -> None:
        name = f"job-{self.dice.randrange(12)}"
        keys = self.dice.sample(_KEYS, self.dice.randrange(6))
        tasks = [
            make_task(key=key, position=self.dice.randrange(3), cost_s=self.dice.randrange(1, 4))
            for key in keys
        ]
        known = self.both(lambda store, _: store.memo(keys))[0]
        job = make_job(
            name,
            priority=self.dice.randrange(2),
            token=self.dice.choice((None, name)),
            budget_s=self.dice.choice((None, None, 20)),
            closing=self.dice.choice((None, "a manifest")),
        )
        self.both(lambda store, _: store.submit(job, tasks, settled=known))
        self.jobs.append(name)

    def claim(self) -> None:
        owner, limit = self.dice.choice(_OWNERS), self.dice.randrange(1, 6)
        self.keep(self.both(lambda store, _: store.claim(owner, limit=limit, lease_s=10)))

    def beat(self) -> None:
        worker, progress = self.dice.choice((None, "w1")), self.dice.choice((None, 0.5))

        def renew(store: JobStore, leases: list[Lease]) -> Any:
            beats = [Beat(lease=lease, worker=worker, progress=progress) for lease in leases]
            return store.heartbeat(beats, lease_s=10)

        self.both(renew, self.some())

    def settle(self) -> None:
        some = self.some()
        hows = [self.dice.randrange(5) for _ in some[0]]

        def end(store: JobStore, leases: list[Lease]) -> Any:
            return store.settle([_ending(*pair) for pair in zip(leases, hows, strict=True)])

        self.both(end, some)

    def control(self) -> None:
        job, number = self.dice.choice([*self.jobs, "nobody"]), self.dice.randrange(3)
        deeds: tuple[Callable[[JobStore, Any], Any], ...] = (
            lambda store, _: store.cancel(job),
            lambda store, _: store.pause(job),
            lambda store, _: store.resume(job),
            lambda store, _: store.retry(job),
            lambda store, _: store.prioritise(job, number),
            lambda store, _: store.set_budget(job, (None, 5, 500)[number]),
            lambda store, _: store.halt("because"),
            lambda store, _: store.unhalt(),
            lambda store, _: store.unhalt(),
            lambda store, _: store.forget(_KEYS[number]),
            lambda store, _: [store.closed(one.job.id, revision=1) for one in store.closings()],
        )
        self.both(self.dice.choice(deeds))

    def take_over(self) -> None:
        owner = self.dice.choice(_OWNERS)
        if self.both(lambda store, _: store.lead(owner, lease_s=15))[0]:
            self.keep(self.both(lambda store, _: store.inherit(owner, lease_s=10)))
        if self.dice.random() < 0.5:
            self.both(lambda store, _: store.resign(owner))

    def wait(self) -> None:
        self.clock.advance(self.dice.choice((1, 2, 4, 11)))

    def keep(self, answers: Sequence[Any]) -> None:
        for own, new in zip(self.leases, answers, strict=True):
            own.extend(new)

    def some(self) -> tuple[list[Lease], list[Lease]]:
        """A few of the leases there were: lost and ended ones among them."""
        count = len(self.leases[0])
        places = self.dice.sample(range(count), min(count, self.dice.randrange(5)))
        places = sorted({*places, *range(max(0, count - 3), count)})
        return tuple([mine[place] for place in places] for mine in self.leases)  # type: ignore[return-value]  # two of them

    def compare(self) -> None:
        """See that both remember the same of everything."""
        self.both(lambda store, _: (store.jobs(), store.closings(), store.leader()))
        self.both(lambda store, _: (store.halted(), store.backlog(limit=99), store.memo(_KEYS)))
        for job in dict.fromkeys(self.jobs):
            self.compare_tasks(job)

    def compare_tasks(self, job: str) -> None:
        def read(store: JobStore, _: Any) -> Any:
            tasks = store.tasks(job)
            return tasks, tuple(store.attempts(job, task.ordinal) for task in tasks)

        self.both(read)


@pytest.mark.parametrize("seed", range(6))
def test_two_stores_lead_the_same_life(
    stores: tuple[JobStore, JobStore], clock: Clock, seed: int
) -> None:
    life = Life(stores, clock, seed)
    for number in range(_STEPS):
        life.step()
        if number % 10 == 9:
            life.compare()


def _ending(lease: Lease, how: int) -> Ending:
    match how:
        case 0 | 1:
            return Ending(lease=lease, outcome=make_result(lease.task), worker="w1", log="done")
        case 2:
            return Ending(lease=lease, outcome=PASSING, retry_in_s=2, worker="w2")
        case 3:
            return Ending(lease=lease, outcome=FINAL, quarantine=True, worker="w3", log="no")
        case _:
            return Ending(lease=lease)


def _plain(answer: Any) -> Any:
    """Without what each store has of its own: where it keeps a task."""
    if isinstance(answer, Lease):
        return replace(answer, task_id=0)
    if isinstance(answer, tuple):
        return tuple(map(_plain, answer))
    return answer
