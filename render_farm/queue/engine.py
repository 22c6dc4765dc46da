"""Database URL → SQLAlchemy engine with the promises that the queue builds on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from render_farm.queue.errors import QueueError, QueueUnreachable

_WRITES = "handbill_writes"
_BUSY_MS = 15_000
_PRAGMAS = (
    f"PRAGMA busy_timeout={_BUSY_MS}",  # first: switching to WAL may itself have to wait
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


def sqlite_url(path: Path) -> str:
    """Give the URL of a database file on a local disk."""
    return URL.create("sqlite", database=str(path.resolve())).render_as_string(hide_password=False)


def open_engine(url: str) -> Engine:
    """Make an engine. On SQLite: write-ahead log, full sync, and write locks taken at once."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def writing(engine: Engine) -> Engine:
    """Give the same engine for transactions that will write."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def database_errors(engine: Engine) -> Iterator[None]:
    """Raise the queue's errors in place of the database's."""
    where = engine.url.render_as_string(hide_password=True)
    try:
        yield
    except OperationalError as error:
        raise QueueUnreachable(
            f"the database does not answer: {error.orig}", where=where
        ) from error
    except DBAPIError as error:
        raise QueueError(f"the database refused: {error.orig}", where=where) from error
    except SQLAlchemyError as error:
        raise QueueError(str(error), where=where) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions by itself, and only at the first write.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer may fail at once, whatever the busy timeout; so writers lock first.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
