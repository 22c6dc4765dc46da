"""Leases kept, taken over and ended: statements on the tables, within a transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, exists, insert, select, update

from render_farm.job import TaskFailure, TaskResult
from render_farm.queue.attempt import AttemptEnd
from render_farm.queue.codec import failure_to_json, result_to_json
from render_farm.queue.lease import Beat, Ending, Lease
from render_farm.queue.rows import (
    EXPIRED,
    attempt_row,
    lease_from_row,
    workers_text,
)
from render_farm.queue.sql_sweeps import without_swept
from render_farm.queue.states import TaskEvent, TaskState, next_state, sources
from render_farm.queue.store import LEASE_EXPIRED
from render_farm.queue.tables import ATTEMPTS, JOBS, MEMO, QUEUED, RUNNING, TASKS, UNENDED
from render_farm.queue.upsert import inserting

# What the end of an attempt needs to know of a running task.
_ATTEMPT = select(
    TASKS.c.id,
    TASKS.c.job_seq,
    TASKS.c.attempt,
    TASKS.c.owner,
    TASKS.c.worker,
    TASKS.c.started_at,
    TASKS.c.lost,
).where(RUNNING)
_EXPIRED = _ATTEMPT.where(EXPIRED)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_HELD = _ATTEMPT.where(TASKS.c.id.in_(_IDS))
_RENEW = (
    update(TASKS)
    .where(TASKS.c.id == bindparam("row"))
    .values(due_at=bindparam("due_at"), worker=bindparam("worker"), progress=bindparam("progress"))
)
_SPEND = (
    update(JOBS)
    .where(JOBS.c.seq == bindparam("job"))
    .values(spent_s=JOBS.c.spent_s + bindparam("more_s"))
)
TWINS = select(TASKS.c.id, TASKS.c.job_seq, TASKS.c.request_key).where(
    TASKS.c.request_key.in_(bindparam("keys", expanding=True)), QUEUED
)
_SPENT = select(JOBS.c.seq).where(JOBS.c.seq.in_(_IDS), JOBS.c.spent_s >= JOBS.c.budget_s)
_UNENDED_TASK = exists().where(
    TASKS.c.job_seq == JOBS.c.seq, TASKS.c.state.in_(sources(TaskEvent.CANCEL))
)
_END_JOBS = (
    update(JOBS)
    .where(JOBS.c.seq.in_(_IDS), UNENDED, ~_UNENDED_TASK)
    .values(ended_at=bindparam("now"))
)


def reap(db: Connection, *, now: float, max_lost: int) -> None:
    """Take back what dead owners held: queued again, or failed when that came too often."""
    lost = db.execute(_EXPIRED, {"now": now}).all()
    if not lost:
        return
    _end_attempts(db, lost, end=AttemptEnd.LOST, now=now, failure=LEASE_EXPIRED)
    failure = failure_to_json(LEASE_EXPIRED)
    for event in (TaskEvent.GIVE_UP, TaskEvent.RETRY):
        gives_up = event is TaskEvent.GIVE_UP
        ids = [row.id for row in lost if (row.lost + 1 >= max_lost) is gives_up]
        values = {
            "state": next_state(TaskState.RUNNING, event),
            "lost": TASKS.c.lost + 1,
            "failure": failure,
            **({"ended_at": now} if gives_up else {"due_at": now}),
        }
        db.execute(update(TASKS).where(TASKS.c.id.in_(ids)).values(values))
    jobs = {row.job_seq for row in lost}
    keep_to_budgets(db, jobs)
    end_jobs(db, jobs, now=now)


def renew(db: Connection, beats: Sequence[Beat], *, due_at: float) -> tuple[Lease, ...]:
    """Renew leases; give those that are lost."""
    held = _held(db, [beat.lease for beat in beats])
    rows = [
        {
            "row": beat.lease.task_id,
            "due_at": due_at,
            "worker": beat.worker,
            "progress": beat.progress,
        }
        for beat in beats
        if _key(beat.lease) in held
    ]
    if rows:
        db.execute(_RENEW, rows)
    return tuple(beat.lease for beat in beats if _key(beat.lease) not in held)


def inherit(db: Connection, owner: str, *, due_at: float) -> tuple[Lease, ...]:
    """Take over every lease."""
    query = select(TASKS, JOBS.c.id.label("job_id")).join(JOBS, TASKS.c.job_seq == JOBS.c.seq)
    rows = db.execute(query.where(RUNNING).order_by(TASKS.c.id)).all()
    db.execute(update(TASKS).where(RUNNING).values(owner=owner, due_at=due_at))
    return tuple(
        lease_from_row(row, job_id=row.job_id, attempt=row.attempt, owner=owner, due_at=due_at)
        for row in rows
    )


def settle(db: Connection, endings: Sequence[Ending], *, now: float) -> tuple[bool, ...]:
    """End attempts; False for each lease that was lost already."""
    held = _held(db, [ending.lease for ending in endings])
    kept: dict[tuple[int, str, int], Ending] = {}
    answers = []
    for ending in endings:
        key = _key(ending.lease)
        answers.append(key in held and key not in kept)
        if answers[-1]:
            kept[key] = ending
    if kept:
        ended = [(ending, held[key]) for key, ending in kept.items()]
        _write_endings(db, without_swept(db, ended, now=now), now=now)
    return tuple(answers)


def _write_endings(db: Connection, endings: Sequence[tuple[Ending, Any]], *, now: float) -> None:
    """Write how attempts ended; with each the row of its task."""
    rows = [row for _, row in endings]
    _update_rows(db, [_ended(ending, row, now=now) for ending, row in endings])
    db.execute(insert(ATTEMPTS), [_attempt_of(ending, row, now=now) for ending, row in endings])
    _spend(db, rows, now=now)
    results = {
        ending.lease.task.request_key: ending.outcome
        for ending, _ in endings
        if isinstance(ending.outcome, TaskResult)
    }
    jobs = {row.job_seq for row in rows}
    answered = _answer(db, results, now=now)
    keep_to_budgets(db, jobs)
    end_jobs(db, jobs | answered, now=now)


def stop_running(
    db: Connection, *, end: AttemptEnd, event: TaskEvent, now: float, job_seq: int | None = None
) -> None:
    """Take running tasks, of one job or all, from whoever works on them."""
    of_job = () if job_seq is None else (TASKS.c.job_seq == job_seq,)
    rows = db.execute(_ATTEMPT.where(*of_job)).all()
    if not rows:
        return
    _end_attempts(db, rows, end=end, now=now)
    state = next_state(TaskState.RUNNING, event)
    values: dict[str, Any] = {"state": state, "ended_at": now if state.ended else None}
    if event is TaskEvent.RELEASE:
        values |= {"owner": None, "due_at": now}
    db.execute(update(TASKS).where(RUNNING, *of_job).values(values))
    keep_to_budgets(db, {row.job_seq for row in rows})


def keep_to_budgets(db: Connection, jobs: Iterable[int]) -> None:
    """Pause what waits of jobs that have spent their budget."""
    spent = db.scalars(_SPENT, {"ids": sorted(jobs)}).all()
    if spent:
        paused = next_state(TaskState.QUEUED, TaskEvent.PAUSE)
        waits = (TASKS.c.job_seq.in_(spent), QUEUED)
        db.execute(update(TASKS).where(*waits).values(state=paused))


def end_jobs(db: Connection, jobs: Iterable[int], *, now: float) -> None:
    """Note of jobs whose tasks have all ended when they did."""
    db.execute(_END_JOBS, {"ids": sorted(jobs), "now": now})


def _held(db: Connection, leases: Sequence[Lease]) -> dict[tuple[int, str, int], Any]:
    """The rows of tasks whose leases hold, by `_key`."""
    rows = db.execute(_HELD, {"ids": sorted({lease.task_id for lease in leases})})
    return {(row.id, row.owner, row.attempt): row for row in rows}


def _key(lease: Lease) -> tuple[int, str, int]:
    return lease.task_id, lease.owner, lease.attempt


def _ended(ending: Ending, row: Any, *, now: float) -> dict[str, Any]:
    """The columns of a task that an ending changes."""
    lease, outcome = ending.lease, ending.outcome
    same = {"row": row.id, "worker": ending.worker or row.worker}
    if outcome is None:
        state = next_state(TaskState.RUNNING, TaskEvent.RELEASE)
        return {**same, "state": state, "owner": None, "due_at": now}
    if isinstance(outcome, TaskResult):
        state = next_state(TaskState.RUNNING, TaskEvent.FINISH)
        return {**same, "state": state, "ended_at": now, "result": result_to_json(outcome)}
    final = ending.retry_in_s is None
    event = TaskEvent.GIVE_UP if final else TaskEvent.RETRY
    failed_on = lease.failed_on | (frozenset() if ending.worker is None else {ending.worker})
    return {
        **same,
        "state": next_state(TaskState.RUNNING, event),
        "failures": lease.failures + 1,
        "failed_on": workers_text(failed_on),
        "failure": failure_to_json(outcome),
        "quarantined": ending.quarantine,
        "due_at": now + (ending.retry_in_s or 0.0),
        "ended_at": now if final else None,
    }


def _update_rows(db: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Update tasks by id, in one statement for all that change the same columns."""
    kinds: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        kinds.setdefault(tuple(row), []).append(row)
    for columns, same in kinds.items():
        values: dict[str, Any] = {
            column: bindparam(column) for column in columns if column != "row"
        }
        db.execute(update(TASKS).where(TASKS.c.id == bindparam("row")).values(values), same)


