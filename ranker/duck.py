"""DuckDB in memory: one of one's own for what is large, one that small questions share."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import duckdb


@contextmanager
def open_duckdb(**config: str | int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a database of its own with these settings, closed on the way out."""
    with _connect(**config) as connection:
        yield connection


@contextmanager
def ask_duckdb() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the process's database of one thread; what it registers nobody else sees.

    Opening a database takes longer than most questions that are asked of it.
    """
    with _shared().cursor() as connection:
        yield connection


@cache
def _shared() -> duckdb.DuckDBPyConnection:
    return _connect(threads=1)


def _connect(**config: str | int) -> duckdb.DuckDBPyConnection:
    """Silent: DuckDB tells the progress of long questions on stdout, where documents go."""
    connection = duckdb.connect(config=dict(config))
    connection.execute("SET enable_progress_bar = false")
    return connection
