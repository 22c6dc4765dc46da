"""A crew without workers: each task is done when its time is over, and nothing else happens."""

import heapq
import itertools
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future

from bench.farm.synthetic import own_s, result_of
from render_farm.crew import Adopted, Report, Vitals
from render_farm.queue import Lease

_NODE = "simulated"


class SimulatedCrew:
    """A `Crew` of any number of workers, which one thread plays. Close it."""

    def __init__(self) -> None:
        self._workers: dict[str, int] = {}
        self._due: list[tuple[float, int, Future[Report], Lease]] = []
        self._numbers = itertools.count()
        self._change = threading.Condition()
        self._open = True
        self._thread = threading.Thread(target=self._play, name="simulated-crew", daemon=True)
        self._thread.start()

    def start(self, worker: str, *, avoid: frozenset[str] = frozenset()) -> "Future[str]":
        """Have a worker at once, on the one node that there is."""
        del avoid
        self._workers[worker] = 0
        started: Future[str] = Future()
        started.set_result(_NODE)
        return started

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        """Have the task done after its own time."""
        self._workers[worker] += 1
        promised: Future[Report] = Future()
        with self._change:
            due = time.monotonic() + own_s(lease.task)
            heapq.heappush(self._due, (due, next(self._numbers), promised, lease))
            self._change.notify()
        return promised

    def assist(self, worker: str, lease: Lease) -> "Future[Report]":
        """There is nothing to help with."""
        del worker, lease
        done: Future[Report] = Future()
        done.set_result(Report(outcome=None))
        return done

    def kill(self, worker: str) -> None:
        """Forget a worker."""
        self._workers.pop(worker, None)

    def close(self) -> None:
        """Forget all workers, and end the thread."""
        with self._change:
            self._workers.clear()
            self._open = False
            self._change.notify()
        self._thread.join()

    def vitals(self) -> Mapping[str, Vitals]:
        """Every worker gets on with what it does."""
        step = time.monotonic_ns()
        return {worker: Vitals(steps=step) for worker in self._workers}

    def adopt(self) -> "Future[tuple[Adopted, ...]]":
        """Nobody worked before."""
        nobody: Future[tuple[Adopted, ...]] = Future()
        nobody.set_result(())
        return nobody

    def leave(self) -> None:
        """Forget all workers."""
        self._workers.clear()

    def _play(self) -> None:
        while (ended := self._wait()) is not None:
            for promised, lease in ended:
                promised.set_result(Report(outcome=result_of(lease.task)))

    def _wait(self) -> list[tuple[Future[Report], Lease]] | None:
        """What is due now, as soon as something is; None when the crew was closed."""
        with self._change:
            while self._open and not (self._due and self._due[0][0] <= time.monotonic()):
                until = self._due[0][0] - time.monotonic() if self._due else None
                self._change.wait(until)
            if not self._open:
                return None
            ended = []
            while self._due and self._due[0][0] <= time.monotonic():
                _, _, promised, lease = heapq.heappop(self._due)
                ended.append((promised, lease))
            return ended
