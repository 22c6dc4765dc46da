"""The job store on a SQL database: SQLite in one file, or PostgreSQL."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, delete, insert, select, update

from render_farm.job import RenderJob, RenderTask, TaskResult
from render_farm.queue import sql_census, sql_claim, sql_jobs, sql_leases, sql_sweeps
from render_farm.queue.attempt import AttemptEnd, AttemptRecord
from render_farm.queue.census import Census
from render_farm.queue.codec import result_from_json
from render_farm.queue.engine import (
    database_errors,
    database_time,
    open_engine,
    reading,
    take_turn,
    writing,
)
from render_farm.queue.errors import UnknownTask
from render_farm.queue.lease import Beat, Ending, Lease
from render_farm.queue.records import Backlog, Closing, JobRecord, TaskRecord
from render_farm.queue.retry import RetryPolicy
from render_farm.queue.rows import (
    attempt_from_row,
    running_attempt,
    task_from_row,
    worker_from_row,
)
from render_farm.queue.schema import prepare_schema
from render_farm.queue.states import TaskEvent, TaskState
from render_farm.queue.store import check_budget, check_unique
from render_farm.queue.tables import (
    ATTEMPTS,
    FARM,
    JOBS,
    MEMO,
    TASKS,
    UNCLOSED,
    UNENDED,
    WORKERS,
)
from render_farm.queue.upsert import inserting
from render_farm.queue.worker import WorkerRecord

_KEYS_AT_ONCE = 500
_LEADER, _HALTED = "leader", "halted"


class SqlJobStore:
    """A `JobStore` in a database; safe between threads and processes (SQLite: of one machine).

    url: SQLAlchemy's, see `sqlite_url`; the tables are brought up to this version at the start.
    clock: seconds since 1970; None = the database's own, so that machines whose clocks differ
    agree on leases. retry: only `max_lost` is used here, for tasks whose owners died. Each
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
        self._max_lost = (retry or RetryPolicy()).max_lost
        self._engine = open_engine(url)
        self._reader, self._writer = reading(self._engine), writing(self._engine)
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
            now = self._now(db)
            kept = sql_jobs.keep_job(db, job, tasks, settled=settled or {}, now=now)
            return sql_jobs.job_record(db, kept)

    def cancel(self, job_id: str) -> JobRecord:
        """End all open tasks of a job; their running attempts lose the lease."""
        event, end = TaskEvent.CANCEL, AttemptEnd.CANCELLED
        with self._turn() as (db, now):
            return sql_jobs.stop(db, job_id, event=event, end=end, now=now)

    def pause(self, job_id: str) -> JobRecord:
        """Let all open tasks of a job rest; their running attempts lose the lease."""
        event, end = TaskEvent.PAUSE, AttemptEnd.PAUSED
        with self._turn() as (db, now):
            return sql_jobs.stop(db, job_id, event=event, end=end, now=now)

    def resume(self, job_id: str) -> JobRecord:
        """Queue paused tasks again. Raises BudgetSpent."""
        with self._turn() as (db, now):
            check_budget(sql_jobs.job_record(db, job_id))
            return sql_jobs.queue_paused(db, job_id, now=now)

    def retry(self, job_id: str) -> JobRecord:
        """Queue failed and cancelled tasks again, as if never tried. Raises BudgetSpent."""
        with self._turn() as (db, now):
            check_budget(sql_jobs.job_record(db, job_id))
            return sql_jobs.queue_ended(db, job_id, now=now)

    def prioritise(self, job_id: str, priority: int) -> JobRecord:
        """Serve a job sooner (higher) or later from now on; what runs goes on."""
        with self._turn() as (db, _):
            sql_jobs.change(db, job_id, priority=priority)
            return sql_jobs.job_record(db, job_id)

    def set_budget(self, job_id: str, budget_s: float | None) -> JobRecord:
        """Change how many seconds of workers a job may take; None = no limit."""
        with self._turn() as (db, _):
            seq = sql_jobs.change(db, job_id, budget_s=budget_s)
            sql_leases.keep_to_budgets(db, [seq])
            return sql_jobs.job_record(db, job_id)

    def halt(self, reason: str) -> None:
        """Stop all work: running tasks are handed back untried, and nothing is claimed."""
        event, end = TaskEvent.RELEASE, AttemptEnd.RELEASED
        with self._turn() as (db, now):
            self._keep_fact(db, _HALTED, reason)
            sql_leases.stop_running(db, end=end, event=event, now=now)

    def unhalt(self) -> None:
        """Let work go on; no error when it does."""
        with self._turn() as (db, _):
            db.execute(delete(FARM).where(FARM.c.name == _HALTED))

    def lead(self, owner: str, *, lease_s: float) -> bool:
        """Be the one dispatcher for `lease_s` from now, or stay it; False while another is."""
        with self._turn() as (db, now):
            row = db.execute(select(FARM).where(FARM.c.name == _LEADER)).one_or_none()
            leads = None if row is None or row.due_at < now else row.value
            if leads not in (None, owner):
                return False
            if leads is None:
                db.execute(delete(WORKERS))
            self._keep_fact(db, _LEADER, owner, due_at=now + lease_s)
            return True

    def resign(self, owner: str) -> None:
        """Let another dispatcher follow at once."""
        with self._turn() as (db, _):
            db.execute(delete(FARM).where(FARM.c.name == _LEADER, FARM.c.value == owner))

    def inherit(self, owner: str, *, lease_s: float) -> tuple[Lease, ...]:
        """Take over every lease: other owners' writes are refused from now on."""
        with self._turn() as (db, now):
            return sql_leases.inherit(db, owner, due_at=now + lease_s)

    def claim(self, owner: str, *, limit: int, lease_s: float) -> tuple[Lease, ...]:
        """Lease up to `limit` waiting tasks, after taking back what dead owners held."""
        with self._turn() as (db, now):
            sql_leases.reap(db, now=now, max_lost=self._max_lost)
            if _fact(db, _HALTED) is not None:
                return ()
            return sql_claim.claim(db, owner, limit=limit, due_at=now + lease_s, now=now)

    def heartbeat(self, beats: Sequence[Beat], *, lease_s: float) -> tuple[Lease, ...]:
        """Renew leases for `lease_s` from now; give those that are lost."""
        with self._turn() as (db, now):
            return sql_leases.renew(db, beats, due_at=now + lease_s)

    def settle(self, endings: Sequence[Ending]) -> tuple[bool, ...]:
        """End attempts; False for each lease that was lost already."""
        with self._turn() as (db, now):
            return sql_leases.settle(db, endings, now=now)

    def backlog(self, *, limit: int) -> Backlog:
        """Add up what a claim could get now, counting `limit` tasks at most."""
        with self._read() as db:
            if _fact(db, _HALTED) is not None:
                return Backlog(tasks=0, cost_s=0.0)
            return sql_claim.backlog(db, limit=limit, now=self._now(db))

    def note_workers(self, changed: Sequence[WorkerRecord], *, gone: Sequence[str] = ()) -> None:
        """Keep what workers do, by name."""
        names = [*gone, *(worker.name for worker in changed)]
        with self._write() as db:
            db.execute(delete(WORKERS).where(WORKERS.c.name.in_(names)))
            if changed:
                db.execute(insert(WORKERS), [asdict(worker) for worker in changed])

    def closings(self, *, limit: int = 10) -> tuple[Closing, ...]:
        """List ended jobs whose closing is not written yet, the oldest first."""
        due = select(JOBS).where(UNCLOSED, ~UNENDED).order_by(JOBS.c.seq).limit(limit)
        with self._read() as db:
            rows = db.execute(due).all()
            records = sql_jobs.job_records(db, rows)
        return tuple(
            Closing(job=record, document=row.closing, revision=row.revision)
            for row, record in zip(rows, records, strict=True)
        )

    def closed(self, job_id: str, *, revision: int) -> bool:
        """Tick a closing off; False when the job was opened again meanwhile."""
        with self._turn() as (db, _):
            same = (JOBS.c.seq == sql_jobs.seq_of(db, job_id), JOBS.c.revision == revision)
            return db.execute(update(JOBS).where(*same).values(closed=True)).rowcount == 1

    def job(self, job_id: str) -> JobRecord:
        """Tell how a job stands. Raises UnknownJob."""
        with self._read() as db:
            return sql_jobs.job_record(db, job_id)

    def jobs(self, *, limit: int = 50, after: str | None = None) -> tuple[JobRecord, ...]:
        """List jobs, newest first."""
        with self._read() as db:
            query = select(JOBS).order_by(JOBS.c.seq.desc()).limit(limit)
            if after is not None:
                query = query.where(JOBS.c.seq < sql_jobs.seq_of(db, after))
            return sql_jobs.job_records(db, db.execute(query).all())

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
            seq = sql_jobs.seq_of(db, job_id)
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

    def mark(self, keys: Collection[str]) -> frozenset[str]:
        """Mark objects that may go; give those that a dead clean-up left behind."""
        with self._write() as db:
            return sql_sweeps.mark(db, keys, now=self._now(db))

    def sweep(self, keys: Collection[str], *, requests: Collection[str]) -> frozenset[str]:
        """Give those that still have their mark: nobody may refer to them from now on."""
        with self._write() as db:
            for part in sql_sweeps.parts(requests):
                db.execute(delete(MEMO).where(MEMO.c.request_key.in_(part)))
            return sql_sweeps.sweep(db, keys, now=self._now(db))

    def swept(self, keys: Collection[str]) -> None:
        """Say that objects are deleted."""
        with self._write() as db:
            sql_sweeps.swept(db, keys, now=self._now(db))

    def spare(self, keys: Collection[str]) -> None:
        """Free deleted objects that are stored anew."""
        with self._write() as db:
            sql_sweeps.spare(db, keys, now=self._now(db))

    def attempts(self, job_id: str, ordinal: int) -> tuple[AttemptRecord, ...]:
        """List the attempts at a task, the oldest first. Raises UnknownJob, UnknownTask."""
        with self._read() as db:
            seq = sql_jobs.seq_of(db, job_id)
            same = (TASKS.c.job_seq == seq, TASKS.c.ordinal == ordinal)
            row = db.execute(select(TASKS).where(*same)).one_or_none()
            if row is None:
                raise UnknownTask.of(job_id, ordinal)
            query = select(ATTEMPTS).where(ATTEMPTS.c.task_id == row.id).order_by(ATTEMPTS.c.id)
            ended = tuple(attempt_from_row(attempt) for attempt in db.execute(query))
        return (*ended, running_attempt(row)) if row.state == TaskState.RUNNING else ended

    def workers(self) -> tuple[WorkerRecord, ...]:
        """List workers by name, as the dispatcher last told of them."""
        with self._read() as db:
            rows = db.execute(select(WORKERS).order_by(WORKERS.c.name)).all()
        return tuple(worker_from_row(row) for row in rows)

    def leader(self) -> str | None:
        """Name the dispatcher that leads now."""
        with self._read() as db:
            now = self._now(db)
            leads = select(FARM.c.value).where(FARM.c.name == _LEADER, FARM.c.due_at >= now)
            return db.scalars(leads).one_or_none()

    def halted(self) -> str | None:
        """Say why the farm is halted; None when it is not."""
        with self._read() as db:
            return _fact(db, _HALTED)

    def census(self) -> Census:
        """Count what is open, over all jobs."""
        with self._read() as db:
            return sql_census.census(db, now=self._now(db))

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with database_errors(self._engine), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with database_errors(self._engine), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[tuple[Connection, float]]:
        """A transaction beside which no other turn is taken, and the time."""
        with self._write() as db:
            now = take_turn(db)
            yield db, now if self._clock is None else self._clock()

    def _now(self, db: Connection) -> float:
        return database_time(db) if self._clock is None else self._clock()

    def _keep_fact(
        self, db: Connection, name: str, value: str, *, due_at: float | None = None
    ) -> None:
        row = {"value": value, "due_at": due_at}
        upsert = inserting(db, FARM).values(name=name, **row)
        db.execute(upsert.on_conflict_do_update(index_elements=["name"], set_=row))


def _fact(db: Connection, name: str) -> str | None:
    return db.scalars(select(FARM.c.value).where(FARM.c.name == name)).one_or_none()
