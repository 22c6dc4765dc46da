"""Money in a row's own currency → money of its market."""

from collections.abc import Mapping

import polars as pl

from ranker.tables.csv_text import ROW
from ranker.tables.problem import Problem

_MONEY = ("spend", "revenue")
_ALLOWED = (
    "the currency of its market, or rates of both under `currencies` in mapping.yaml, such as "
    "EUR: 1.08"
)


def in_market_money(
    frame: pl.DataFrame, *, file: str, markets: pl.DataFrame, rates: Mapping[str, float]
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """The rows with spend and revenue in their market's currency, and a problem for the others.

    `rates`: what a unit of each currency is worth in a common money. No currency in a row means
    the market's; rows that cannot be converted stay as they are.
    """
    if not frame["currency"].count():
        return frame, ()
    own = markets.select("market", pl.col("currency").alias("own"))
    joined = frame.join(own, on="market", how="left", maintain_order="left")
    foreign = pl.col("currency") != pl.col("own")
    if not joined.select(foreign.any()).item():
        return frame, ()
    worth = [
        pl.col(name).replace_strict(dict(rates), default=None, return_dtype=pl.Float64)
        for name in ("currency", "own")
    ]
    joined = joined.with_columns(rate=pl.when(foreign).then(worth[0] / worth[1]).otherwise(1.0))
    lost = joined.filter(foreign & pl.col("rate").is_null())
    factor = pl.col("rate").fill_null(1.0)
    converted = joined.with_columns(
        *(pl.col(name) * factor for name in _MONEY),
        currency=pl.when(foreign & pl.col("rate").is_not_null()).then("own").otherwise("currency"),
    )
    problems = tuple(
        Problem(file=file, row=row, column="currency", value=value, allowed=_ALLOWED)
        for row, value in lost.select(ROW, "currency").iter_rows()
    )
    return converted.select(frame.columns), problems
