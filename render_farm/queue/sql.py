"""The job store on a SQL database: SQLite in one file, or PostgreSQL."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Integer, delete, exists, func, insert, select, update

from render_farm.job import RenderJob, RenderTask, TaskResult
from render_farm.queue import sql_leases, sql_sweeps
from render_farm.queue.attempt import AttemptEnd, AttemptRecord
from render_farm.queue.codec import result_from_json
from render_farm.queue.engine import database_errors, database_time, open_engine, writing
from render_farm.queue.errors import UnknownJob, UnknownTask
from render_farm.queue.lease import Beat, Ending, Lease
from render_farm.queue.records import Backlog, Closing, JobRecord, TaskRecord
from render_farm.queue.retry import RetryPolicy
from render_farm.queue.rows import (
    attempt_from_row,
    expired,
    job_from_row,
    ready,
    running_attempt,
    task_from_row,
    task_row,
    worker_from_row,
)
from render_farm.queue.schema import prepare_schema
from render_farm.queue.states import TaskEvent, TaskState, next_state, sources
from render_farm.queue.store import check_budget, check_swept, check_unique
from render_farm.queue.tables import ATTEMPTS, FARM, JOBS, MEMO, TASKS, WORKERS
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

    def cancel(self, job_id: str) -> JobRecord:
        """End all open tasks of a job; their running attempts lose the lease."""
        with self._write() as db:
            now = self._now(db)
            seq = _seq(db, job_id)
            once = (JOBS.c.seq == seq, JOBS.c.cancelled_at.is_(None))
            db.execute(update(JOBS).where(*once).values(cancelled_at=now))
            return self._stop(db, job_id, TaskEvent.CANCEL, AttemptEnd.CANCELLED)

    def pause(self, job_id: str) -> JobRecord:
        """Let all open tasks of a job rest; their running attempts lose the lease."""
        with self._write() as db:
            return self._stop(db, job_id, TaskEvent.PAUSE, AttemptEnd.PAUSED)

    def resume(self, job_id: str) -> JobRecord:
        """Queue paused tasks again. Raises BudgetSpent."""
        with self._write() as db:
            check_budget(_job_record(db, job_id))
            seq = _seq(db, job_id)
            paused = (TASKS.c.job_seq == seq, TASKS.c.state.in_(sources(TaskEvent.RESUME)))
            queued = next_state(TaskState.PAUSED, TaskEvent.RESUME)
            db.execute(update(TASKS).where(*paused).values(state=queued, due_at=self._now(db)))
            return _job_record(db, job_id)

    def retry(self, job_id: str) -> JobRecord:
        """Queue failed and cancelled tasks again, as if never tried. Raises BudgetSpent."""
        with self._write() as db:
            check_budget(_job_record(db, job_id))
            seq = _seq(db, job_id)
            ended = (TASKS.c.job_seq == seq, TASKS.c.state.in_(sources(TaskEvent.REQUEUE)))
            again = db.execute(update(TASKS).where(*ended).values(_untried(self._now(db))))
            if again.rowcount:
                opened = {
                    "open": True,
                    "cancelled_at": None,
                    "closed": JOBS.c.closing.is_(None),
                    "revision": JOBS.c.revision + 1,
                }
                db.execute(update(JOBS).where(JOBS.c.seq == seq).values(opened))
            return _job_record(db, job_id)

    def prioritise(self, job_id: str, priority: int) -> JobRecord:
        """Serve a job sooner (higher) or later from now on; what runs goes on."""
        with self._write() as db:
            seq = _seq(db, job_id)
            db.execute(update(JOBS).where(JOBS.c.seq == seq).values(priority=priority))
            return _job_record(db, job_id)

    def set_budget(self, job_id: str, budget_s: float | None) -> JobRecord:
        """Change how many seconds of workers a job may take; None = no limit."""
        with self._write() as db:
            seq = _seq(db, job_id)
            db.execute(update(JOBS).where(JOBS.c.seq == seq).values(budget_s=budget_s))
            sql_leases.keep_to_budgets(db, [seq])
            return _job_record(db, job_id)

    def halt(self, reason: str) -> None:
        """Stop all work: running tasks are handed back untried, and nothing is claimed."""
        with self._write() as db:
            self._keep_fact(db, _HALTED, reason)
            sql_leases.stop_running(
                db, end=AttemptEnd.RELEASED, event=TaskEvent.RELEASE, now=self._now(db)
            )

    def unhalt(self) -> None:
        """Let work go on; no error when it does."""
        with self._write() as db:
            db.execute(delete(FARM).where(FARM.c.name == _HALTED))

    def lead(self, owner: str, *, lease_s: float) -> bool:
        """Be the one dispatcher for `lease_s` from now, or stay it; False while another is."""
        with self._write() as db:
            now = self._now(db)
            row = db.execute(
                select(FARM).where(FARM.c.name == _LEADER).with_for_update()
            ).one_or_none()
            leads = None if row is None or row.due_at < now else row.value
            if leads not in (None, owner):
                return False
            if leads is None:
                db.execute(delete(WORKERS))
            self._keep_fact(db, _LEADER, owner, due_at=now + lease_s)
            return True

    def resign(self, owner: str) -> None:
        """Let another dispatcher follow at once."""
        with self._write() as db:
            db.execute(delete(FARM).where(FARM.c.name == _LEADER, FARM.c.value == owner))

    def inherit(self, owner: str, *, lease_s: float) -> tuple[Lease, ...]:
        """Take over all leases of other owners, whose writes are refused from now on."""
        with self._write() as db:
            return sql_leases.inherit(db, owner, due_at=self._now(db) + lease_s)

    def claim(self, owner: str, *, limit: int, lease_s: float) -> tuple[Lease, ...]:
        """Lease up to `limit` waiting tasks, after taking back what dead owners held."""
        with self._write() as db:
            now = self._now(db)
            sql_leases.reap(db, now=now, max_lost=self._max_lost)
            if _fact(db, _HALTED) is not None:
                return ()
            return sql_leases.claim(db, owner, limit=limit, due_at=now + lease_s, now=now)

    def heartbeat(self, beats: Sequence[Beat], *, lease_s: float) -> tuple[Lease, ...]:
        """Renew leases for `lease_s` from now; give those that are lost."""
        with self._write() as db:
            return sql_leases.renew(db, beats, due_at=self._now(db) + lease_s)

    def settle(self, endings: Sequence[Ending]) -> tuple[bool, ...]:
        """End attempts; False for each lease that was lost already."""
        with self._write() as db:
            return sql_leases.settle(db, endings, now=self._now(db))

    def backlog(self, *, limit: int) -> Backlog:
        """Add up what a claim could get now, counting `limit` tasks at most."""
        with self._read() as db:
            if _fact(db, _HALTED) is not None:
                return Backlog(tasks=0, cost_s=0.0)
            now = self._now(db)
            costs: list[float] = []
            for condition in (ready(now), expired(now)):
                left = limit - len(costs)
                costs += db.scalars(select(TASKS.c.cost_s).where(condition).limit(left)).all()
        return Backlog(tasks=len(costs), cost_s=sum(costs))

    def note_workers(self, changed: Sequence[WorkerRecord], *, gone: Sequence[str] = ()) -> None:
        """Keep what workers do, by name."""
        names = [*gone, *(worker.name for worker in changed)]
        with self._write() as db:
            db.execute(delete(WORKERS).where(WORKERS.c.name.in_(names)))
            if changed:
                db.execute(insert(WORKERS), [asdict(worker) for worker in changed])

    def closings(self, *, limit: int = 10) -> tuple[Closing, ...]:
        """List ended jobs whose closing is not written yet, the oldest first."""
        has_open = exists().where(
            TASKS.c.job_seq == JOBS.c.seq, TASKS.c.state.in_(sources(TaskEvent.CANCEL))
        )
        with self._read() as db:
            query = select(JOBS).where(~JOBS.c.closed, ~has_open).order_by(JOBS.c.seq).limit(limit)
            rows = db.execute(query).all()
            records = _with_counts(db, rows)
        return tuple(
            Closing(job=record, document=row.closing, revision=row.revision)
            for row, record in zip(rows, records, strict=True)
        )

    def closed(self, job_id: str, *, revision: int) -> bool:
        """Tick a closing off; False when the job was opened again meanwhile."""
        with self._write() as db:
            same = (JOBS.c.seq == _seq(db, job_id), JOBS.c.revision == revision)
            return db.execute(update(JOBS).where(*same).values(closed=True)).rowcount == 1

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
            seq = _seq(db, job_id)
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
        check_swept(sql_sweeps.refer(db, (key for task in tasks for key in task.reads)))
        gone = sql_sweeps.refer(db, (key for result in settled.values() for key in result.keys))
        settled = {key: known for key, known in settled.items() if not known.keys & gone}
        values = {
            "id": job.id,
            "name": job.name,
            "priority": job.priority,
            "client_token": job.client_token,
            "created_at": now,
            "open": True,
            "budget_s": job.budget_s,
            "spent_s": 0.0,
            "closing": job.closing,
            "closed": job.closing is None,
            "revision": 0,
        }
        seq = db.scalars(insert(JOBS).values(values).returning(JOBS.c.seq)).one()
        rows = [
            {
                "job_seq": seq,
                "ordinal": ordinal,
                **task_row(task, settled=settled.get(task.request_key), now=now),
            }
            for ordinal, task in enumerate(tasks)
        ]
        if rows:
            db.execute(insert(TASKS), rows)

    def _stop(self, db: Connection, job_id: str, event: TaskEvent, end: AttemptEnd) -> JobRecord:
        """Bring all open tasks of a job to where the event leads."""
        seq, now = _seq(db, job_id), self._now(db)
        sql_leases.stop_running(db, end=end, event=event, now=now, job_seq=seq)
        state = next_state(TaskState.QUEUED, event)
        waits = (TASKS.c.job_seq == seq, TASKS.c.state.in_(sources(event)))
        ended_at = now if state.ended else None
        db.execute(update(TASKS).where(*waits).values(state=state, ended_at=ended_at))
        return _job_record(db, job_id)

    def _keep_fact(
        self, db: Connection, name: str, value: str, *, due_at: float | None = None
    ) -> None:
        row = {"value": value, "due_at": due_at}
        upsert = inserting(db, FARM).values(name=name, **row)
        db.execute(upsert.on_conflict_do_update(index_elements=["name"], set_=row))


def _fact(db: Connection, name: str) -> str | None:
    return db.scalars(select(FARM.c.value).where(FARM.c.name == name)).one_or_none()


def _untried(now: float) -> dict[str, Any]:
    """The columns of a task that is queued again by hand."""
    return {
        "state": TaskState.QUEUED,
        "due_at": now,
        "failures": 0,
        "lost": 0,
        "failed_on": "[]",
        "failure": None,
        "quarantined": False,
        "progress": None,
        "ended_at": None,
    }


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
