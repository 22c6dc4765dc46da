"""Rows of the tables ↔ records, and the conditions on rows that more than one query needs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from render_farm.job import RenderTask, TaskResult
from render_farm.queue.codec import (
    failure_from_json,
    result_from_json,
    result_to_json,
    task_from_json,
    task_to_json,
)
from render_farm.queue.records import JobRecord, Lease, TaskRecord
from render_farm.queue.states import TaskState
from render_farm.queue.tables import JOBS, TASKS


def waiting(now: float) -> Select[Any]:
    """Select the tasks that may be handed out, in the order in which they are."""
    return (
        select(TASKS, JOBS.c.id.label("job_id"))
        .join(JOBS, TASKS.c.job_seq == JOBS.c.seq)
        .where(ready(now))
        .order_by(TASKS.c.priority.desc(), TASKS.c.job_seq, TASKS.c.ordinal)
    )


def ready(now: float) -> ColumnElement[bool]:
    """Hold for queued tasks that rest no longer."""
    return and_(TASKS.c.state == TaskState.QUEUED, TASKS.c.due_at <= now)


def expired(now: float) -> ColumnElement[bool]:
    """Hold for tasks whose owner let the lease run out."""
    return and_(TASKS.c.state == TaskState.RUNNING, TASKS.c.due_at < now)


def task_row(task: RenderTask, *, settled: TaskResult | None, now: float) -> dict[str, object]:
    """Give the columns of a new task, ended already when its result is known."""
    state = TaskState.QUEUED if settled is None else TaskState.SUCCEEDED
    return {
        "request_key": task.request_key,
        "state": state,
        "attempt": 0,
        "failures": 0,
        "due_at": now,
        "ended_at": None if settled is None else now,
        "reused": settled is not None,
        "task": task_to_json(task),
        "result": None if settled is None else result_to_json(settled),
    }


def lease_from_row(row: Any, *, owner: str, due_at: float) -> Lease:
    """Make the lease of a row as it was just before it was claimed."""
    return Lease(
        task_id=row.id,
        job_id=row.job_id,
        ordinal=row.ordinal,
        attempt=row.attempt + 1,
        owner=owner,
        due_at=due_at,
        failures=row.failures,
        task=task_from_json(row.task, request_key=row.request_key),
    )


def task_from_row(row: Any, *, job_id: str) -> TaskRecord:
    """Read a task."""
    ran = row.started_at is not None and row.ended_at is not None
    return TaskRecord(
        job_id=job_id,
        ordinal=row.ordinal,
        task=task_from_json(row.task, request_key=row.request_key),
        state=TaskState(row.state),
        attempt=row.attempt,
        failures=row.failures,
        owner=row.owner,
        result=None if row.result is None else result_from_json(row.result),
        failure=None if row.failure is None else failure_from_json(row.failure),
        reused=row.reused,
        seconds=row.ended_at - row.started_at if ran else None,
    )


def job_from_row(row: Any, groups: Sequence[Any]) -> JobRecord:
    """Read a job; groups: its tasks counted by state."""
    counts = dict.fromkeys(TaskState, 0)
    counts |= {TaskState(group.state): group.tasks for group in groups}
    record = JobRecord(
        id=row.id,
        name=row.name,
        priority=row.priority,
        client_token=row.client_token,
        created_at=row.created_at,
        ended_at=max((group.ended_at or 0.0 for group in groups), default=row.created_at),
        cancelled=row.cancelled_at is not None,
        counts=counts,
        reused=sum(group.reused for group in groups),
    )
    return record if record.ended else replace(record, ended_at=None)
