"""The tables of the job store, the same on SQLite and PostgreSQL.

What changes here takes a step in `migrations/versions`; a test compares the two.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

METADATA = MetaData()
# SQLite numbers rows by itself only under the plain name.
_ID = BigInteger().with_variant(Integer, "sqlite")

# seq: order of submission. Times are seconds since 1970. ended_at: none while a task is queued,
# running or paused. revision: how often it was opened again.
JOBS = Table(
    "jobs",
    METADATA,
    Column("seq", _ID, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("client_token", String(255), unique=True),
    Column("created_at", Float, nullable=False),
    Column("cancelled_at", Float),
    Column("ended_at", Float),
    Column("budget_s", Float),
    Column("spent_s", Float, nullable=False),
    Column("closing", Text),
    Column("closed", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
)
UNENDED = JOBS.c.ended_at.is_(None)
UNCLOSED = text("NOT closed")
Index("jobs_unended", JOBS.c.seq, sqlite_where=UNENDED, postgresql_where=UNENDED)
Index("jobs_unclosed", JOBS.c.seq, sqlite_where=UNCLOSED, postgresql_where=UNCLOSED)

# due_at: of a queued task the time before which it rests, of a running one the end of its lease.
# attempt is the fencing token. failed_on: a JSON list of workers.
TASKS = Table(
    "tasks",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("job_seq", _ID, ForeignKey("jobs.seq"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("request_key", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("owner", String(255)),
    Column("worker", String(255)),
    Column("progress", Float),
    Column("due_at", Float, nullable=False),
    Column("started_at", Float),
    Column("ended_at", Float),
    Column("reused", Boolean, nullable=False),
    Column("quarantined", Boolean, nullable=False),
    Column("failed_on", Text, nullable=False),
    Column("cost_s", Float, nullable=False),
    Column("task", Text, nullable=False),
    Column("result", Text),
    Column("failure", Text),
    UniqueConstraint("job_seq", "request_key"),
    UniqueConstraint("job_seq", "ordinal"),
)
# Written out, not as a parameter: only so may a prepared query rely on a partial index.
QUEUED = TASKS.c.state == literal_column("'queued'")
RUNNING = TASKS.c.state == literal_column("'running'")
REUSED = text("reused")
# What waits in a job, in order; how many of a job are in each state; who asks for the same; and
# what runs, which is little; how many were made for another job.
Index("tasks_next", TASKS.c.job_seq, TASKS.c.state, TASKS.c.position, TASKS.c.ordinal)
Index("tasks_request", TASKS.c.request_key, TASKS.c.state)
Index("tasks_running", TASKS.c.job_seq, sqlite_where=RUNNING, postgresql_where=RUNNING)
Index("tasks_reused", TASKS.c.job_seq, sqlite_where=REUSED, postgresql_where=REUSED)

# Attempts that have ended; the one that runs is in its task.
ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("task_id", _ID, ForeignKey("tasks.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("owner", String(255), nullable=False),
    Column("worker", String(255)),
    Column("started_at", Float, nullable=False),
    Column("ended_at", Float, nullable=False),
    Column("end", String(16), nullable=False),
    Column("failure", Text),
    Column("log", Text, nullable=False),
)
Index("attempts_of_task", ATTEMPTS.c.task_id)

# Facts of the farm: "leader" (value: owner; due_at: end of its lease), "halted" (value: reason).
FARM = Table(
    "farm",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
    Column("due_at", Float),
)

WORKERS = Table(
    "workers",
    METADATA,
    Column("name", String(255), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("node", String(255)),
    Column("task", Text),
    Column("since", Float, nullable=False),
    Column("reason", Text),
)

# Objects that a clean-up deletes; see `sweep.py`.
SWEEPS = Table(
    "sweeps",
    METADATA,
    Column("key", String(255), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("at", Float, nullable=False),
)

MEMO = Table(
    "memo",
    METADATA,
    Column("request_key", String(64), primary_key=True),
    Column("result", Text, nullable=False),
    Column("written_at", Float, nullable=False),
)
