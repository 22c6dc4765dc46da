"""The census as statements on the tables: of open jobs only, so that it costs what is open."""

from sqlalchemy import ColumnElement, Connection, TextClause, func, select

from render_farm.queue.census import Census, Crowd
from render_farm.queue.states import TaskState
from render_farm.queue.tables import JOBS, TASKS, UNCLOSED, UNENDED

_OPEN = tuple(state for state in TaskState if not state.ended)
_SPENT = JOBS.c.spent_s >= JOBS.c.budget_s
_GROUP = (JOBS.c.priority, TASKS.c.state)
_CROWDS = (
    select(*_GROUP, func.count().label("tasks"), func.min(JOBS.c.created_at).label("since"))
    .join_from(JOBS, TASKS, TASKS.c.job_seq == JOBS.c.seq)
    .where(UNENDED, TASKS.c.state.in_(_OPEN))
    .group_by(*_GROUP)
    .order_by(*_GROUP)
)


def census(db: Connection, *, now: float) -> Census:
    """Count what is open, over all jobs."""
    rows = db.execute(_CROWDS)
    return Census(
        now=now,
        crowds=tuple(
            Crowd(
                priority=row.priority,
                state=TaskState(row.state),
                tasks=row.tasks,
                since=row.since,
            )
            for row in rows
        ),
        jobs=_jobs(db, UNENDED),
        budgets_spent=_jobs(db, UNENDED, _SPENT),
        closings=_jobs(db, UNCLOSED, ~UNENDED),
    )


def _jobs(db: Connection, *wanted: ColumnElement[bool] | TextClause) -> int:
    return db.scalars(select(func.count()).select_from(JOBS).where(*wanted)).one()
