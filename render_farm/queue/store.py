"""The seam between the farm and whatever remembers its jobs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from render_farm.job import RenderJob, RenderTask, TaskFailure, TaskResult
from render_farm.queue.errors import QueueError
from render_farm.queue.records import JobRecord, Lease, TaskRecord
from render_farm.queue.states import TaskState

LEASE_EXPIRED = TaskFailure(
    code="lease_expired", message="whoever worked on it gave no sign of life", retryable=True
)


class JobStore(Protocol):
    """Jobs, their tasks and who works on them; every call is one transaction.

    All implementations pass `tests/contract/test_queue.py`. Consumers ask for the part they use.
    """

    def submit(
        self,
        job: RenderJob,
        tasks: Sequence[RenderTask],
        *,
        settled: Mapping[str, TaskResult] | None = None,
    ) -> JobRecord:
        """Keep a job and its tasks, in their order.

        settled: results by request key that are known already; those tasks are succeeded and
        `reused` from the start. A client token or a job id seen before gives the first job back.
        """
        ...

    def claim(self, owner: str, *, limit: int, lease_s: float) -> tuple[Lease, ...]:
        """Lease up to `limit` waiting tasks: by priority, then age of the job, then ordinal.

        First takes back what dead owners held: queued again, or failed at the last attempt.
        """
        ...

    def heartbeat(self, leases: Sequence[Lease], *, lease_s: float) -> tuple[Lease, ...]:
        """Renew leases for `lease_s` from now; give those that are lost: stop their work."""
        ...

    def finish(self, lease: Lease, result: TaskResult) -> bool:
        """End a task well and remember its result; False when the lease is lost."""
        ...

    def fail(self, lease: Lease, failure: TaskFailure, *, retry_in_s: float | None) -> bool:
        """End an attempt badly; None ends the task. False when the lease is lost."""
        ...

    def release(self, leases: Sequence[Lease]) -> int:
        """Hand tasks back untried, as if never claimed; give how many were still held."""
        ...

    def depth(self, *, limit: int) -> int:
        """Count the tasks that a claim could get now, up to `limit`."""
        ...

    def cancel(self, job_id: str) -> JobRecord:
        """End all open tasks of a job; their running attempts lose the lease."""
        ...

    def job(self, job_id: str) -> JobRecord:
        """Tell how a job stands. Raises UnknownJob."""
        ...

    def jobs(self, *, limit: int = 50, after: str | None = None) -> tuple[JobRecord, ...]:
        """List jobs, newest first; `after`: the id of the last one of the page before."""
        ...

    def tasks(
        self,
        job_id: str,
        *,
        states: Iterable[TaskState] | None = None,
        limit: int | None = None,
        after: int = -1,
    ) -> tuple[TaskRecord, ...]:
        """List tasks of a job by ordinal, from the one that follows ordinal `after`."""
        ...

    def memo(self, request_keys: Iterable[str]) -> Mapping[str, TaskResult]:
        """Give the results that are known for requests, of any job."""
        ...

    def forget(self, request_key: str) -> None:
        """Drop a known result, because its object is gone; no error when there is none."""
        ...


def check_unique(job: RenderJob, tasks: Sequence[RenderTask]) -> None:
    """Raise QueueError when two tasks of a job ask for the same."""
    if len({task.request_key for task in tasks}) != len(tasks):
        raise QueueError(
            "two tasks have the same request key", where=job.id, allowed="unique request keys"
        )
