"""The error tree of the queue.

RenderFarmError
└── QueueError
    ├── QueueUnreachable     the database does not answer, or is locked  (retryable)
    ├── BackupFailed         no copy could be made, or be read back
    ├── SchemaTooNew         the tables were made by a newer version
    ├── UnknownJob           no job of that id
    ├── UnknownTask          no task of that number in the job
    ├── InputsSwept          inputs of the job were deleted, or are just being  (retryable)
    ├── BudgetSpent          the job may take no more seconds of workers
    └── IllegalTransition    a task in that state cannot have that event
"""

from typing import Self

from render_farm.errors import RenderFarmError


class QueueError(RenderFarmError):
    """The queue refused for a reason that has no name of its own here."""

    code = "queue_error"


class QueueUnreachable(QueueError):
    """The database gave no answer, or stayed locked for longer than we wait."""

    code = "queue_unreachable"
    retryable = True


class BackupFailed(QueueError):
    """A copy of the database could not be made, or not be read back."""

    code = "backup_failed"


class SchemaTooNew(QueueError):
    """The database was brought up by a version of Handbill that this one does not know."""

    code = "schema_too_new"


class UnknownJob(QueueError):
    """There is no job of that id."""

    code = "unknown_job"


class UnknownTask(QueueError):
    """The job has no task of that number."""

    code = "unknown_task"

    @classmethod
    def of(cls, job_id: str, ordinal: int) -> Self:
        """The error of asking for this one."""
        where, allowed = f"{job_id}:{ordinal}", "one of its ordinals"
        return cls("the job has no such task", where=where, allowed=allowed)


class InputsSwept(QueueError):
    """Inputs that a job names were cleared away, or are just being; keys: of their objects."""

    code = "inputs_swept"
    retryable = True

    def __init__(self, keys: frozenset[str]) -> None:
        super().__init__(
            f"{len(keys)} inputs of the job are being cleared away",
            where=min(keys, default=""),
            allowed="the same again in a minute, after sending them anew",
        )
        self.keys = keys


class BudgetSpent(QueueError):
    """The job has taken all the seconds of workers that it may."""

    code = "budget_spent"


class IllegalTransition(QueueError):
    """A task in that state cannot have that event."""

    code = "illegal_transition"
