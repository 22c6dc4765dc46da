"""RenderTasks → leases for workers → results: durable, fenced, each task ending once."""

from render_farm.queue.engine import sqlite_url
from render_farm.queue.errors import QueueError, QueueUnreachable, UnknownJob
from render_farm.queue.memory import MemoryJobStore
from render_farm.queue.records import JobRecord, Lease, TaskRecord
from render_farm.queue.retry import GiveUp, RetryAfter, RetryPolicy, retry_decision
from render_farm.queue.sql import SqlJobStore
from render_farm.queue.states import TaskEvent, TaskState, next_state
from render_farm.queue.store import JobStore

__all__ = [
    "GiveUp",
    "JobRecord",
    "JobStore",
    "Lease",
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
    "next_state",
    "retry_decision",
    "sqlite_url",
]
