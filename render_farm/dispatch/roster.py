"""The workers of a dispatcher: started, idle, at work, ended; what ended tells so by itself."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from render_farm.crew import Adopted, Crew, Report
from render_farm.dispatch.stall import Watch
from render_farm.queue import Lease

Attempt = tuple[int, int]


@dataclass(slots=True)
class Work:
    """A lease in a worker's hands. log: what was last heard of the attempt's.

    assists: another worker has the task; nothing of this work is written down, and at `end_at`,
    if that is set, it is stopped.
    """

    lease: Lease
    report: "Future[Report]"
    watch: Watch
    log: str = ""
    assists: bool = False
    end_at: float | None = None


@dataclass(slots=True)
class Worker:
    """A worker: starting until `ready` is done, which gives its node; then idle or at work.

    since: when it began to start, or became idle. avoid: nodes it is not to be on. leaving: why
    it gets no further task.
    """

    name: str
    ready: "Future[str]"
    since: float
    started_at: float
    avoid: frozenset[str] = frozenset()
    node: str | None = None
    work: Work | None = None
    leaving: str | None = None


class Roster:
    """Who there is, by name. ring: called, from any thread, when a start or a task has ended."""

    def __init__(self, crew: Crew, *, ring: Callable[[], None]) -> None:
        self.workers: dict[str, Worker] = {}
        self._crew = crew
        self._ring = ring
        self._idle: dict[str, None] = {}
        # Futures tell when they are done, so that nobody need ask a thousand workers.
        self._told: deque[tuple[str, Future[Any]]] = deque()

    def __len__(self) -> int:
        return len(self.workers)

    def start(self, name: str, *, avoid: frozenset[str], now: float) -> None:
        """Begin to start a worker, not on those nodes."""
        ready = self._crew.start(name, avoid=avoid)
        self.workers[name] = Worker(name, ready, now, now, avoid=avoid)
        self._listen(name, ready)

    def adopt(self, found: Adopted, *, work: Work | None, now: float) -> None:
        """Take a worker in that has started already, and may be at work."""
        ready: Future[str] = Future()
        ready.set_result(found.node)
        self.workers[found.worker] = Worker(found.worker, ready, now, now, node=found.node)
        self._set_work(self.workers[found.worker], work)

    def hand(self, name: str, lease: Lease, *, watch: Watch, assists: bool = False) -> None:
        """Give an idle worker a task, or let it help with one."""
        call = self._crew.assist if assists else self._crew.submit
        work = Work(lease, call(name, lease), watch, assists=assists)
        self._set_work(self.workers[name], work)

    def release(self, worker: Worker, *, now: float) -> None:
        """Its work is taken from its hands: it is idle."""
        worker.since = now
        self._set_work(worker, None)

    def dismiss(self, name: str) -> None:
        """End a worker at once, whatever it does."""
        self._crew.kill(name)
        self._idle.pop(name, None)
        del self.workers[name]

    def leave(self) -> None:
        """Leave all workers to another dispatcher."""
        self._crew.leave()
        self.workers.clear()
        self._idle.clear()

    def ended(self) -> Iterator[Worker]:
        """Those whose start, or whose task, has ended since the last time."""
        while self._told:
            name, future = self._told.popleft()
            worker = self.workers.get(name)
            if worker is not None and future is _awaited(worker):
                yield worker

    def open(self, worker: Worker, *, node: str, now: float) -> None:
        """Its start went well: it can be given work."""
        worker.node, worker.since = node, now
        self._idle[worker.name] = None

    def idle(self) -> list[str]:
        """The names of those who can be given work."""
        return list(self._idle)

    def working(self) -> list[tuple[Worker, Work]]:
        """Those at work, helpers included."""
        pairs = ((worker, worker.work) for worker in self.workers.values())
        return [(worker, work) for worker, work in pairs if work is not None]

    def leases(self) -> list[Lease]:
        """What they were given, without what they help with."""
        return [work.lease for _, work in self.working() if not work.assists]

    def _set_work(self, worker: Worker, work: Work | None) -> None:
        worker.work = work
        if work is None:
            self._idle[worker.name] = None
        else:
            self._idle.pop(worker.name, None)
            self._listen(worker.name, work.report)

    def _listen(self, name: str, future: "Future[Any]") -> None:
        def tell(done: "Future[Any]") -> None:
            self._told.append((name, done))
            self._ring()

        future.add_done_callback(tell)


def _awaited(worker: Worker) -> "Future[Any]":
    return worker.ready if worker.work is None else worker.work.report


def attempt_of(lease: Lease) -> Attempt:
    """What tells an attempt from all others of its store."""
    return lease.task_id, lease.attempt
