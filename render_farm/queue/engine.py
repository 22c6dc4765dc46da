"""Database URL → SQLAlchemy engine with the promises that the queue builds on."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from render_farm.queue.errors import QueueError, QueueUnreachable

_WRITES = "handbill_writes"
_BUSY_MS = 15_000
_PRAGMAS = (
    f"PRAGMA busy_timeout={_BUSY_MS}",  # first: switching to WAL may itself have to wait
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)
_CONNECT_S = 10
# libpq's words. Statements and locks in milliseconds; the keepalives tell of a line that is cut
# while nothing is on its way, tcp_user_timeout of one that is cut under a statement.
_POSTGRES = {
    "connect_timeout": _CONNECT_S,
    "options": "-c statement_timeout=30000 -c lock_timeout=15000"
    " -c idle_in_transaction_session_timeout=30000",
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "application_name": "handbill",
}
_TIME = text("SELECT extract(epoch FROM clock_timestamp())::float8")
# The time is read once the lock is there. The key is any number, the same in all versions.
_TAKE_TURN = text(
    "SELECT pg_advisory_xact_lock(1214603108), extract(epoch FROM clock_timestamp())::float8"
)


def sqlite_url(path: Path) -> str:
    """Give the URL of a database file on a local disk."""
    return URL.create("sqlite", database=str(path.resolve())).render_as_string(hide_password=False)


def open_engine(url: str) -> Engine:
    """Make an engine. On SQLite: write-ahead log, full sync, and write locks taken at once.

    On PostgreSQL, by psycopg whatever the URL says: a cut line or a stuck statement is an error
    in half a minute, and a connection that died while it lay in the pool is replaced unseen.
    """
    address = make_url(url)
    if is_postgres(address):
        address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(
            address, connect_args=_POSTGRES, pool_pre_ping=True, pool_timeout=_CONNECT_S
        )
        event.listen(engine, "do_connect", _connect_postgres)
        return engine
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_postgres(address: URL) -> bool:
    """Whether an URL is PostgreSQL's, by its short name too, which SQLAlchemy does not know."""
    return address.get_backend_name() in ("postgresql", "postgres")


def writing(engine: Engine) -> Engine:
    """Give the same engine for transactions that will write."""
    return engine.execution_options(**{_WRITES: True})


def reading(engine: Engine) -> Engine:
    """Give the same engine for transactions that read: all of it from one moment."""
    if engine.dialect.name != "postgresql":
        return engine  # SQLite's always do
    return engine.execution_options(isolation_level="REPEATABLE READ")


def take_turn(connection: Connection) -> float:
    """Keep other turns waiting until this transaction ends; give the database's time.

    In seconds since 1970. SQLite's writers wait for each other from their BEGIN on, and its clock
    is this machine's.
    """
    if connection.dialect.name != "postgresql":
        return time.time()
    return float(connection.execute(_TAKE_TURN).one()[1])


def database_time(connection: Connection) -> float:
    """Give the seconds since 1970 by the database's clock; SQLite has this machine's."""
    if connection.dialect.name != "postgresql":
        return time.time()
    return float(connection.execute(_TIME).scalar_one())


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
    except PoolTimeout as error:
        raise QueueUnreachable(f"no connection came free: {error}", where=where) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise QueueUnreachable(f"the connection broke: {error.orig}", where=where) from error
        raise QueueError(f"the database refused: {error.orig}", where=where) from error
    except SQLAlchemyError as error:
        raise QueueError(str(error), where=where) from error


def _connect_postgres(
    _dialect: object, _record: object, words: tuple[Any, ...], options: dict[str, Any]
) -> Any:
    # Who has no PostgreSQL needs no driver for it.
    from render_farm.queue.patience import PatientConnection  # noqa: PLC0415

    return PatientConnection.connect(*words, **options)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions by itself, and only at the first write.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer may fail at once, whatever the busy timeout; so writers lock first.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
