"""Questions to DuckDB that share a database."""

import polars as pl

from ranker.duck import ask_duckdb


def test_what_one_question_registers_no_other_sees() -> None:
    with ask_duckdb() as one, ask_duckdb() as other:
        one.register("rows", pl.DataFrame({"value": [1, 2]}))
        other.register("rows", pl.DataFrame({"value": [3]}))
        sums = [
            each.sql("SELECT SUM(value)::INT AS s FROM rows").pl()["s"][0] for each in (one, other)
        ]
    assert sums == [3, 3]
    with ask_duckdb() as later:
        names = later.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").pl()
    assert names.is_empty()
