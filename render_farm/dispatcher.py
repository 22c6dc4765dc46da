"""Queue ↔ crew: leases tasks, hands one to each worker, writes down how they end.

Knows neither Ray nor SQL. One dispatcher owns its workers; all truth is in the queue, so that one
which dies loses nothing: its leases run out, and the fencing token keeps its late results away.
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from render_farm.assistance import Assistance
from render_farm.crew import Crew, Report, WorkerLost, WorkersUnavailable
from render_farm.errors import RenderFarmError
from render_farm.failures import failure_of
from render_farm.job import TaskFailure, TaskResult
from render_farm.progress import Progress
from render_farm.queue import (
    Beat,
    Ending,
    JobRecord,
    Lease,
    LeaseStore,
    RetryAfter,
    RetryPolicy,
    retry_decision,
)

_LOG = logging.getLogger(__name__)
_STARTS = 3  # workers that fail to start, one after another, before we say so
_GRACE_S = 5.0  # for whoever helps with a task that has ended


@dataclass(frozen=True, kw_only=True, slots=True)
class DispatcherSettings:
    """How the dispatcher works; times in seconds.

    limit: most workers at once. lease_s: how soon another may take over when this one dies.
    stall_s: most that a task may take, or `stall_factor` times its expected cost if that is more.
    idle_s: when an idle worker is ended. outage_s: how long a silent database is borne.
    """

    limit: int = 2
    lease_s: float = 30.0
    heartbeat_s: float = 1.0
    stall_s: float = 120.0
    stall_factor: float = 20.0
    idle_s: float = 30.0
    poll_s: float = 0.2
    outage_s: float = 60.0
    retry: RetryPolicy = field(default_factory=RetryPolicy)


class DispatchStore(LeaseStore, Protocol):
    """The queue as the dispatcher sees it: work, and how jobs stand."""

    def job(self, job_id: str) -> JobRecord:
        """Tell how a job stands."""
        ...


@dataclass(slots=True)
class _Work:
    """A lease in a worker's hands. kill_at: when the worker counts as stalled.

    assists: another worker has the task; nothing of this work is written down.
    """

    lease: Lease
    future: "Future[Report]"
    kill_at: float
    assists: bool = False


@dataclass(slots=True)
class _Worker:
    """A worker: starting until `ready` is done, then idle or at work."""

    name: str
    ready: "Future[str]"
    idle_since: float
    work: _Work | None = None


class Dispatcher:
    """Runs queued tasks on a crew. Not for several threads; make one per crew."""

    def __init__(
        self,
        *,
        store: DispatchStore,
        crew: Crew,
        settings: DispatcherSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._crew = crew
        self._settings = settings or DispatcherSettings()
        self._clock = clock
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._workers: dict[str, _Worker] = {}
        self._made = 0
        self._failed_starts = 0
        self._renewed_at = clock()
        self._assistance = Assistance()

    def run_job(
        self,
        job_id: str,
        *,
        on_progress: Callable[[Progress], None] | None = None,
        stop: threading.Event | None = None,
    ) -> JobRecord:
        """Work until a job has ended, or `stop` is set; give how it stands then.

        Serves every job of the queue meanwhile, by priority. Whatever ends it early (Ctrl-C,
        SIGTERM, an error) ends the workers and hands their tasks back. Raises
        WorkersUnavailable, UnknownJob, and QueueError when the database stays silent.
        """
        stop = stop or threading.Event()

        def look() -> bool:
            record = self._store.job(job_id)
            if on_progress is not None:
                on_progress(Progress.of(record))
            return record.ended

        self._run(stop, look)
        return self._store.job(job_id)

    def run_forever(self, stop: threading.Event) -> None:
        """Work until `stop` is set; then end the workers and hand their tasks back."""
        self._run(stop, lambda: False)

    def step(self) -> None:
        """Take one turn: write down what ended, keep leases alive, hand out work. Never waits."""
        self._crew.vitals()  # so that they know that somebody is there
        self._collect()
        self._renew()
        self._end_stalled()
        self._staff()
        self._hand_out()

    def close(self) -> None:
        """End all workers and hand back what they worked on."""
        leases = self._running()
        for name in tuple(self._workers):
            self._dismiss(name)
        if leases:
            self._store.settle([Ending(lease=lease) for lease in leases])

    @property
    def workers(self) -> int:
        """How many workers there are, starting ones included."""
        return len(self._workers)

    def _run(self, stop: threading.Event, ended: Callable[[], bool]) -> None:
        try:
            self._run_until(stop, ended)
        except BaseException:
            self._close_quietly()
            raise
        if stop.is_set():
            self.close()

    def _run_until(self, stop: threading.Event, ended: Callable[[], bool]) -> None:
        answered_at = self._clock()
        looked_at = -1.0
        while not stop.is_set():
            try:
                if self._clock() - looked_at >= self._settings.poll_s or not self._busy():
                    looked_at = self._clock()
                    if ended():
                        return
                self.step()
                answered_at = self._clock()
            except RenderFarmError as error:
                silent_s = self._clock() - answered_at
                if not error.retryable or silent_s > self._settings.outage_s:
                    raise
                _LOG.warning("%s", error, extra={"action": "dispatch_paused"})
            self._wait(stop)

    def _close_quietly(self) -> None:
        """End the workers while another error is on its way up: leases run out by themselves."""
        try:
            self.close()
        except RenderFarmError as error:
            _LOG.warning("%s", error, extra={"action": "release_failed"})

    def _wait(self, stop: threading.Event) -> None:
        pending: list[Future[Any]] = []
        for worker in self._workers.values():
            if worker.work is not None:
                pending.append(worker.work.future)
            elif not worker.ready.done():
                pending.append(worker.ready)
        if pending:
            wait(pending, timeout=self._settings.poll_s, return_when=FIRST_COMPLETED)
        else:
            stop.wait(self._settings.poll_s)

    def _collect(self) -> None:
        for worker in tuple(self._workers.values()):
            if worker.work is not None and worker.work.future.done():
                self._settle(worker, worker.work)

    def _settle(self, worker: _Worker, work: _Work) -> None:
        """Write down how a task ended; on a silent database it stays, to be written later."""
        error = work.future.exception()
        if error is None:
            self._write(worker, work, work.future.result().outcome)
            worker.work, worker.idle_since = None, self._clock()
            return
        self._write(worker, work, _worker_failure(error))
        worker.work = None
        self._dismiss(worker.name)

    def _write(
        self, worker: _Worker, work: _Work, outcome: TaskResult | TaskFailure | None
    ) -> None:
        lease = work.lease
        if work.assists or outcome is None:
            if outcome is not None:
                _LOG.info("%s", outcome, extra={"action": "assist_failed"})
            return
        (kept,) = self._store.settle([self._ending(worker, lease, outcome)])
        if not kept:
            _LOG.info("%s:%s", lease.job_id, lease.ordinal, extra={"action": "late_result"})

    def _ending(self, worker: _Worker, lease: Lease, outcome: TaskResult | TaskFailure) -> Ending:
        ending = Ending(lease=lease, outcome=outcome, worker=worker.name)
        if isinstance(outcome, TaskResult):
            return ending
        decision = retry_decision(
            outcome,
            attempts=lease.failures + 1,
            workers=lease.failed_on | {worker.name},
            key=lease.task.request_key,
            policy=self._settings.retry,
        )
        if isinstance(decision, RetryAfter):
            return replace(ending, retry_in_s=decision.delay_s)
        return replace(ending, quarantine=decision.quarantine)

    def _renew(self) -> None:
        """Keep the leases; whoever works on a lost one (cancelled, or taken over) is ended."""
        now = self._clock()
        beats = [
            Beat(lease=worker.work.lease, worker=worker.name)
            for worker in self._busy()
            if worker.work is not None and not worker.work.assists
        ]
        if now - self._renewed_at < self._settings.heartbeat_s or not beats:
            return
        lost = self._store.heartbeat(beats, lease_s=self._settings.lease_s)
        for worker in self._busy():
            if worker.work is not None and worker.work.lease in lost:
                self._dismiss(worker.name)
        self._renewed_at = now

    def _end_stalled(self) -> None:
        running = self._running()
        for worker in self._busy():
            work = worker.work
            if work is not None and work.assists and work.lease not in running:
                work.kill_at = min(work.kill_at, self._clock() + _GRACE_S)
            if work is not None and self._clock() >= work.kill_at and not work.future.done():
                stalled = TaskFailure(
                    code="stalled", message="the task took longer than it may", retryable=True
                )
                self._write(worker, work, stalled)
                self._dismiss(worker.name)

    def _staff(self) -> None:
        """Have as many workers as there is work, up to the limit; drop broken and idle ones."""
        for worker in tuple(self._workers.values()):
            self._review(worker)
        busy = len(self._busy())
        if len(self._workers) >= self._settings.limit:
            return
        wanted = busy + self._store.backlog(limit=self._settings.limit - busy).tasks
        wanted += self._assistance.wanted(self._running())
        while len(self._workers) < min(wanted, self._settings.limit):
            self._made += 1
            name = f"renderer-{self._made}"
            self._workers[name] = _Worker(name, self._crew.start(name), self._clock())

    def _review(self, worker: _Worker) -> None:
        if not worker.ready.done():
            worker.idle_since = self._clock()
            return
        error = worker.ready.exception()
        if error is not None:
            self._dismiss(worker.name)
            self._failed_starts += 1
            if self._failed_starts >= _STARTS:
                raise WorkersUnavailable(f"no worker starts: {error}") from error
            return
        self._failed_starts = 0
        if worker.work is None and self._clock() - worker.idle_since > self._settings.idle_s:
            self._dismiss(worker.name)

    def _hand_out(self) -> None:
        """Give each idle worker a task: claimed only now, so that nobody waits in a hand.

        Where none is queued, it helps with one that runs.
        """
        idle = [w for w in self._workers.values() if w.work is None and w.ready.done()]
        if not idle:
            return
        leases: tuple[Lease, ...] = ()
        if self._store.backlog(limit=1).tasks:
            lease_s = self._settings.lease_s
            leases = self._store.claim(self._owner, limit=len(idle), lease_s=lease_s)
        for worker, lease in zip(idle, leases, strict=False):
            future = self._crew.submit(worker.name, lease)
            worker.work = _Work(lease, future, self._kill_at(lease))
        for worker in idle[len(leases) :]:
            running = self._assistance.choose(self._running())
            if running is not None:
                helping = self._crew.assist(worker.name, running)
                worker.work = _Work(running, helping, self._kill_at(running), assists=True)

    def _kill_at(self, lease: Lease) -> float:
        settings = self._settings
        return self._clock() + max(settings.stall_s, settings.stall_factor * lease.task.cost_s)

    def _running(self) -> list[Lease]:
        """The leases that workers of ours have, without those who help."""
        works = (worker.work for worker in self._workers.values())
        return [work.lease for work in works if work is not None and not work.assists]

    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._workers.values() if worker.work is not None]

    def _dismiss(self, name: str) -> None:
        self._crew.kill(name)
        del self._workers[name]


def _worker_failure(error: BaseException) -> TaskFailure:
    if isinstance(error, WorkerLost):
        return failure_of(error)
    return TaskFailure(code=WorkerLost.code, message=repr(error), retryable=True)
