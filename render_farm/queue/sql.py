"""The job store on a SQL database: SQLite in one file, or PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Integer, Update, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from render_farm.job import RenderJob, RenderTask, TaskFailure, TaskResult
from render_farm.queue.codec import failure_to_json, result_from_json, result_to_json
from render_farm.queue.engine import database_errors, database_time, open_engine, writing
from render_farm.queue.errors import UnknownJob
from render_farm.queue.records import JobRecord, Lease, TaskRecord
from render_farm.queue.retry import RetryPolicy
from render_farm.queue.rows import (
    expired,
    job_from_row,
    lease_from_row,
    ready,
    task_from_row,
    task_row,
    waiting,
)
from render_farm.queue.schema import prepare_schema
from render_farm.queue.states import TaskEvent, TaskState, next_state, sources
from render_farm.queue.store import LEASE_EXPIRED, check_unique
from render_farm.queue.tables import JOBS, MEMO, TASKS

_KEYS_AT_ONCE = 500


class SqlJobStore:
    """A `JobStore` in a database; safe between threads and processes (SQLite: of one machine).

    url: SQLAlchemy's, see `sqlite_url`; the tables are brought up to this version at the start.
    clock: seconds since 1970; None = the database's own, so that machines whose clocks differ
    agree on leases. retry: only `max_attempts` is used here, for tasks whose owner died. Each
    call may raise QueueUnreachable or QueueError.
    """

    def __init__(
        self,
        url: str,
        *,
        clock: Callable[[], float] | None = None,
        retry: RetryPolicy | None = None,
    ) -> None:
        self._clock = clock
        self._max_attempts = (retry or RetryPolicy()).max_attempts
        self._engine = open_engine(url)
        self._writer = writing(self._engine)
        try:
            with database_errors(self._engine):
                prepare_schema(self._engine)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def submit(
        self,
        job: RenderJob,
        tasks: Sequence[RenderTask],
        *,
        settled: Mapping[str, TaskResult] | None = None,
    ) -> JobRecord:
        """Keep a job and its tasks, in their order; a token or id seen before changes nothing."""
        check_unique(job, tasks)
        with self._write() as db:
            known = _known_job(db, job)
            if known is None:
                self._insert(db, job, tasks, settled or {})
            return _job_record(db, known or job.id)

    def claim(self, owner: str, *, limit: int, lease_s: float) -> tuple[Lease, ...]:
        """Lease up to `limit` waiting tasks, after taking back what dead owners held."""
        with self._write() as db:
            now = self._now(db)
            self._reap(db, now)
            query = waiting(now).limit(limit).with_for_update(of=TASKS, skip_locked=True)
            rows = db.execute(query).all()
            if rows:
                ids = [row.id for row in rows]
                db.execute(_claimed(ids, owner=owner, now=now, due_at=now + lease_s))
            return tuple(lease_from_row(row, owner=owner, due_at=now + lease_s) for row in rows)

    def heartbeat(self, leases: Sequence[Lease], *, lease_s: float) -> tuple[Lease, ...]:
        """Renew leases for `lease_s` from now; give those that are lost."""
        with self._write() as db:
            due_at = self._now(db) + lease_s
            held = (_of_lease(lease).values(due_at=due_at) for lease in leases)
            renewed = [db.execute(statement).rowcount == 1 for statement in held]
        return tuple(lease for lease, ok in zip(leases, renewed, strict=True) if not ok)

    def finish(self, lease: Lease, result: TaskResult) -> bool:
        """End a task well and remember its result; False when the lease is lost."""
        text = result_to_json(result)
        with self._write() as db:
            now = self._now(db)
            ended = _of_lease(lease).values(
                state=next_state(TaskState.RUNNING, TaskEvent.FINISH), result=text, ended_at=now
            )
            if db.execute(ended).rowcount != 1:
                return False
            self._remember(db, lease.task.request_key, text, now)
        return True

    def fail(self, lease: Lease, failure: TaskFailure, *, retry_in_s: float | None) -> bool:
        """End an attempt badly; None ends the task. False when the lease is lost."""
        values: dict[str, Any] = {
            "failure": failure_to_json(failure),
            "failures": lease.failures + 1,
        }
        with self._write() as db:
            now = self._now(db)
            if retry_in_s is None:
                state, values["ended_at"] = TaskEvent.GIVE_UP, now
            else:
                state, values["due_at"] = TaskEvent.RETRY, now + retry_in_s
            values["state"] = next_state(TaskState.RUNNING, state)
            return db.execute(_of_lease(lease).values(values)).rowcount == 1

    def release(self, leases: Sequence[Lease]) -> int:
        """Hand tasks back untried; give how many were still held."""
        with self._write() as db:
            queued = next_state(TaskState.RUNNING, TaskEvent.RELEASE)
            free = {"state": queued, "owner": None, "due_at": self._now(db)}
            return sum(db.execute(_of_lease(lease).values(free)).rowcount for lease in leases)

    def depth(self, *, limit: int) -> int:
        """Count the tasks that a claim could get now, up to `limit`."""
        with self._read() as db:
            now = self._now(db)
            found = sum(
                len(db.execute(select(TASKS.c.id).where(condition).limit(limit)).all())
                for condition in (ready(now), expired(now))
            )
        return min(limit, found)

    def cancel(self, job_id: str) -> JobRecord:
        """End all open tasks of a job."""
        with self._write() as db:
            seq = _seq(db, job_id)
            now = self._now(db)
            db.execute(
                update(JOBS)
                .where(JOBS.c.seq == seq, JOBS.c.cancelled_at.is_(None))
                .values(cancelled_at=now)
            )
            db.execute(
                update(TASKS)
                .where(TASKS.c.job_seq == seq, TASKS.c.state.in_(sources(TaskEvent.CANCEL)))
                .values(state=TaskState.CANCELLED, ended_at=now)
            )
            return _job_record(db, job_id)

    def job(self, job_id: str) -> JobRecord:
        """Tell how a job stands. Raises UnknownJob."""
        with self._read() as db:
            return _job_record(db, job_id)

    def jobs(self, *, limit: int = 50, after: str | None = None) -> tuple[JobRecord, ...]:
        """List jobs, newest first."""
        with self._read() as db:
            query = select(JOBS).order_by(JOBS.c.seq.desc()).limit(limit)
            if after is not None:
                query = query.where(JOBS.c.seq < _seq(db, after))
            return _with_counts(db, db.execute(query).all())

    def tasks(
        self,
        job_id: str,
        *,
        states: Iterable[TaskState] | None = None,
        limit: int | None = None,
        after: int = -1,
    ) -> tuple[TaskRecord, ...]:
        """List tasks of a job by ordinal."""
        with self._read() as db:
            seq = _seq(db, job_id)
            query = select(TASKS).where(TASKS.c.job_seq == seq, TASKS.c.ordinal > after)
            if states is not None:
                query = query.where(TASKS.c.state.in_(tuple(states)))
            rows = db.execute(query.order_by(TASKS.c.ordinal).limit(limit)).all()
        return tuple(task_from_row(row, job_id=job_id) for row in rows)

    def memo(self, request_keys: Iterable[str]) -> Mapping[str, TaskResult]:
        """Give the results that are known for requests, of any job."""
        keys = list(dict.fromkeys(request_keys))
        known: dict[str, TaskResult] = {}
        with self._read() as db:
            for start in range(0, len(keys), _KEYS_AT_ONCE):
                part = keys[start : start + _KEYS_AT_ONCE]
                rows = db.execute(select(MEMO).where(MEMO.c.request_key.in_(part)))
                known |= {row.request_key: result_from_json(row.result) for row in rows}
        return known

    def forget(self, request_key: str) -> None:
        """Drop a known result."""
        with self._write() as db:
            db.execute(delete(MEMO).where(MEMO.c.request_key == request_key))

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with database_errors(self._engine), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with database_errors(self._engine), self._writer.begin() as connection:
            yield connection

    def _now(self, db: Connection) -> float:
        return database_time(db) if self._clock is None else self._clock()

    def _insert(
        self,
        db: Connection,
        job: RenderJob,
        tasks: Sequence[RenderTask],
        settled: Mapping[str, TaskResult],
    ) -> None:
        now = self._now(db)
        values = {
            "id": job.id,
            "name": job.name,
            "priority": job.priority,
            "client_token": job.client_token,
            "created_at": now,
        }
        seq = db.scalars(insert(JOBS).values(values).returning(JOBS.c.seq)).one()
        rows = [
            {
                "job_seq": seq,
                "ordinal": ordinal,
                "priority": job.priority,
                **task_row(task, settled=settled.get(task.request_key), now=now),
            }
            for ordinal, task in enumerate(tasks)
        ]
        if rows:
            db.execute(insert(TASKS), rows)

    def _reap(self, db: Connection, now: float) -> None:
        """Take back what dead owners held: queued again, or failed at the last attempt."""
        if db.execute(select(TASKS.c.id).where(expired(now)).limit(1)).first() is None:
            return  # nearly always, and a look is cheaper than two writes that change nothing
        last = TASKS.c.failures + 1 >= self._max_attempts
        lost = {"failures": TASKS.c.failures + 1, "failure": failure_to_json(LEASE_EXPIRED)}
        failed = next_state(TaskState.RUNNING, TaskEvent.GIVE_UP)
        queued = next_state(TaskState.RUNNING, TaskEvent.RETRY)
        db.execute(
            update(TASKS).where(expired(now), last).values(state=failed, ended_at=now, **lost)
        )
        db.execute(
            update(TASKS).where(expired(now), ~last).values(state=queued, due_at=now, **lost)
        )

    def _remember(self, db: Connection, request_key: str, result: str, now: float) -> None:
        row = {"result": result, "written_at": now}
        upsert = _insert_memo(db).values(request_key=request_key, **row)
        db.execute(upsert.on_conflict_do_update(index_elements=["request_key"], set_=row))


def _insert_memo(db: Connection) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(MEMO) if db.dialect.name == "postgresql" else sqlite.insert(MEMO)


def _of_lease(lease: Lease) -> Update:
    """Address the task of a lease, as long as the lease holds: owner and fencing token."""
    return update(TASKS).where(
        TASKS.c.id == lease.task_id,
        TASKS.c.state == TaskState.RUNNING,
        TASKS.c.owner == lease.owner,
        TASKS.c.attempt == lease.attempt,
    )


def _claimed(ids: Sequence[int], *, owner: str, now: float, due_at: float) -> Update:
    return (
        update(TASKS)
        .where(TASKS.c.id.in_(ids))
        .values(
            state=next_state(TaskState.QUEUED, TaskEvent.CLAIM),
            owner=owner,
            due_at=due_at,
            attempt=TASKS.c.attempt + 1,
            started_at=now,
        )
    )


def _known_job(db: Connection, job: RenderJob) -> str | None:
    same = JOBS.c.id == job.id
    if job.client_token is not None:
        same |= JOBS.c.client_token == job.client_token
    return db.scalars(select(JOBS.c.id).where(same).order_by(JOBS.c.seq).limit(1)).first()


def _seq(db: Connection, job_id: str) -> int:
    seq: int | None = db.scalars(select(JOBS.c.seq).where(JOBS.c.id == job_id)).first()
    if seq is None:
        raise UnknownJob("there is no such job", where=job_id, allowed="the id of a submitted job")
    return seq


def _job_record(db: Connection, job_id: str) -> JobRecord:
    query = select(JOBS).where(JOBS.c.seq == _seq(db, job_id))
    return _with_counts(db, db.execute(query).all())[0]


def _with_counts(db: Connection, jobs: Sequence[Any]) -> tuple[JobRecord, ...]:
    query = (
        select(
            TASKS.c.job_seq,
            TASKS.c.state,
            func.count().label("tasks"),
            func.sum(TASKS.c.reused.cast(Integer)).label("reused"),
            func.max(TASKS.c.ended_at).label("ended_at"),
        )
        .where(TASKS.c.job_seq.in_([job.seq for job in jobs]))
        .group_by(TASKS.c.job_seq, TASKS.c.state)
    )
    groups = db.execute(query).all()
    return tuple(
        job_from_row(job, [group for group in groups if group.job_seq == job.seq]) for job in jobs
    )
