"""The seam between the farm and whatever remembers its jobs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from render_farm.job import Fault, RenderJob, RenderTask, TaskFailure, TaskResult
from render_farm.queue.attempt import AttemptRecord
from render_farm.queue.census import Census
from render_farm.queue.errors import BudgetSpent, InputsSwept, QueueError
from render_farm.queue.lease import Beat, Ending, Lease
from render_farm.queue.records import Backlog, Closing, JobRecord, TaskRecord
from render_farm.queue.states import TaskState
from render_farm.queue.worker import WorkerRecord

LEASE_EXPIRED = TaskFailure(
    code="lease_expired",
    message="whoever worked on it gave no sign of life",
    retryable=True,
    fault=Fault.WORKER,
)


class LeaseStore(Protocol):
    """What a dispatcher needs: work, and where to write how it went."""

    def lead(self, owner: str, *, lease_s: float) -> bool:
        """Be the one dispatcher for `lease_s` from now, or stay it; False while another is.

        Whoever becomes it anew finds no workers noted.
        """
        ...

    def resign(self, owner: str) -> None:
        """Let another dispatcher follow at once; no error when it is another already."""
        ...

    def inherit(self, owner: str, *, lease_s: float) -> tuple[Lease, ...]:
        """Take over every lease: other owners' writes are refused from now on.

        Its own as well: those of a call whose answer never came are in nobody's hands.
        """
        ...

    def claim(self, owner: str, *, limit: int, lease_s: float) -> tuple[Lease, ...]:
        """Lease up to `limit` waiting tasks, in the order in which they should start.

        The highest priority has its turn first; among equal jobs the one with the fewest running
        tasks; inside a job `RenderTask.position`, then the ordinal. A task that asks for what is
        running already, in whichever job, waits for that. First takes back what dead owners held:
        queued again, or failed when that came too often. Nothing while the farm is halted.
        """
        ...

    def heartbeat(self, beats: Sequence[Beat], *, lease_s: float) -> tuple[Lease, ...]:
        """Renew leases for `lease_s` from now; give those that are lost: stop their work."""
        ...

    def settle(self, endings: Sequence[Ending]) -> tuple[bool, ...]:
        """End attempts, all in one transaction; False for each lease that was lost already.

        A result is remembered, and ends all queued tasks of the same request as well. What is
        handed back untried counts for nothing. A job that has spent its budget is paused.
        """
        ...

    def backlog(self, *, limit: int) -> Backlog:
        """Add up what a claim could get now, counting `limit` tasks at most."""
        ...

    def note_workers(self, changed: Sequence[WorkerRecord], *, gone: Sequence[str] = ()) -> None:
        """Keep what workers do, by name, for others to see."""
        ...

    def closings(self, *, limit: int = 10) -> tuple[Closing, ...]:
        """List ended jobs whose closing is not written yet, the oldest first."""
        ...

    def closed(self, job_id: str, *, revision: int) -> bool:
        """Tick a closing off; False when the job was opened again meanwhile: it comes again."""
        ...


class JobControl(Protocol):
    """What people do with jobs. Each raises UnknownJob, and gives the job as it stands then."""

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
        Raises InputsSwept.
        """
        ...

    def cancel(self, job_id: str) -> JobRecord:
        """End all open tasks of a job; their running attempts lose the lease."""
        ...

    def pause(self, job_id: str) -> JobRecord:
        """Let all open tasks of a job rest; their running attempts lose the lease."""
        ...

    def resume(self, job_id: str) -> JobRecord:
        """Queue paused tasks again. Raises BudgetSpent."""
        ...

    def retry(self, job_id: str) -> JobRecord:
        """Queue failed and cancelled tasks again, as if never tried. Raises BudgetSpent."""
        ...

    def prioritise(self, job_id: str, priority: int) -> JobRecord:
        """Serve a job sooner (higher) or later from now on; what runs goes on."""
        ...

    def set_budget(self, job_id: str, budget_s: float | None) -> JobRecord:
        """Change how many seconds of workers a job may take; None = no limit. See `resume`."""
        ...

    def halt(self, reason: str) -> None:
        """Stop all work: running tasks are handed back untried, and nothing is claimed."""
        ...

    def unhalt(self) -> None:
        """Let work go on; no error when it does."""
        ...


class JobReading(Protocol):
    """What is told of jobs."""

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

    def attempts(self, job_id: str, ordinal: int) -> tuple[AttemptRecord, ...]:
        """List the attempts at a task, the oldest first. Raises UnknownJob, UnknownTask."""
        ...

    def memo(self, request_keys: Iterable[str]) -> Mapping[str, TaskResult]:
        """Give the results that are known for requests, of any job."""
        ...

    def forget(self, request_key: str) -> None:
        """Drop a known result, because its object is gone; no error when there is none."""
        ...

    def workers(self) -> tuple[WorkerRecord, ...]:
        """List workers by name, as the dispatcher last told of them."""
        ...

    def leader(self) -> str | None:
        """Name the dispatcher that leads now."""
        ...

    def halted(self) -> str | None:
        """Say why the farm is halted; None when it is not."""
        ...

    def census(self) -> Census:
        """Count what is open, over all jobs."""
        ...


class ObjectSweeps(Protocol):
    """How a clean-up of the object store and those who refer to objects keep out of each other's
    way: see `sweep.py`."""

    def mark(self, keys: Collection[str]) -> frozenset[str]:
        """Mark objects that may go; give those that a clean-up which died was about to delete.

        A mark goes when a `submit` or a `settle` names its object, so look for references after it.
        """
        ...

    def sweep(self, keys: Collection[str], *, requests: Collection[str]) -> frozenset[str]:
        """Give those that still have their mark: delete them within SWEEP_S, then say `swept`.

        From now on `submit` refuses them, and an attempt that ends with one is handed back
        untried. requests: their known results are forgotten, in the same transaction.
        """
        ...

    def swept(self, keys: Collection[str]) -> None:
        """Say that objects are deleted: attempts that begin from now on may make them again."""
        ...

    def spare(self, keys: Collection[str]) -> None:
        """Let `submit` name objects again that it refused, because they were stored anew since."""
        ...


class JobStore(LeaseStore, JobControl, JobReading, ObjectSweeps, Protocol):
    """Jobs, their tasks and who works on them; every call is one transaction.

    All implementations pass `tests/contract/test_queue.py`. Consumers ask for the part they use.
    """


def check_unique(job: RenderJob, tasks: Sequence[RenderTask]) -> None:
    """Raise QueueError when two tasks of a job ask for the same."""
    if len({task.request_key for task in tasks}) != len(tasks):
        raise QueueError(
            "two tasks have the same request key", where=job.id, allowed="unique request keys"
        )


def check_swept(keys: frozenset[str]) -> None:
    """Raise InputsSwept when there are such inputs."""
    if keys:
        raise InputsSwept(keys)


def check_budget(record: JobRecord) -> None:
    """Raise BudgetSpent when a job may take no more seconds."""
    if record.budget_spent:
        raise BudgetSpent(
            f"its attempts took {record.spent_s:.0f} of {record.budget_s:.0f} s",
            where=record.id,
            allowed="a larger budget first, or none",
        )
