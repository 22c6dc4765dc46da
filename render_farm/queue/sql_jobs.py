"""Jobs kept, steered and told of: statements on the tables, within a transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from render_farm.job import RenderJob, RenderTask, TaskResult
from render_farm.queue.attempt import AttemptEnd
from render_farm.queue.errors import UnknownJob
from render_farm.queue.records import JobRecord
from render_farm.queue.rows import job_from_row, task_row
from render_farm.queue.sql_leases import end_jobs, stop_running
from render_farm.queue.sql_sweeps import refer
from render_farm.queue.states import TaskEvent, TaskState, next_state, sources
from render_farm.queue.store import check_swept
from render_farm.queue.tables import JOBS, REUSED, TASKS
from render_farm.queue.upsert import inserting

_OF_JOBS = TASKS.c.job_seq.in_(bindparam("jobs", expanding=True))
# Both are answered by an index alone: a job may have a hundred thousand tasks.
BY_STATE = (
    select(TASKS.c.job_seq, TASKS.c.state, func.count().label("tasks"))
    .where(_OF_JOBS)
    .group_by(TASKS.c.job_seq, TASKS.c.state)
)
REUSED_BY_JOB = (
    select(TASKS.c.job_seq, func.count().label("tasks"))
    .where(_OF_JOBS, REUSED)
    .group_by(TASKS.c.job_seq)
)
# What is waited for at once: the connection bears no silence of more than half a minute.
_TASKS_AT_ONCE = 5000


def keep_job(
    db: Connection,
    job: RenderJob,
    tasks: Sequence[RenderTask],
    *,
    settled: Mapping[str, TaskResult],
    now: float,
) -> str:
    """Write a job and its tasks, unless it is known; give the id of the one that is there.

    Raises what `check_swept` does.
    """
    first = _known_job(db, job)
    if first is not None:
        return first
    check_swept(refer(db, (key for task in tasks for key in task.reads)))
    gone = refer(db, (key for result in settled.values() for key in result.keys))
    settled = {key: known for key, known in settled.items() if not known.keys & gone}
    ended = all(task.request_key in settled for task in tasks)
    values = _job_row(job, ended_at=now if ended else None, now=now)
    # Whoever submits the same at the same moment waits here for the one that was first.
    row = inserting(db, JOBS).values(values).on_conflict_do_nothing().returning(JOBS.c.seq)
    seq = db.scalars(row).one_or_none()
    if seq is None:
        return _known_job(db, job) or job.id
    for start in range(0, len(tasks), _TASKS_AT_ONCE):
        part = enumerate(tasks[start : start + _TASKS_AT_ONCE], start)
        rows = [
            {
                "job_seq": seq,
                "ordinal": ordinal,
                **task_row(task, settled=settled.get(task.request_key), now=now),
            }
            for ordinal, task in part
        ]
        db.execute(TASKS.insert(), rows)
    return job.id


def stop(
    db: Connection, job_id: str, *, event: TaskEvent, end: AttemptEnd, now: float
) -> JobRecord:
    """Bring all open tasks of a job to where the event leads."""
    seq = seq_of(db, job_id)
    if event is TaskEvent.CANCEL:
        once = (JOBS.c.seq == seq, JOBS.c.cancelled_at.is_(None))
        db.execute(update(JOBS).where(*once).values(cancelled_at=now))
    stop_running(db, end=end, event=event, now=now, job_seq=seq)
    state = next_state(TaskState.QUEUED, event)
    waits = (TASKS.c.job_seq == seq, TASKS.c.state.in_(sources(event)))
    ended_at = now if state.ended else None
    db.execute(update(TASKS).where(*waits).values(state=state, ended_at=ended_at))
    end_jobs(db, [seq], now=now)
    return job_record(db, job_id)


def queue_paused(db: Connection, job_id: str, *, now: float) -> JobRecord:
    """Let the paused tasks of a job wait again."""
    paused = (TASKS.c.job_seq == seq_of(db, job_id), TASKS.c.state.in_(sources(TaskEvent.RESUME)))
    queued = next_state(TaskState.PAUSED, TaskEvent.RESUME)
    db.execute(update(TASKS).where(*paused).values(state=queued, due_at=now))
    return job_record(db, job_id)


def queue_ended(db: Connection, job_id: str, *, now: float) -> JobRecord:
    """Let the failed and cancelled tasks of a job wait again, as if never tried."""
    seq = seq_of(db, job_id)
    ended = (TASKS.c.job_seq == seq, TASKS.c.state.in_(sources(TaskEvent.REQUEUE)))
    untried = {
        "state": next_state(TaskState.FAILED, TaskEvent.REQUEUE),
        "due_at": now,
        "failures": 0,
        "lost": 0,
        "failed_on": "[]",
        "failure": None,
        "quarantined": False,
        "progress": None,
        "ended_at": None,
    }
    if db.execute(update(TASKS).where(*ended).values(untried)).rowcount:
        opened = {
            "ended_at": None,
            "cancelled_at": None,
            "closed": JOBS.c.closing.is_(None),
            "revision": JOBS.c.revision + 1,
        }
        db.execute(update(JOBS).where(JOBS.c.seq == seq).values(opened))
    return job_record(db, job_id)


def change(db: Connection, job_id: str, **values: float | None) -> int:
    """Change columns of a job; give its place."""
    seq = seq_of(db, job_id)
    db.execute(update(JOBS).where(JOBS.c.seq == seq).values(values))
    return seq


def seq_of(db: Connection, job_id: str) -> int:
    """Find a job's place. Raises UnknownJob."""
    seq: int | None = db.scalars(select(JOBS.c.seq).where(JOBS.c.id == job_id)).first()
    if seq is None:
        raise UnknownJob("there is no such job", where=job_id, allowed="the id of a submitted job")
    return seq


def job_record(db: Connection, job_id: str) -> JobRecord:
    """Read a job. Raises UnknownJob."""
    query = select(JOBS).where(JOBS.c.seq == seq_of(db, job_id))
    return job_records(db, db.execute(query).all())[0]


def job_records(db: Connection, jobs: Sequence[Any]) -> tuple[JobRecord, ...]:
    """Read jobs whose rows are at hand: count their tasks."""
    asked = {"jobs": [job.seq for job in jobs]}
    counts: dict[int, dict[TaskState, int]] = {job.seq: {} for job in jobs}
    for group in db.execute(BY_STATE, asked):
        counts[group.job_seq][TaskState(group.state)] = group.tasks
    reused = {group.job_seq: group.tasks for group in db.execute(REUSED_BY_JOB, asked)}
    return tuple(job_from_row(job, counts[job.seq], reused=reused.get(job.seq, 0)) for job in jobs)


def _job_row(job: RenderJob, *, ended_at: float | None, now: float) -> dict[str, object]:
    return {
        "id": job.id,
        "name": job.name,
        "priority": job.priority,
        "client_token": job.client_token,
        "created_at": now,
        "ended_at": ended_at,
        "budget_s": job.budget_s,
        "spent_s": 0.0,
        "closing": job.closing,
        "closed": job.closing is None,
        "revision": 0,
    }


def _known_job(db: Connection, job: RenderJob) -> str | None:
    same = JOBS.c.id == job.id
    if job.client_token is not None:
        same |= JOBS.c.client_token == job.client_token
    return db.scalars(select(JOBS.c.id).where(same).order_by(JOBS.c.seq).limit(1)).first()
