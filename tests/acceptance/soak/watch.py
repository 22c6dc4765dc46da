"""What the job store says while all goes wrong, read past the networks that are cut."""

import threading
import time
from collections.abc import Callable
from itertools import pairwise
from types import TracebackType
from typing import Self

from render_farm.errors import RenderFarmError
from render_farm.queue import JobStore, TaskState

_ENDED = (TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELLED)
_EVERY_S = 0.25
_MANY = 100_000


class Watch:
    """Looks at all jobs again and again, in a thread, from `with` until its end.

    reborn: jobs of which a task had ended and then had not.
    """

    def __init__(self, jobs: JobStore) -> None:
        self._jobs = jobs
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch")
        self._ended: dict[str, int] = {}
        self.succeeded = 0
        self.running = 0
        self.reborn: set[str] = set()
        self.leader: str | None = None
        self._open: int | None = None
        self._progress: list[float] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def open_tasks(self) -> int | None:
        """Tasks that have not ended; None while the database does not answer."""
        return self._open

    def silence_s(self, since: float) -> float:
        """The longest time without a success after a moment of the monotonic clock."""
        moments = [since, *(at for at in self._progress if at > since), time.monotonic()]
        return max(later - earlier for earlier, later in pairwise(moments))

    def until(self, condition: Callable[[], bool], *, seconds: float) -> float | None:
        """Wait; how long it took, None when it did not come true in time."""
        started = time.monotonic()
        while not condition():
            if time.monotonic() - started > seconds:
                return None
            time.sleep(0.05)
        return time.monotonic() - started

    def _run(self) -> None:
        while not self._stop.wait(_EVERY_S):
            try:
                self._look()
            except RenderFarmError:
                self._open = None

    def _look(self) -> None:
        records = self._jobs.jobs(limit=_MANY)
        for record in records:
            ended = sum(record.counts[state] for state in _ENDED)
            if ended < self._ended.get(record.id, 0):
                self.reborn.add(record.id)
            self._ended[record.id] = ended
        succeeded = sum(record.counts[TaskState.SUCCEEDED] for record in records)
        if succeeded != self.succeeded:
            self._progress.append(time.monotonic())
        self.succeeded = succeeded
        self.leader = self._jobs.leader()
        self.running = sum(record.counts[TaskState.RUNNING] for record in records)
        self._open = sum(record.total for record in records) - sum(self._ended.values())
