"""A house → how its farm stands this moment, also while a part of it does not answer."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from render_farm.errors import RenderFarmError
from render_farm.queue import Backlog, Census, TaskState, WorkerRecord
from render_farm.storage import StoredObject

# Prometheus gives up after ten seconds; a store that takes longer than this counts as down.
_ANSWER_S = 3.0
_SAMPLED = 10_000  # the mean cost of that many is the cost of all


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """What the job store tells. backlog: of the first 10,000 tasks that could start."""

    census: Census
    backlog: Backlog
    workers: tuple[WorkerRecord, ...]
    leader: str | None
    halted: str | None

    @property
    def waiting_s(self) -> float:
        """Seconds of rendering expected of all queued tasks."""
        queued = sum(crowd.tasks for crowd in self.census.crowds if crowd.state is TaskState.QUEUED)
        return self.backlog.cost_s / self.backlog.tasks * queued if self.backlog.tasks else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a farm stands. queue: None while the database does not answer."""

    store_up: bool
    queue: Queue | None


class ReadStore(Protocol):
    """What is asked of the object store."""

    def head(self, key: str) -> StoredObject | None:
        """Tell what is stored under a key."""


class ReadQueue(Protocol):
    """What is asked of the job store."""

    def census(self) -> Census:
        """Count what is open."""

    def backlog(self, *, limit: int) -> Backlog:
        """Add up what a claim could get now."""

    def workers(self) -> tuple[WorkerRecord, ...]:
        """List workers."""

    def leader(self) -> str | None:
        """Name the dispatcher that leads."""

    def halted(self) -> str | None:
        """Say why the farm is halted."""


class StandingReader:
    """Reads how a farm stands; for one thread at a time. answer_s: how long a store is waited for.

    The store is asked in a thread, since its calls are patient: while one of them still waits, it
    counts as down and is not asked anew.
    """

    def __init__(self, *, store: ReadStore, jobs: ReadQueue, answer_s: float = _ANSWER_S) -> None:
        self._store = store
        self._jobs = jobs
        self._answer_s = answer_s
        self._asking: Future[bool] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-up")

    def read(self) -> Standing:
        """Ask all parts; one that is silent is part of the answer."""
        return Standing(store_up=self._store_up(), queue=self._queue())

    def _queue(self) -> Queue | None:
        try:
            return Queue(
                census=self._jobs.census(),
                backlog=self._jobs.backlog(limit=_SAMPLED),
                workers=self._jobs.workers(),
                leader=self._jobs.leader(),
                halted=self._jobs.halted(),
            )
        except RenderFarmError:
            return None

    def _store_up(self) -> bool:
        if self._asking is None:
            self._asking = self._thread.submit(self._answers)
        try:
            up = self._asking.result(self._answer_s)
        except TimeoutError:
            return False
        self._asking = None
        return up

    def _answers(self) -> bool:
        try:
            self._store.head("readiness")
        except RenderFarmError:
            return False
        return True
