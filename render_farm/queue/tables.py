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
)

METADATA = MetaData()
# SQLite numbers rows by itself only under the plain name.
_ID = BigInteger().with_variant(Integer, "sqlite")

# seq: order of submission. Times are seconds since 1970.
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
)

# priority repeats the job's, so that one index gives the next task. due_at: of a queued task the
# time before which it rests, of a running one the end of its lease. attempt is the fencing token.
TASKS = Table(
    "tasks",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("job_seq", _ID, ForeignKey("jobs.seq"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("request_key", String(64), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("owner", String(255)),
    Column("due_at", Float, nullable=False),
    Column("started_at", Float),
    Column("ended_at", Float),
    Column("reused", Boolean, nullable=False),
    Column("task", Text, nullable=False),
    Column("result", Text),
    Column("failure", Text),
    UniqueConstraint("job_seq", "request_key"),
    UniqueConstraint("job_seq", "ordinal"),
)
# For what waits, in order, and for what runs (few: expired leases need no index of their own).
Index("tasks_next", TASKS.c.state, TASKS.c.priority.desc(), TASKS.c.job_seq, TASKS.c.ordinal)
Index("tasks_of_job", TASKS.c.job_seq, TASKS.c.state)

MEMO = Table(
    "memo",
    METADATA,
    Column("request_key", String(64), primary_key=True),
    Column("result", Text, nullable=False),
    Column("written_at", Float, nullable=False),
)
