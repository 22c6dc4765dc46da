"""The job store broken on purpose, one promise at a time: each must be found by the simulation."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from render_farm.job import RenderJob, RenderTask, TaskResult
from render_farm.queue import Beat, BudgetSpent, Ending, JobRecord, Lease, TaskState
from render_farm.queue.memory_rows import JobRow, TaskRow
from tests.simulation.ledger import SeenJobStore


class NoFence(SeenJobStore):
    """Takes an ending whoever has the lease by now."""

    def settle(self, endings: Sequence[Ending]) -> tuple[bool, ...]:
        rows = self.rows()
        return super().settle(
            [replace(ending, lease=rows[ending.lease.task_id].lease()) for ending in endings]
        )


class NoReaper(SeenJobStore):
    """Never takes back what a dead owner held."""

    def _reap(self, now: float) -> None:
        del now


class NoDedupe(SeenJobStore):
    """Hands out what runs for another job already."""

    def _ready(self, entry: JobRow, now: float) -> Iterator[TaskRow]:
        for _, ordinal in entry.waiting:
            if entry.tasks[ordinal].due_at <= now:
                yield entry.tasks[ordinal]


class NoToken(SeenJobStore):
    """Takes a job that is sent twice for two."""

    def submit(
        self,
        job: RenderJob,
        tasks: Sequence[RenderTask],
        *,
        settled: Mapping[str, TaskResult] | None = None,
    ) -> JobRecord:
        record = super().submit(replace(job, client_token=None), tasks, settled=settled)
        row = self._jobs[record.id]
        row.job = replace(row.job, client_token=job.client_token)
        return row.record()


class NoSingleLeader(SeenJobStore):
    """Lets everybody lead."""

    def lead(self, owner: str, *, lease_s: float) -> bool:
        self._leader = None
        return super().lead(owner, lease_s=lease_s)


class NoPriority(SeenJobStore):
    """Serves all jobs alike."""

    def prioritise(self, job_id: str, priority: int) -> JobRecord:
        return self.job(job_id)

    def _deal(self, now: float, limit: int) -> tuple[TaskRow, ...]:
        known = [(job, job.priority) for job in self._jobs.values()]
        for job, priority in known:
            job.priority = -priority
        dealt = super()._deal(now, limit)
        for job, priority in known:
            job.priority = priority
        return dealt


class NoBudget(SeenJobStore):
    """Lets a job go on when its budget is spent."""

    def _keep_to_budget(self, entry: JobRow) -> None:
        del entry


class NoClosing(SeenJobStore):
    """Ticks off the closing of a job that was opened again meanwhile."""

    def closed(self, job_id: str, *, revision: int) -> bool:
        return super().closed(job_id, revision=self._jobs[job_id].revision)


class NoHalt(SeenJobStore):
    """Hands running tasks back when the farm is halted, and goes on."""

    def halt(self, reason: str) -> None:
        super().halt(reason)
        self._halted = None


class NoEnd(SeenJobStore):
    """Queues again whatever was cancelled while it ran."""

    def heartbeat(self, beats: Sequence[Beat], *, lease_s: float) -> tuple[Lease, ...]:
        lost = super().heartbeat(beats, lease_s=lease_s)
        for lease in lost:
            row = self.rows()[lease.task_id]
            if row.state is TaskState.CANCELLED:
                with suppress(BudgetSpent):
                    self.retry(lease.job_id)
        return lost


BREAKAGES: tuple[type[SeenJobStore], ...] = (
    NoFence,
    NoReaper,
    NoDedupe,
    NoToken,
    NoSingleLeader,
    NoPriority,
    NoBudget,
    NoClosing,
    NoHalt,
    NoEnd,
)
