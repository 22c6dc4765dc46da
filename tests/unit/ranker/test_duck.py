"""Questions to DuckDB are asked in silence: stdout holds documents."""

from ranker.duck import open_duckdb


def test_progress_is_not_told() -> None:
    with open_duckdb(threads=1) as connection:
        (told,) = connection.sql("SELECT current_setting('enable_progress_bar')").fetchall()
    assert told == (False,)
