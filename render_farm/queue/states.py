"""The life of a task: a pure table from state and event to the next state."""

from enum import StrEnum

from render_farm.queue.errors import IllegalTransition


class TaskState(StrEnum):
    """Where a task is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in (TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELLED)


class TaskEvent(StrEnum):
    """What happens to a task."""

    CLAIM = "claim"
    FINISH = "finish"
    RETRY = "retry"
    GIVE_UP = "give_up"
    RELEASE = "release"
    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    REQUEUE = "requeue"
    REUSE = "reuse"


_NEXT: dict[tuple[TaskState, TaskEvent], TaskState] = {
    (TaskState.QUEUED, TaskEvent.CLAIM): TaskState.RUNNING,
    (TaskState.QUEUED, TaskEvent.CANCEL): TaskState.CANCELLED,
    (TaskState.QUEUED, TaskEvent.PAUSE): TaskState.PAUSED,
    # The same request was answered for another job.
    (TaskState.QUEUED, TaskEvent.REUSE): TaskState.SUCCEEDED,
    # An attempt ends well, badly but not for good, for good, or is handed back untried.
    (TaskState.RUNNING, TaskEvent.FINISH): TaskState.SUCCEEDED,
    (TaskState.RUNNING, TaskEvent.RETRY): TaskState.QUEUED,
    (TaskState.RUNNING, TaskEvent.GIVE_UP): TaskState.FAILED,
    (TaskState.RUNNING, TaskEvent.RELEASE): TaskState.QUEUED,
    (TaskState.RUNNING, TaskEvent.CANCEL): TaskState.CANCELLED,
    (TaskState.RUNNING, TaskEvent.PAUSE): TaskState.PAUSED,
    (TaskState.PAUSED, TaskEvent.RESUME): TaskState.QUEUED,
    (TaskState.PAUSED, TaskEvent.CANCEL): TaskState.CANCELLED,
    # By hand only.
    (TaskState.FAILED, TaskEvent.REQUEUE): TaskState.QUEUED,
    (TaskState.CANCELLED, TaskEvent.REQUEUE): TaskState.QUEUED,
}


def next_state(state: TaskState, event: TaskEvent) -> TaskState:
    """Give the state after an event. Raises IllegalTransition."""
    try:
        return _NEXT[state, event]
    except KeyError as error:
        allowed = ", ".join(other for before, other in _NEXT if before is state) or "nothing"
        raise IllegalTransition(f"{event} is not possible", where=state, allowed=allowed) from error


def sources(event: TaskEvent) -> tuple[TaskState, ...]:
    """Give the states in which an event is possible, for a guard in a WHERE clause."""
    return tuple(before for before, candidate in _NEXT if candidate is event)
