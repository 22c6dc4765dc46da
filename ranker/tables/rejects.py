"""Rejected rows → files beside the data, so that their owner can mend them."""

from pathlib import Path

import polars as pl

from ranker.tables.csv_text import ROW
from ranker.tables.tables import Tables


def write_rejects(tables: Tables, folder: str | Path) -> dict[str, int]:
    """Write `<table>.rejects.csv` for each table with rejects; rows per table.

    A file has the rows as found, their number as `row`, and their problems as `problem`.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.rejects.items():
        _with_problems(tables, table, rows).write_csv(target / f"{table}.rejects.csv")
    return {table: rows.height for table, rows in tables.rejects.items()}


def _with_problems(tables: Tables, table: str, rows: pl.DataFrame) -> pl.DataFrame:
    texts: dict[int, list[str]] = {}
    for problem in tables.problems:
        if problem.file.rsplit(".", 1)[0] == table and problem.row is not None:
            texts.setdefault(problem.row, []).append(
                f"{problem.column}: {problem.value!r}; allowed: {problem.allowed}"
            )
    said = pl.Series("problem", [" | ".join(texts.get(row, [])) for row in rows[ROW]])
    plain = rows.drop(name for name, kind in rows.schema.items() if kind.is_nested())
    return plain.rename({ROW: "row"}).insert_column(1, said)
