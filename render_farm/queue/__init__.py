"""RenderTasks → leases for workers → results: durable, fenced, each task ending once."""

from typing import TYPE_CHECKING, Any

from render_farm.queue.attempt import AttemptEnd, AttemptRecord
from render_farm.queue.census import Census, Crowd
from render_farm.queue.errors import (
    BudgetSpent,
    InputsSwept,
    QueueError,
    QueueUnreachable,
    UnknownJob,
    UnknownTask,
)
from render_farm.queue.lease import Beat, Ending, Lease
from render_farm.queue.memory import MemoryJobStore
from render_farm.queue.records import Backlog, Closing, JobRecord, TaskRecord
from render_farm.queue.retry import GiveUp, RetryAfter, RetryPolicy, retry_decision
from render_farm.queue.states import TaskEvent, TaskState, next_state
from render_farm.queue.store import JobStore, LeaseStore
from render_farm.queue.worker import WorkerRecord, WorkerState

if TYPE_CHECKING:
    from render_farm.queue.engine import sqlite_url
    from render_farm.queue.sql import SqlJobStore

__all__ = [
    "AttemptEnd",
    "AttemptRecord",
    "Backlog",
    "Beat",
    "BudgetSpent",
    "Census",
    "Closing",
    "Crowd",
    "Ending",
    "GiveUp",
    "InputsSwept",
    "JobRecord",
    "JobStore",
    "Lease",
    "LeaseStore",
    "MemoryJobStore",
    "QueueError",
    "QueueUnreachable",
    "RetryAfter",
    "RetryPolicy",
    "SqlJobStore",
    "TaskEvent",
    "TaskRecord",
    "TaskState",
    "UnknownJob",
    "UnknownTask",
    "WorkerRecord",
    "WorkerState",
    "next_state",
    "retry_decision",
    "sqlite_url",
]


def __getattr__(name: str) -> Any:
    """What needs SQLAlchemy, when it is asked for: workers never do, and it takes 20 MB."""
    if name == "SqlJobStore":
        from render_farm.queue.sql import SqlJobStore  # noqa: PLC0415 - see above

        return SqlJobStore
    if name == "sqlite_url":
        from render_farm.queue.engine import sqlite_url  # noqa: PLC0415 - see above

        return sqlite_url
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
