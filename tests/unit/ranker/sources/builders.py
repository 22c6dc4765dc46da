"""A plain history in which every source is as usual, to be broken by each test."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from ranker.rankers.protocol import Facts
from ranker.sources.examine import trusted_facts
from ranker.sources.finding import Finding
from tests.unit.ranker.builders import CARDS

DAYS = 70
FIRST = date(2025, 3, 1)
AS_OF = FIRST + timedelta(days=DAYS)
MARKETS = ("BR", "DE", "EG", "JP", "US")
ARTISTS = tuple(f"a{i}" for i in range(8))
DE = pl.col("market") == "DE"


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def since(days: int) -> pl.Expr:
    return pl.col("date") >= ago(days)


def on(days: int) -> pl.Expr:
    return pl.col("date") == ago(days)


def usual_facts(seed: int = 3) -> Facts:
    """Noise of 10 % from day to day, weekdays, artists between half and twice the average."""
    rng = np.random.default_rng(seed)
    keys = pl.DataFrame({"date": [FIRST + timedelta(days=d) for d in range(DAYS)]})
    keys = keys.join(pl.DataFrame({"market": MARKETS}), how="cross")
    keys = keys.with_columns(level=pl.Series(rng.lognormal(0, 0.1, keys.height)))
    keys = keys.join(pl.DataFrame({"artist_id": ARTISTS}), how="cross")
    artist = pl.col("artist_id").str.slice(1).cast(pl.Int64)
    rows = keys.with_columns(
        channel=pl.lit("meta"),
        template_id=pl.lit("pulse"),
        spend=pl.col("level") * 100,
        quality=0.5 * 1.2**artist,
    )
    spend, quality = rows["spend"].to_numpy(), rows["quality"].to_numpy()
    clicks = rng.poisson(spend * 2)
    performance = rows.with_columns(
        impressions=pl.Series(rng.poisson(spend * 200)),
        clicks=pl.Series(clicks),
        registrations=pl.Series(rng.poisson(clicks * 0.1 * quality)),
        subscriptions=pl.Series(rng.poisson(clicks * 0.01 * quality)),
    ).drop("level", "quality")
    popularity = keys.select(
        "date", "market", "artist_id", streams=(pl.col("level") * 900).cast(pl.Int64)
    )
    promotions = keys.select(
        "date",
        "market",
        "artist_id",
        impressions=(pl.col("level") * 1000).cast(pl.Int64),
        clicks=(pl.col("level") * 30).cast(pl.Int64),
    )
    return Facts(
        as_of=AS_OF,
        markets=MARKETS,
        artists=ARTISTS,
        templates=CARDS,
        catalog=pl.DataFrame({"artist_id": ARTISTS}),
        performance=performance,
        popularity=popularity,
        promotions=promotions,
        similarity=pl.DataFrame(),
    )


def broken(facts: Facts, table: str, where: pl.Expr, **columns: pl.Expr) -> Facts:
    """The facts with columns of some rows replaced; without any column these rows are gone."""
    rows: pl.DataFrame = getattr(facts, table)
    if columns:
        rows = rows.with_columns(
            pl.when(where).then(value).otherwise(pl.col(name)).alias(name)
            for name, value in columns.items()
        )
    else:
        rows = rows.filter(~where)
    return with_tables(facts, {table: rows})


def with_tables(facts: Facts, tables: Mapping[str, pl.DataFrame]) -> Facts:
    for name, rows in tables.items():
        facts = replace(facts, **{name: rows})  # type: ignore[arg-type]  # a frame of the facts
    return facts


def found(facts: Facts) -> tuple[Finding, ...]:
    return trusted_facts(facts)[1].findings
