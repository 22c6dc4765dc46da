"""Claims, leases and their ends, as statements on the tables; each within a transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from render_farm.job import TaskFailure, TaskResult
from render_farm.queue.attempt import AttemptEnd
from render_farm.queue.codec import failure_to_json, result_to_json
from render_farm.queue.lease import Beat, Ending, Lease
from render_farm.queue.rows import (
    attempt_row,
    expired,
    lease_from_row,
    ready,
    workers_text,
)
from render_farm.queue.share import Claimant, turns
from render_farm.queue.sql_sweeps import without_swept
from render_farm.queue.states import TaskEvent, TaskState, next_state
from render_farm.queue.store import LEASE_EXPIRED
from render_farm.queue.tables import ATTEMPTS, JOBS, MEMO, TASKS
from render_farm.queue.upsert import inserting

_OPEN = (TaskState.QUEUED, TaskState.RUNNING, TaskState.PAUSED)
# What the end of an attempt needs to know of a running task.
_ATTEMPT = select(
    TASKS.c.id,
    TASKS.c.job_seq,
    TASKS.c.attempt,
    TASKS.c.owner,
    TASKS.c.worker,
    TASKS.c.started_at,
    TASKS.c.lost,
).order_by(TASKS.c.id)


def claim(
    db: Connection, owner: str, *, limit: int, due_at: float, now: float
) -> tuple[Lease, ...]:
    """Lease the tasks whose turn it is."""
    rows = _deal(db, limit=limit, now=now)
    if not rows:
        return ()
    claimed = {
        "state": next_state(TaskState.QUEUED, TaskEvent.CLAIM),
        "owner": owner,
        "due_at": due_at,
        "attempt": TASKS.c.attempt + 1,
        "started_at": now,
        "worker": None,
        "progress": None,
    }
    db.execute(update(TASKS).where(TASKS.c.id.in_([row.id for row in rows])).values(claimed))
    ids = job_ids(db, {row.job_seq for row in rows})
    return tuple(
        lease_from_row(
            row, job_id=ids[row.job_seq], attempt=row.attempt + 1, owner=owner, due_at=due_at
        )
        for row in rows
    )


def reap(db: Connection, *, now: float, max_lost: int) -> None:
    """Take back what dead owners held: queued again, or failed when that came too often."""
    lost = db.execute(_ATTEMPT.where(expired(now)).with_for_update(skip_locked=True)).all()
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
    keep_to_budgets(db, {row.job_seq for row in lost})


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
        db.execute(update(TASKS).where(TASKS.c.id == bindparam("row")), rows)
    return tuple(beat.lease for beat in beats if _key(beat.lease) not in held)


def inherit(db: Connection, owner: str, *, due_at: float) -> tuple[Lease, ...]:
    """Take over the leases of other owners."""
    query = select(TASKS).where(TASKS.c.state == TaskState.RUNNING, TASKS.c.owner != owner)
    rows = db.execute(query.order_by(TASKS.c.id).with_for_update()).all()
    taken = {"owner": owner, "due_at": due_at}
    db.execute(update(TASKS).where(TASKS.c.id.in_([row.id for row in rows])).values(taken))
    ids = job_ids(db, {row.job_seq for row in rows})
    return tuple(
        lease_from_row(
            row, job_id=ids[row.job_seq], attempt=row.attempt, owner=owner, due_at=due_at
        )
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
    _update_rows(db, [_ended(ending, now=now) for ending, _ in endings])
    db.execute(insert(ATTEMPTS), [_attempt_of(ending, row, now=now) for ending, row in endings])
    _spend(db, rows, now=now)
    results = {
        ending.lease.task.request_key: ending.outcome
        for ending, _ in endings
        if isinstance(ending.outcome, TaskResult)
    }
    _answer(db, results, now=now)
    keep_to_budgets(db, {row.job_seq for row in rows})


def stop_running(
    db: Connection, *, end: AttemptEnd, event: TaskEvent, now: float, job_seq: int | None = None
) -> None:
    """Take running tasks, of one job or all, from whoever works on them."""
    query = _ATTEMPT.where(TASKS.c.state == TaskState.RUNNING).with_for_update()
    rows = db.execute(query if job_seq is None else query.where(TASKS.c.job_seq == job_seq)).all()
    if not rows:
        return
    _end_attempts(db, rows, end=end, now=now)
    state = next_state(TaskState.RUNNING, event)
    values: dict[str, Any] = {"state": state, "ended_at": now if state.ended else None}
    if event is TaskEvent.RELEASE:
        values |= {"owner": None, "due_at": now}
    db.execute(update(TASKS).where(TASKS.c.id.in_([row.id for row in rows])).values(values))
    keep_to_budgets(db, {row.job_seq for row in rows})


def keep_to_budgets(db: Connection, jobs: Iterable[int]) -> None:
    """Pause what waits of jobs that have spent their budget."""
    spent = db.scalars(
        select(JOBS.c.seq).where(JOBS.c.seq.in_(sorted(jobs)), JOBS.c.spent_s >= JOBS.c.budget_s)
    ).all()
    if spent:
        paused = next_state(TaskState.QUEUED, TaskEvent.PAUSE)
        waits = (TASKS.c.job_seq.in_(spent), TASKS.c.state == TaskState.QUEUED)
        db.execute(update(TASKS).where(*waits).values(state=paused))


def job_ids(db: Connection, seqs: Iterable[int]) -> dict[int, str]:
    """The ids of jobs by their place."""
    query = select(JOBS.c.seq, JOBS.c.id).where(JOBS.c.seq.in_(sorted(seqs)))
    return {row.seq: row.id for row in db.execute(query)}


def _deal(db: Connection, *, limit: int, now: float) -> list[Any]:
    jobs = db.execute(select(JOBS.c.seq, JOBS.c.priority).where(JOBS.c.open)).all()
    running = running_by_job(db)
    claimants, waiting = [], {}
    for job in sorted(jobs, key=lambda job: job.seq):
        found = _first_ready(db, job.seq, limit=limit, now=now)
        waiting[job.seq] = found
        if not found and not running.get(job.seq):
            _close_if_ended(db, job.seq)
        claimants.append(
            Claimant(
                job=job.seq,
                priority=job.priority,
                running=running.get(job.seq, 0),
                wants=[row.request_key for row in found],
            )
        )
    return [waiting[turn.job][turn.place] for turn in turns(claimants, limit=limit)]


def running_by_job(db: Connection) -> dict[int, int]:
    """How many tasks each job has running."""
    query = select(TASKS.c.job_seq, func.count().label("tasks"))
    groups = db.execute(query.where(TASKS.c.state == TaskState.RUNNING).group_by(TASKS.c.job_seq))
    return {group.job_seq: group.tasks for group in groups}


def _first_ready(db: Connection, job_seq: int, *, limit: int, now: float) -> Sequence[Any]:
    query = (
        select(TASKS)
        .where(TASKS.c.job_seq == job_seq, ready(now))
        .order_by(TASKS.c.position, TASKS.c.ordinal)
        .limit(limit)
        .with_for_update(of=TASKS, skip_locked=True)
    )
    return db.execute(query).all()


def _close_if_ended(db: Connection, job_seq: int) -> None:
    has_open = select(TASKS.c.id).where(TASKS.c.job_seq == job_seq, TASKS.c.state.in_(_OPEN))
    if db.execute(has_open.limit(1)).first() is None:
        db.execute(update(JOBS).where(JOBS.c.seq == job_seq).values(open=False))


def _held(db: Connection, leases: Sequence[Lease]) -> dict[tuple[int, str, int], Any]:
    """The rows of tasks whose leases hold, by `_key`, locked."""
    ids = sorted({lease.task_id for lease in leases})
    running = TASKS.c.id.in_(ids), TASKS.c.state == TaskState.RUNNING
    rows = db.execute(_ATTEMPT.where(*running).with_for_update())
    return {(row.id, row.owner, row.attempt): row for row in rows}


def _key(lease: Lease) -> tuple[int, str, int]:
    return lease.task_id, lease.owner, lease.attempt


def _ended(ending: Ending, *, now: float) -> dict[str, Any]:
    """The columns of a task that an ending changes."""
    lease, outcome = ending.lease, ending.outcome
    if outcome is None:
        state = next_state(TaskState.RUNNING, TaskEvent.RELEASE)
        return {"row": lease.task_id, "state": state, "owner": None, "due_at": now}
    if isinstance(outcome, TaskResult):
        state = next_state(TaskState.RUNNING, TaskEvent.FINISH)
        result = result_to_json(outcome)
        return {"row": lease.task_id, "state": state, "ended_at": now, "result": result}
    final = ending.retry_in_s is None
    event = TaskEvent.GIVE_UP if final else TaskEvent.RETRY
    failed_on = lease.failed_on | (frozenset() if ending.worker is None else {ending.worker})
    return {
        "row": lease.task_id,
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
    for seq in sorted(spent):
        more = {"spent_s": JOBS.c.spent_s + spent[seq]}
        db.execute(update(JOBS).where(JOBS.c.seq == seq).values(more))


def _answer(db: Connection, results: Mapping[str, TaskResult], *, now: float) -> None:
    """Remember results, and end the queued tasks of other jobs that ask for the same."""
    if not results:
        return
    texts = {key: result_to_json(result) for key, result in results.items()}
    remembered = inserting(db, MEMO)
    rows = [{"request_key": key, "result": text, "written_at": now} for key, text in texts.items()]
    replaced = {name: remembered.excluded[name] for name in ("result", "written_at")}
    db.execute(
        remembered.on_conflict_do_update(index_elements=["request_key"], set_=replaced), rows
    )
    twins = db.execute(
        select(TASKS.c.id, TASKS.c.request_key)
        .where(TASKS.c.request_key.in_(sorted(texts)), TASKS.c.state == TaskState.QUEUED)
        .order_by(TASKS.c.id)
        .with_for_update()
    ).all()
    state = next_state(TaskState.QUEUED, TaskEvent.REUSE)
    answered = {"state": state, "reused": True, "ended_at": now}
    _update_rows(
        db,
        [{"row": twin.id, "result": texts[twin.request_key], **answered} for twin in twins],
    )
