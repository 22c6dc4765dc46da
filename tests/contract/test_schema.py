"""Databases of other versions, on each engine: brought up whole, or refused."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bench.postgres import PostgresServer
from render_farm.queue import Backlog, QueueError, SqlJobStore, TaskState, migrations, sqlite_url
from render_farm.queue.engine import open_engine
from render_farm.queue.errors import SchemaTooNew
from render_farm.queue.schema import SCHEMA, prepare_schema
from render_farm.queue.tables import METADATA

_FIRST = Path(__file__).with_name("schema_0001.sql").read_text(encoding="utf-8")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "jobs.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create(request.node.name)


@pytest.fixture
def first_version(database: str, tmp_path: Path) -> str:
    """A database that the first version of Handbill left behind."""
    if database.startswith("sqlite"):
        with sqlite3.connect(tmp_path / "jobs.db") as old:
            old.executescript(_FIRST)
        old.close()
        return database
    engine = open_engine(database)
    prepare_schema(engine, target="0001")
    engine.dispose()
    with psycopg.connect(database) as connection:
        connection.execute("DROP TABLE alembic_version")
        for line in _FIRST.splitlines():
            if line.startswith("INSERT"):
                connection.execute(line.encode())
        connection.execute("SELECT setval('jobs_seq_seq', 3), setval('tasks_id_seq', 7)")
    return database


@pytest.fixture
def upgraded(first_version: str) -> Iterator[SqlJobStore]:
    with SqlJobStore(first_version, clock=lambda: 1_000_008.0) as store:
        yield store


def test_jobs_of_the_first_version_are_all_there(upgraded: SqlJobStore) -> None:
    states = {job.id: (job.state, job.total, job.priority) for job in upgraded.jobs()}
    assert states == {
        "ended": (TaskState.FAILED, 2, 0),
        "cancelled": (TaskState.CANCELLED, 1, 0),
        "open": (TaskState.RUNNING, 4, 3),
    }
    assert upgraded.job("ended").client_token == "token-1"
    assert [job.ended_at for job in upgraded.jobs()] == [None, 1_000_002.0, 1_000_002.0]
    assert upgraded.closings() == ()
    (succeeded, failed) = upgraded.tasks("ended")
    assert succeeded.result is not None
    assert failed.failure is not None
    assert (succeeded.result.bytes, failed.failure.code) == (1234, "missing_slot")
    assert upgraded.memo(["request-0000"]) == {"request-0000": succeeded.result}


def test_work_of_the_first_version_goes_on(upgraded: SqlJobStore) -> None:
    assert upgraded.backlog(limit=9) == Backlog(tasks=2, cost_s=2.0)
    claimed = upgraded.claim("new", limit=9, lease_s=10)
    assert [(lease.ordinal, lease.attempt, lease.failures) for lease in claimed] == [
        (1, 2, 1),
        (3, 1, 0),
    ]
    assert upgraded.backlog(limit=9).tasks == 0
    assert claimed[1].task.content == {"headline": "ليالي القاهرة"}
    assert upgraded.tasks("open")[2].state is TaskState.RUNNING


def test_models_and_migrations_agree(database: str) -> None:
    engine = open_engine(database)
    prepare_schema(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_newest_step_is_the_schema_of_this_version() -> None:
    steps = Path(migrations.__file__).parent
    assert ScriptDirectory(str(steps)).get_current_head() == SCHEMA


def test_a_newer_database_is_refused_and_left_alone(database: str) -> None:
    SqlJobStore(database).close()
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match=r"schema 9999.*allowed: 0001.*newer Handbill") as raised:
        SqlJobStore(database)
    assert isinstance(raised.value, QueueError)
    assert engine.url.password is None or engine.url.password not in str(raised.value)
    engine.dispose()


def test_several_that_start_at_once_make_one_schema(database: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(SqlJobStore, [database] * 4):
            assert store.jobs() == ()
            store.close()
