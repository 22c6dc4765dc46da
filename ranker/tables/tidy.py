"""Rows that may not stand side by side → one: first, sum or latest, as each table wants.

Also the references: rows of artists or markets that the folder does not know.
"""

import polars as pl

from ranker.tables.csv_text import ROW
from ranker.tables.fields import TableSpec
from ranker.tables.problem import Problem


def find_strangers(
    frame: pl.DataFrame, *, file: str, artists: pl.Series | None, markets: pl.Series | None
) -> tuple[Problem, ...]:
    """A problem for each row whose artist or market is unknown; None: nothing to compare with."""
    known = {
        "artist_id": (artists, "an artist_id of the catalog"),
        "similar_artist_id": (artists, "an artist_id of the catalog"),
        "market": (markets, "a market of the markets table"),
    }
    problems: list[Problem] = []
    for column, (ids, allowed) in known.items():
        if ids is not None and column in frame.columns:
            odd = frame.filter(~pl.col(column).is_in(ids.implode()))
            problems += [
                Problem(file=file, row=row, column=column, value=value, allowed=allowed)
                for row, value in odd.select(ROW, column).iter_rows()
            ]
    return tuple(problems)


def find_repeats(
    frame: pl.DataFrame, *, spec: TableSpec, file: str, seen: pl.DataFrame | None
) -> tuple[Problem, ...]:
    """A problem for each row that repeats a key that it may not; `seen` are keys of rows before."""
    if not spec.first_wins or frame.is_empty():
        return ()
    again = ~pl.struct(spec.key).is_first_distinct()
    if seen is not None:
        here = frame.select(pl.struct(spec.key)).to_series()
        again |= here.is_in(seen.select(pl.struct(spec.key)).to_series().implode())
    allowed = f"each {' and '.join(spec.key)} once; the first row is used"
    return tuple(
        Problem(
            file=file, row=row[0], column=spec.key[0], value=" / ".join(row[1:]), allowed=allowed
        )
        for row in frame.filter(again).select(ROW, *spec.key).iter_rows()
    )


def tidy(frame: pl.DataFrame, *, spec: TableSpec) -> pl.DataFrame:
    """Sum popularity, keep the greatest similarity; performance keeps all its reports.

    Which report of a performance row holds depends on the day one looks: see
    `Tables.performance_until`.
    """
    frame = frame.drop(ROW)
    key = list(spec.key)
    match spec.name:
        case "popularity":
            return frame.group_by(key, maintain_order=True).agg(pl.col("streams").sum())
        case "similarity":
            others = frame.filter(pl.col("artist_id") != pl.col("similar_artist_id"))
            return others.group_by(key, maintain_order=True).agg(pl.col("similarity").max())
        case "promotions":
            numbers = [name for name in frame.columns if name not in key]
            return frame.group_by(key, maintain_order=True).agg(_sum_or_null(n) for n in numbers)
        case _:
            return frame


def _sum_or_null(name: str) -> pl.Expr:
    cell = pl.col(name)
    return pl.when(cell.count() > 0).then(cell.sum()).alias(name)
