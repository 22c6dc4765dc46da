"""The queue's databases, each new and empty, written as in production."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.farm.run import FarmRun
from bench.postgres import PostgresServer, postgres_programs
from render_farm.queue import SqlJobStore
from render_farm.queue.engine import sqlite_url

NO_POSTGRES = "no PostgreSQL: HANDBILL_DATABASE_URL names none, and initdb is not installed"


def sql_stores(run: FarmRun) -> Iterator[tuple[str, SqlJobStore | None]]:
    """SQLite in a temporary folder, then PostgreSQL; None where there is none (`NO_POSTGRES`).

    PostgreSQL is that of HANDBILL_DATABASE_URL, in which the tasks then stay as a job of the
    bench; else one of its own where `initdb` is installed. Each is closed when the next is asked
    for.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        SqlJobStore(sqlite_url(Path(folder, "jobs.db"))) as jobs,
    ):
        yield "SQLite", jobs
    if run.database_url is None and postgres_programs() is None:
        yield "PostgreSQL", None
        return
    with ExitStack() as parts:
        url = run.database_url
        if url is None:
            url = parts.enter_context(PostgresServer()).create("bench")
        yield "PostgreSQL", parts.enter_context(SqlJobStore(url))
