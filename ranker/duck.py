"""A DuckDB of one's own, in memory, for one question."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def open_duckdb(**config: str | int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with these settings, closed on the way out.

    Silent: DuckDB tells the progress of what takes seconds on stdout, where documents are written.
    """
    with duckdb.connect(config=dict(config)) as connection:
        connection.execute("SET enable_progress_bar = false")
        yield connection
