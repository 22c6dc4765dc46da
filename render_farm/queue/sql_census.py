"""The census as statements on the tables: of open jobs only, so that it costs what is open."""

from sqlalchemy import ColumnElement, Connection, exists, func, select

from render_farm.queue.census import Census, Crowd
from render_farm.queue.states import TaskState
from render_farm.queue.tables import JOBS, TASKS

_OPEN = tuple(state for state in TaskState if not state.ended)


def census(db: Connection, *, now: float) -> Census:
    """Count what is open, over all jobs."""
    open_jobs = (JOBS.c.open, _has_open())
    spent = (JOBS.c.budget_s.is_not(None), JOBS.c.spent_s >= JOBS.c.budget_s)
    return Census(
        now=now,
        crowds=_crowds(db),
        jobs=_count(db, *open_jobs),
        budgets_spent=_count(db, *open_jobs, *spent),
        closings=_count(db, ~JOBS.c.closed, ~_has_open()),
    )


def _crowds(db: Connection) -> tuple[Crowd, ...]:
    group = (JOBS.c.priority, TASKS.c.state)
    query = (
        select(*group, func.count().label("tasks"), func.min(JOBS.c.created_at).label("since"))
        .join_from(JOBS, TASKS, TASKS.c.job_seq == JOBS.c.seq)
        .where(JOBS.c.open, TASKS.c.state.in_(_OPEN))
        .group_by(*group)
        .order_by(*group)
    )
    return tuple(
        Crowd(priority=row.priority, state=TaskState(row.state), tasks=row.tasks, since=row.since)
        for row in db.execute(query)
    )


def _has_open() -> ColumnElement[bool]:
    return exists().where(TASKS.c.job_seq == JOBS.c.seq, TASKS.c.state.in_(_OPEN))


def _count(db: Connection, *wanted: ColumnElement[bool]) -> int:
    return db.scalars(select(func.count()).select_from(JOBS).where(*wanted)).one()
