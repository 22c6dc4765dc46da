"""Workers as the dispatcher knows them → the records that others see, as far as they changed."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from render_farm.dispatch.roster import Worker
from render_farm.job import RenderTask
from render_farm.queue import WorkerRecord, WorkerState


class Notes:
    """What was last told of each worker. clock: seconds since 1970."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._noted: dict[str, WorkerRecord] = {}
        self._blocked: dict[str, WorkerRecord] = {}

    def block(self, worker: Worker, reason: str) -> None:
        """Keep a worker in sight that was ended because tasks fail on it."""
        self._blocked[worker.name] = _record(
            worker, WorkerState.BLOCKED, since=self._clock(), reason=reason
        )

    def changes(
        self, workers: Iterable[Worker], *, block_s: float
    ) -> tuple[list[WorkerRecord], list[str]]:
        """Records that are new or changed, and names of workers that are gone."""
        now = self._clock()
        self._blocked = {
            name: record for name, record in self._blocked.items() if now - record.since < block_s
        }
        current = {worker.name: self._current(worker, now) for worker in workers} | self._blocked
        changed = [record for name, record in current.items() if self._noted.get(name) != record]
        gone = [name for name in self._noted if name not in current]
        self._noted = current
        return changed, gone

    def forget(self) -> None:
        """Begin anew: whoever keeps the records has dropped them, or missed the last ones."""
        self._noted = {}

    def _current(self, worker: Worker, now: float) -> WorkerRecord:
        record = _record(worker, _state(worker), since=now, reason=worker.leaving)
        before = self._noted.get(worker.name)
        if before is not None and replace(record, since=before.since) == before:
            return before
        return record


def _record(
    worker: Worker, state: WorkerState, *, since: float, reason: str | None
) -> WorkerRecord:
    work = worker.work
    task = None if work is None else _in_words(work.lease.task, assists=work.assists)
    return WorkerRecord(
        name=worker.name, state=state, node=worker.node, task=task, since=since, reason=reason
    )


def _state(worker: Worker) -> WorkerState:
    if worker.node is None:
        return WorkerState.STARTING
    if worker.leaving:
        return WorkerState.DRAINING
    return WorkerState.IDLE if worker.work is None else WorkerState.BUSY


def _in_words(task: RenderTask, *, assists: bool) -> str:
    words = f"{task.template_id} {task.ratio} {task.locale}"
    return f"help with {words}" if assists else words
