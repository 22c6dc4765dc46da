"""What the queue tells of jobs and tasks, as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from render_farm.job import RenderTask, TaskFailure, TaskResult
from render_farm.queue.states import TaskState


@dataclass(frozen=True, kw_only=True, slots=True)
class JobRecord:
    """A job and how far it is.

    counts: tasks in each state, every state present. reused: how many of the succeeded were
    made for another job. created_at, ended_at: seconds since 1970. budget_s, spent_s: seconds of
    workers that its attempts may take, and took. closed: whether what its end asks for is written;
    True where it asks for nothing.
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
    budget_s: float | None = None
    spent_s: float = 0.0
    closed: bool = True

    @property
    def total(self) -> int:
        """All tasks of the job."""
        return sum(self.counts.values())

    @property
    def ended(self) -> bool:
        """Whether no task of the job can change by itself any more."""
        return all(state.ended or not count for state, count in self.counts.items())

    @property
    def budget_spent(self) -> bool:
        """Whether its attempts took all the seconds that they may take."""
        return self.budget_s is not None and self.spent_s >= self.budget_s

    @property
    def out_of_budget(self) -> bool:
        """Whether it rests until it may take more seconds."""
        goes_on = self.counts[TaskState.QUEUED] + self.counts[TaskState.RUNNING]
        return self.budget_spent and not goes_on and self.counts[TaskState.PAUSED] > 0

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
    failure: of the last failed attempt. seconds: from the last claim to the end. worker,
    progress: who had it last, and how far it said it was (0 to 1; None = it did not say).
    quarantined: it failed on so many workers that it is kept from the others.
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
    worker: str | None = None
    progress: float | None = None
    quarantined: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    """What a claim could get now. cost_s: seconds of rendering expected of it in all."""

    tasks: int
    cost_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """A job that has ended, and what it asked to be written then.

    revision: counts how often the job was opened again; see `JobStore.closed`.
    """

    job: JobRecord
    document: str
    revision: int
