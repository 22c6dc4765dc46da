"""What the queue tells: jobs, tasks and leases as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from render_farm.job import RenderTask, TaskFailure, TaskResult
from render_farm.queue.states import TaskState


@dataclass(frozen=True, kw_only=True, slots=True)
class JobRecord:
    """A job and how far it is.

    counts: tasks in each state, every state present. reused: how many of the succeeded were
    known at submission. created_at, ended_at: seconds since 1970.
    """

    id: str
    name: str
    priority: int
    client_token: str | None
    created_at: float
    ended_at: float | None
    cancelled: bool
    counts: Mapping[TaskState, int]
    reused: int

    @property
    def total(self) -> int:
        """All tasks of the job."""
        return sum(self.counts.values())

    @property
    def ended(self) -> bool:
        """Whether no task of the job can change by itself any more."""
        return all(state.ended or not count for state, count in self.counts.items())

    @property
    def state(self) -> TaskState:
        """The job in one word: open tasks first, then the worst end."""
        if self.cancelled and self.ended:
            return TaskState.CANCELLED
        order = (TaskState.RUNNING, TaskState.QUEUED, TaskState.PAUSED, TaskState.FAILED)
        present = (state for state in order if self.counts[state])
        return next(present, TaskState.SUCCEEDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskRecord:
    """A task and how far it is.

    attempt: how often it was handed out. failures: how many attempts failed or were lost.
    failure: of the last failed attempt. seconds: from the last claim to the end.
    """

    job_id: str
    ordinal: int
    task: RenderTask
    state: TaskState
    attempt: int
    failures: int
    owner: str | None
    result: TaskResult | None
    failure: TaskFailure | None
    reused: bool
    seconds: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """The right of `owner` to work on a task until `due_at`, unless the lease is renewed.

    attempt: the fencing token; results under an older one are refused. failures: attempts of
    this task that failed before this one. task_id: the task's place in its store.
    """

    task_id: int
    job_id: str
    ordinal: int
    attempt: int
    owner: str
    due_at: float
    failures: int
    task: RenderTask