def _attempt_of(ending: Ending, row: Any, *, now: float) -> dict[str, Any]:
    outcome = ending.outcome
    failure = outcome if isinstance(outcome, TaskFailure) else None
    end = AttemptEnd.RELEASED if outcome is None else AttemptEnd.SUCCEEDED
    return attempt_row(
        row,
        end=end if failure is None else AttemptEnd.FAILED,
        now=now,
        worker=ending.worker,
        failure=failure,
        log=ending.log,
    )


def _end_attempts(
    db: Connection,
    rows: Sequence[Any],
    *,
    end: AttemptEnd,
    now: float,
    failure: TaskFailure | None = None,
) -> None:
    """Write running attempts down, and what they took of their jobs' budgets."""
    db.execute(
        insert(ATTEMPTS), [attempt_row(row, end=end, now=now, failure=failure) for row in rows]
    )
    _spend(db, rows, now=now)


def _spend(db: Connection, rows: Iterable[Any], *, now: float) -> None:
    spent: dict[int, float] = {}
    for row in rows:
        spent[row.job_seq] = spent.get(row.job_seq, 0.0) + max(0.0, now - row.started_at)
    db.execute(_SPEND, [{"job": seq, "more_s": more_s} for seq, more_s in spent.items()])


def _answer(db: Connection, results: Mapping[str, TaskResult], *, now: float) -> set[int]:
    """Remember results, and end the queued tasks of other jobs that ask for the same.

    Gives those jobs.
    """
    if not results:
        return set()
    texts = {key: result_to_json(result) for key, result in results.items()}
    remembered = inserting(db, MEMO)
    rows = [{"request_key": key, "result": text, "written_at": now} for key, text in texts.items()]
    replaced = {name: remembered.excluded[name] for name in ("result", "written_at")}
    db.execute(
        remembered.on_conflict_do_update(index_elements=["request_key"], set_=replaced), rows
    )
    twins = db.execute(TWINS, {"keys": sorted(texts)}).all()
    state = next_state(TaskState.QUEUED, TaskEvent.REUSE)
    answered = {"state": state, "reused": True, "ended_at": now}
    _update_rows(
        db,
        [{"row": twin.id, "result": texts[twin.request_key], **answered} for twin in twins],
    )
    return {twin.job_seq for twin in twins}
