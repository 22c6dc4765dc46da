"""The rows of the in-memory job store: a job with its tasks, a task with its attempts."""

from bisect import insort
from dataclasses import dataclass, field, replace

from render_farm.job import RenderJob, RenderTask, TaskFailure, TaskResult
from render_farm.queue.attempt import AttemptEnd, AttemptRecord
from render_farm.queue.lease import Lease
from render_farm.queue.records import JobRecord, TaskRecord
from render_farm.queue.states import TaskEvent, TaskState, next_state

# place in the order of the job, ordinal
Place = tuple[int, int]


@dataclass(slots=True)
class TaskRow:
    """A task. due_at: as in the tables. id: its place in the store."""

    id: int
    job: "JobRow"
    ordinal: int
    task: RenderTask
    state: TaskState
    due_at: float
    attempt: int = 0
    failures: int = 0
    lost: int = 0
    owner: str | None = None
    worker: str | None = None
    progress: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    result: TaskResult | None = None
    failure: TaskFailure | None = None
    reused: bool = False
    quarantined: bool = False
    failed_on: frozenset[str] = frozenset()
    attempts: list[AttemptRecord] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Where it stands among the tasks of its job."""
        return self.task.position, self.ordinal

    def holds(self, lease: Lease) -> bool:
        """Whether a lease is still good."""
        return (self.state, self.owner, self.attempt) == (
            TaskState.RUNNING,
            lease.owner,
            lease.attempt,
        )

    def move(self, event: TaskEvent, now: float) -> None:
        """Go to the next state, which the job counts. Raises IllegalTransition."""
        self.job.counts[self.state] -= 1
        if self.state is TaskState.QUEUED:
            self.job.waiting.remove(self.place)
        self.state = next_state(self.state, event)
        self.job.counts[self.state] += 1
        if self.state is TaskState.QUEUED:
            insort(self.job.waiting, self.place)
        self.ended_at = now if self.state.ended else None

    def end_attempt(
        self, end: AttemptEnd, now: float, *, failure: TaskFailure | None = None, log: str = ""
    ) -> None:
        """Write the running attempt down, and what it took of the job's budget."""
        running = self.running_attempt()
        self.attempts.append(replace(running, ended_at=now, end=end, failure=failure, log=log))
        self.job.spent_s += max(0.0, now - running.started_at)

    def running_attempt(self) -> AttemptRecord:
        """The attempt that runs now."""
        return AttemptRecord(
            attempt=self.attempt,
            owner=self.owner or "",
            worker=self.worker,
            started_at=self.started_at or 0.0,
            ended_at=None,
            end=None,
            failure=None,
            log="",
        )

    def lease(self) -> Lease:
        """The lease of the running attempt."""
        return Lease(
            task_id=self.id,
            job_id=self.job.job.id,
            ordinal=self.ordinal,
            attempt=self.attempt,
            owner=self.owner or "",
            due_at=self.due_at,
            failures=self.failures,
            task=self.task,
            failed_on=self.failed_on,
        )

    def record(self) -> TaskRecord:
        """The task as it stands."""
        ran = self.ended_at is not None and self.started_at is not None
        return TaskRecord(
            job_id=self.job.job.id,
            ordinal=self.ordinal,
            task=self.task,
            state=self.state,
            attempt=self.attempt,
            failures=self.failures,
            owner=self.owner,
            result=self.result,
            failure=self.failure,
            reused=self.reused,
            seconds=(self.ended_at or 0.0) - (self.started_at or 0.0) if ran else None,
            worker=self.worker,
            progress=self.progress,
            quarantined=self.quarantined,
        )


@dataclass(slots=True)
class JobRow:
    """A job, its tasks by ordinal, and the places of those that are queued, in order."""

    seq: int
    job: RenderJob
    created_at: float
    priority: int
    budget_s: float | None
    spent_s: float = 0.0
    cancelled: bool = False
    closed: bool = False
    revision: int = 0
    tasks: list[TaskRow] = field(default_factory=list)
    waiting: list[Place] = field(default_factory=list)
    counts: dict[TaskState, int] = field(default_factory=lambda: dict.fromkeys(TaskState, 0))

    def add(self, row: TaskRow) -> None:
        """Take a task in."""
        self.tasks.append(row)
        self.counts[row.state] += 1
        if row.state is TaskState.QUEUED:
            insort(self.waiting, row.place)

    def record(self) -> JobRecord:
        """The job as it stands."""
        ends = (task.ended_at for task in self.tasks if task.ended_at is not None)
        record = JobRecord(
            id=self.job.id,
            name=self.job.name,
            priority=self.priority,
            client_token=self.job.client_token,
            created_at=self.created_at,
            ended_at=None,
            cancelled=self.cancelled,
            counts=dict(self.counts),
            reused=sum(task.reused for task in self.tasks),
            budget_s=self.budget_s,
            spent_s=self.spent_s,
            closed=self.closed,
        )
        if not record.ended:
            return record
        return replace(record, ended_at=max(ends, default=self.created_at))
