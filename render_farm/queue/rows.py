"""Rows of the tables ↔ records, and the conditions on rows that more than one query needs."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, bindparam, exists, literal_column

from render_farm.job import RenderTask, TaskFailure, TaskResult
from render_farm.queue.attempt import AttemptEnd, AttemptRecord
from render_farm.queue.codec import (
    failure_from_json,
    failure_to_json,
    result_from_json,
    result_to_json,
    task_from_json,
    task_to_json,
)
from render_farm.queue.lease import Lease
from render_farm.queue.records import JobRecord, TaskRecord
from render_farm.queue.states import TaskState
from render_farm.queue.tables import QUEUED, RUNNING, TASKS
from render_farm.queue.worker import WorkerRecord, WorkerState

# Queued tasks that rest no longer and ask for nothing that is running already; and tasks whose
# owner let the lease run out. Both at the time `now`, a parameter.
_TWIN = TASKS.alias("twin")
_TWIN_RUNS = exists().where(
    _TWIN.c.request_key == TASKS.c.request_key, _TWIN.c.state == literal_column("'running'")
)
READY = and_(QUEUED, TASKS.c.due_at <= bindparam("now"), ~_TWIN_RUNS)
EXPIRED = and_(RUNNING, TASKS.c.due_at < bindparam("now"))


def task_row(task: RenderTask, *, settled: TaskResult | None, now: float) -> dict[str, object]:
    """Give the columns of a new task, ended already when its result is known."""
    state = TaskState.QUEUED if settled is None else TaskState.SUCCEEDED
    return {
        "request_key": task.request_key,
        "position": task.position,
        "state": state,
        "attempt": 0,
        "failures": 0,
        "lost": 0,
        "due_at": now,
        "ended_at": None if settled is None else now,
        "reused": settled is not None,
        "quarantined": False,
        "failed_on": "[]",
        "cost_s": task.cost_s,
        "task": task_to_json(task),
        "result": None if settled is None else result_to_json(settled),
    }


def attempt_row(
    row: Any,
    *,
    end: AttemptEnd,
    now: float,
    worker: str | None = None,
    failure: TaskFailure | None = None,
    log: str = "",
) -> dict[str, object]:
    """Give the columns of the attempt that a running task's row had."""
    return {
        "task_id": row.id,
        "attempt": row.attempt,
        "owner": row.owner,
        "worker": worker or row.worker,
        "started_at": row.started_at,
        "ended_at": now,
        "end": end,
        "failure": None if failure is None else failure_to_json(failure),
        "log": log,
    }


def workers_of(text: str) -> frozenset[str]:
    """Read the workers that failed a task."""
    return frozenset(json.loads(text))


def workers_text(workers: frozenset[str]) -> str:
    """Write the workers that failed a task."""
    return json.dumps(sorted(workers))


def lease_from_row(row: Any, *, job_id: str, attempt: int, owner: str, due_at: float) -> Lease:
    """Make the lease of a task's row."""
    return Lease(
        task_id=row.id,
        job_id=job_id,
        ordinal=row.ordinal,
        attempt=attempt,
        owner=owner,
        due_at=due_at,
        failures=row.failures,
        task=task_from_json(row.task, request_key=row.request_key),
        failed_on=workers_of(row.failed_on),
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
        worker=row.worker,
        progress=row.progress,
        quarantined=row.quarantined,
    )


def attempt_from_row(row: Any) -> AttemptRecord:
    """Read an attempt that has ended."""
    return AttemptRecord(
        attempt=row.attempt,
        owner=row.owner,
        worker=row.worker,
        started_at=row.started_at,
        ended_at=row.ended_at,
        end=AttemptEnd(row.end),
        failure=None if row.failure is None else failure_from_json(row.failure),
        log=row.log,
    )


def running_attempt(row: Any) -> AttemptRecord:
    """Read the attempt that a task's row has running."""
    return AttemptRecord(
        attempt=row.attempt,
        owner=row.owner,
        worker=row.worker,
        started_at=row.started_at,
        ended_at=None,
        end=None,
        failure=None,
        log="",
    )


def worker_from_row(row: Any) -> WorkerRecord:
    """Read a worker."""
    return WorkerRecord(
        name=row.name,
        state=WorkerState(row.state),
        node=row.node,
        task=row.task,
        since=row.since,
        reason=row.reason,
    )


def job_from_row(row: Any, counts: Mapping[TaskState, int], *, reused: int) -> JobRecord:
    """Read a job. counts: its tasks by state, where there are any."""
    return JobRecord(
        id=row.id,
        name=row.name,
        priority=row.priority,
        client_token=row.client_token,
        created_at=row.created_at,
        ended_at=row.ended_at,
        cancelled=row.cancelled_at is not None,
        counts={state: counts.get(state, 0) for state in TaskState},
        reused=reused,
        budget_s=row.budget_s,
        spent_s=row.spent_s,
        closed=row.closed,
    )
