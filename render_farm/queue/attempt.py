"""What is kept of each attempt at a task."""

from dataclasses import dataclass
from enum import StrEnum

from render_farm.job import TaskFailure


class AttemptEnd(StrEnum):
    """How an attempt ended. LOST: whoever had it gave no sign of life any more."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    LOST = "lost"
    RELEASED = "released"
    CANCELLED = "cancelled"
    PAUSED = "paused"


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptRecord:
    """One attempt: by which dispatcher and worker, when, how it ended, and its log.

    end, ended_at: None while it runs. started_at, ended_at: seconds since 1970. log: lines, the
    last ones where it was long.
    """

    attempt: int
    owner: str
    worker: str | None
    started_at: float
    ended_at: float | None
    end: AttemptEnd | None
    failure: TaskFailure | None
    log: str
