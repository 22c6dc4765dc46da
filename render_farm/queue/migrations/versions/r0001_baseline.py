"""Jobs, tasks and memo: the first tables, made until now without a version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "jobs",
        sa.Column("seq", _ID, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("client_token", sa.String(255), unique=True),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("cancelled_at", sa.Float),
    )
    op.create_table(
        "tasks",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("job_seq", _ID, sa.ForeignKey("jobs.seq"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("request_key", sa.String(64), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(255)),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("started_at", sa.Float),
        sa.Column("ended_at", sa.Float),
        sa.Column("reused", sa.Boolean, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("failure", sa.Text),
        sa.UniqueConstraint("job_seq", "request_key"),
        sa.UniqueConstraint("job_seq", "ordinal"),
    )
    op.create_index(
        "tasks_next", "tasks", ["state", sa.text("priority DESC"), "job_seq", "ordinal"]
    )
    op.create_index("tasks_of_job", "tasks", ["job_seq", "state"])
    op.create_table(
        "memo",
        sa.Column("request_key", sa.String(64), primary_key=True),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("written_at", sa.Float, nullable=False),
    )
