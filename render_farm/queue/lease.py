"""The right to work on a task, what keeps it, and what ends it."""

from dataclasses import dataclass

from render_farm.job import RenderTask, TaskFailure, TaskResult


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """The right of `owner` to work on a task until `due_at`, unless the lease is renewed.

    attempt: the fencing token; results under an older one are refused. failures: attempts of
    this task that failed before this one, and failed_on: the workers that had those. task_id: the
    task's place in its store.
    """

    task_id: int
    job_id: str
    ordinal: int
    attempt: int
    owner: str
    due_at: float
    failures: int
    task: RenderTask
    failed_on: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Beat:
    """A sign of life of whoever works on a lease. progress: 0 to 1; None = unknown."""

    lease: Lease
    worker: str | None = None
    progress: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """How an attempt ended: with a result, with a failure, or None: handed back untried.

    retry_in_s: after a failure, when to try again; None = the task has failed for good.
    quarantine: it failed for good because it failed on many workers. log: lines of the attempt.
    """

    lease: Lease
    outcome: TaskResult | TaskFailure | None = None
    retry_in_s: float | None = None
    quarantine: bool = False
    worker: str | None = None
    log: str = ""
