"""A farm of any size under a virtual clock: the real dispatcher and queue, played workers.

Time passes by what things take: the dispatcher's own work as measured while it runs, its calls of
the queue as they were measured on a database, a call of an actor as it was measured on Ray.
"""

import heapq
import itertools
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from bench.farm.costs import QueueCosts
from bench.farm.synthetic import own_s, result_of, synthetic_job
from render_farm.crew import Adopted, Report, Vitals
from render_farm.dispatch import Dispatcher, DispatcherSettings
from render_farm.queue import Lease, LeaseStore, MemoryJobStore

# Of the driver's core, on Ray 2.60 (docs/benchmarks.md): a call of an actor with its answer, and
# asking one how it goes, which a crew does 400 times a second at most.
SUBMIT_S = 0.00031
ASK_S = 0.00015
ASKED_PER_S = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class LargeFarm:
    """What came of it. tasks_s: ended a second, in the long run. busy: the share of all workers'
    time in which they worked. shares: of the dispatcher's time, by what took it; the rest it
    waited. turn_s: the longest turn.
    """

    tasks_s: float
    busy: float
    shares: Mapping[str, float]
    turn_s: float


def run_large(*, workers: int, task_s: float, costs: QueueCosts, tasks: int) -> LargeFarm:
    """Work through tasks of `task_s` seconds each; figures are of the middle half of them."""
    return _Large(workers=workers, task_s=task_s, costs=costs, tasks=tasks).run()


class _Large:
    def __init__(self, *, workers: int, task_s: float, costs: QueueCosts, tasks: int) -> None:
        self.now = 0.0
        self.spent: dict[str, float] = {}
        self._workers = workers
        self._task_s = task_s
        self._tasks = tasks
        self._jobs = MemoryJobStore(clock=self.clock)
        self._crew = _Crew(self)
        self._store = _CostedStore(self, self._jobs, costs)
        self._dispatcher = Dispatcher(
            store=cast("LeaseStore", self._store),
            crew=self._crew,
            settings=DispatcherSettings(limit=workers),
            clock=self.clock,
            wall=self.clock,
        )
        job, listed = synthetic_job(tasks, name="large", own_s=task_s)
        self._jobs.submit(job, listed)

    def clock(self) -> float:
        return self.now

    def take(self, seconds: float, what: str) -> None:
        """Let the dispatcher be at something for so long."""
        self.now += seconds
        self.spent[what] = self.spent.get(what, 0.0) + seconds

    def run(self) -> LargeFarm:
        longest_s = 0.0
        began, spent, first = 0.0, dict(self.spent), self._tasks // 4
        while self._crew.ended < 3 * first:
            self._crew.play()
            if not began and self._crew.ended >= first:
                began, spent = self.now, dict(self.spent)
                first_ended = self._crew.ended
            turn_s = self._turn()
            longest_s = max(longest_s, turn_s if began else 0.0)
            self._rest()
        took_s = self.now - began
        ended = self._crew.ended - first_ended
        return LargeFarm(
            tasks_s=ended / took_s,
            busy=min(1.0, ended * self._task_s / (self._workers * took_s)),
            shares={
                what: (seconds - spent.get(what, 0.0)) / took_s
                for what, seconds in self.spent.items()
            },
            turn_s=longest_s,
        )

    def _turn(self) -> float:
        before = self.now
        self._store.aside_s = 0.0
        started = time.thread_time()
        self._dispatcher.step()
        self.take(time.thread_time() - started - self._store.aside_s, "its own work")
        return self.now - before

    def _rest(self) -> None:
        """Until a task has ended, or for a moment."""
        if self._crew.due_at > self.now:
            self.now = min(self._crew.due_at, self.now + self._dispatcher.settings.poll_s)


class _CostedStore:
    """The queue in memory, whose calls take as long as those of a database."""

    def __init__(self, farm: _Large, jobs: MemoryJobStore, costs: QueueCosts) -> None:
        self.aside_s = 0.0
        self._farm = farm
        self._jobs = jobs
        self._costs = costs

    def __getattr__(self, name: str) -> Any:
        return partial(self._call, name)

    def _call(self, name: str, *args: Any, **named: Any) -> Any:
        started = time.thread_time()
        answer = getattr(self._jobs, name)(*args, **named)
        self.aside_s += time.thread_time() - started
        moved = answer if name == "claim" else args[0] if name in ("settle", "heartbeat") else ()
        self._farm.take(self._costs.of(name, len(moved)), f"queue: {name}")
        return answer


class _Crew:
    """Workers that are played; each call of one takes the dispatcher's time."""

    def __init__(self, farm: _Large) -> None:
        self.ended = 0
        self._farm = farm
        self._names: set[str] = set()
        self._numbers = itertools.count()
        self._due: list[tuple[float, int, Future[Report], Lease]] = []

    @property
    def due_at(self) -> float:
        """When the next task ends."""
        return self._due[0][0] if self._due else float("inf")

    def play(self) -> None:
        """End the tasks whose time is over."""
        while self._due and self._due[0][0] <= self._farm.now:
            _, _, report, lease = heapq.heappop(self._due)
            self.ended += 1
            report.set_result(Report(outcome=result_of(lease.task)))

    def start(self, worker: str, *, avoid: frozenset[str] = frozenset()) -> "Future[str]":
        """Have a worker at once: how long machines take to come is not the question here."""
        del avoid
        self._names.add(worker)
        return _done("simulated")

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        """Have a task done after its time."""
        del worker
        self._farm.take(SUBMIT_S, "calls of workers")
        report: Future[Report] = Future()
        # Not all of one length: what ends together would be dealt out together for ever.
        spread = 0.5 + (lease.task_id * 7919 % 1000) / 1000
        due = self._farm.now + own_s(lease.task) * spread
        heapq.heappush(self._due, (due, next(self._numbers), report, lease))
        return report

    def assist(self, worker: str, lease: Lease) -> "Future[Report]":
        """There is nothing to help with."""
        del worker, lease
        return _done(Report(outcome=None))

    def vitals(self) -> Mapping[str, Vitals]:
        """All get on; as many are asked as a crew asks in the second between two such calls."""
        self._farm.take(ASK_S * min(ASKED_PER_S, len(self._names)), "calls of workers")
        told = Vitals(steps=int(1000 * self._farm.now))
        return dict.fromkeys(self._names, told)

    def adopt(self) -> "Future[tuple[Adopted, ...]]":
        """Nobody worked before."""
        return _done(())

    def kill(self, worker: str) -> None:
        """Forget a worker."""
        self._names.discard(worker)

    def leave(self) -> None:
        """Forget all workers."""
        self._names.clear()

    close = leave


def _done(value: Any) -> "Future[Any]":
    done: Future[Any] = Future()
    done.set_result(value)
    return done
