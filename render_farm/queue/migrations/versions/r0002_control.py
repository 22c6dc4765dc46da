"""Attempts, workers and facts of the farm; budgets, closings, positions; priority of jobs only."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ENDED = (
    "UPDATE jobs SET ended_at = coalesce((SELECT max(ended_at) FROM tasks WHERE job_seq = seq),"
    " created_at) WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE job_seq = seq"
    " AND state IN ('queued', 'running', 'paused'))"
)


def upgrade() -> None:
    """Widen the tables."""
    _widen_jobs()
    _widen_tasks()
    op.create_table(
        "attempts",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("task_id", _ID, sa.ForeignKey("tasks.id"), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("worker", sa.String(255)),
        sa.Column("started_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float, nullable=False),
        sa.Column("end", sa.String(16), nullable=False),
        sa.Column("failure", sa.Text),
        sa.Column("log", sa.Text, nullable=False),
    )
    op.create_index("attempts_of_task", "attempts", ["task_id"])
    op.create_table(
        "farm",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("due_at", sa.Float),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(255), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("node", sa.String(255)),
        sa.Column("task", sa.Text),
        sa.Column("since", sa.Float, nullable=False),
        sa.Column("reason", sa.Text),
    )


def _widen_jobs() -> None:
    for column in (
        sa.Column("ended_at", sa.Float),
        sa.Column("budget_s", sa.Float),
        sa.Column("spent_s", sa.Float, nullable=False, server_default="0"),
        sa.Column("closing", sa.Text),
        sa.Column("closed", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("jobs", column)
    op.execute(_ENDED)
    for name, rule in (("jobs_unended", "ended_at IS NULL"), ("jobs_unclosed", "NOT closed")):
        where = sa.text(rule)
        op.create_index(name, "jobs", ["seq"], sqlite_where=where, postgresql_where=where)


def _widen_tasks() -> None:
    op.drop_index("tasks_next", "tasks")
    op.drop_index("tasks_of_job", "tasks")
    op.drop_column("tasks", "priority")
    for column in (
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("lost", sa.Integer, nullable=False, server_default="0"),
        sa.Column("worker", sa.String(255)),
        sa.Column("progress", sa.Float),
        sa.Column("quarantined", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("failed_on", sa.Text, nullable=False, server_default="[]"),
        sa.Column("cost_s", sa.Float, nullable=False, server_default="1"),
    ):
        op.add_column("tasks", column)
    cost = {
        "sqlite": "json_extract(task, '$.cost_s')",
        "postgresql": "(task::json ->> 'cost_s')::float8",
    }[op.get_bind().dialect.name]
    op.execute(f"UPDATE tasks SET cost_s = {cost}")  # noqa: S608 - one of the two above
    op.create_index("tasks_next", "tasks", ["job_seq", "state", "position", "ordinal"])
    op.create_index("tasks_request", "tasks", ["request_key", "state"])
    for name, rule in (("tasks_running", "state = 'running'"), ("tasks_reused", "reused")):
        where = sa.text(rule)
        op.create_index(name, "tasks", ["job_seq"], sqlite_where=where, postgresql_where=where)
