"""How far a job is, in the numbers that a progress bar shows."""

from dataclasses import dataclass
from typing import Self

from render_farm.queue import JobRecord, TaskState


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Tasks of a job by state. reused: of the succeeded, those known before."""

    total: int
    queued: int
    running: int
    succeeded: int
    reused: int
    failed: int
    cancelled: int

    @classmethod
    def of(cls, record: JobRecord) -> Self:
        """Count a job's tasks; paused ones count as queued."""
        counts = record.counts
        return cls(
            total=record.total,
            queued=counts[TaskState.QUEUED] + counts[TaskState.PAUSED],
            running=counts[TaskState.RUNNING],
            succeeded=counts[TaskState.SUCCEEDED],
            reused=record.reused,
            failed=counts[TaskState.FAILED],
            cancelled=counts[TaskState.CANCELLED],
        )

    @property
    def done(self) -> int:
        """Tasks that ended, well or badly."""
        return self.succeeded + self.failed + self.cancelled
