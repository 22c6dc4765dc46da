"""World → the tables beside performance: catalogue, similarity, popularity, promotions."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from ranker.simulator.noise import Array, Index
from ranker.simulator.world import FIRST_DAY, World
from ranker.tables.fields import TABLE_SPECS
from ranker.tables.parse import final_dtype

_CHARTED = 150
_NEIGHBOURS = 10
_NEW_DAYS = 21


@dataclass(frozen=True, kw_only=True, slots=True)
class Signals:
    """The tables that do not depend on what is advertised; the dated ones in order of their days.

    popularity_rows and promotion_rows: rows before each day, so that a day's view is a slice.
    """

    catalog: pl.DataFrame
    markets: pl.DataFrame
    similarity: pl.DataFrame
    popularity: pl.DataFrame
    popularity_rows: Index
    promotions: pl.DataFrame
    promotion_rows: Index


def make_signals(world: World) -> Signals:
    """All of them, for all days of the world."""
    popularity, popularity_rows = _popularity(world)
    promotions, promotion_rows = _promotions(world)
    return Signals(
        catalog=_catalog(world),
        markets=_markets(world),
        similarity=_similarity(world),
        popularity=popularity,
        popularity_rows=popularity_rows,
        promotions=promotions,
        promotion_rows=promotion_rows,
    )


def as_table(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with all columns of the contract's table, in its order; absent ones are null."""
    return frame.select(
        pl.col(field.name).cast(final_dtype(field))
        if field.name in frame.columns
        else pl.lit(None, dtype=final_dtype(field)).alias(field.name)
        for field in TABLE_SPECS[name].fields
    )


def _catalog(world: World) -> pl.DataFrame:
    old = np.random.default_rng([world.seed, 7]).integers(30, 1200, len(world.entry))
    entered = np.where(world.entry > 0, world.entry, -old)
    frame = pl.DataFrame(
        {
            "artist_id": world.artists,
            "name": [f"Artist {i}" for i in range(len(world.artists))],
            "genre": [f"genre-{g:02d}" for g in world.genre],
            "artwork": [f"artwork/{artist}.jpg" for artist in world.artists],
            "available_from": [FIRST_DAY + timedelta(days=int(day)) for day in entered],
        }
    )
    return as_table("catalog", frame)


def _markets(world: World) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "market": world.markets,
            "locales": ["en"] * len(world.markets),
            "currency": ["EUR"] * len(world.markets),
            "daily_budget": world.budget,
            "cost_per_mille": world.cost_per_mille,
        }
    )
    return as_table("markets", frame)


def _cosine(world: World) -> Array:
    """Artists × artists: how alike they are, 0 to 1, and 0 with oneself."""
    unit = world.embedding / np.linalg.norm(world.embedding, axis=1, keepdims=True)
    alike = np.clip(unit @ unit.T, 0, 1)
    np.fill_diagonal(alike, 0)
    return np.asarray(alike)


def _similarity(world: World) -> pl.DataFrame:
    alike = _cosine(world)
    many = min(_NEIGHBOURS, len(alike) - 1)
    nearest = np.argsort(-alike, axis=1, kind="stable")[:, :many]
    ids = np.array(world.artists)
    frame = pl.DataFrame(
        {
            "artist_id": np.repeat(ids, many),
            "similar_artist_id": ids[nearest].ravel(),
            "similarity": np.take_along_axis(alike, nearest, axis=1).ravel().round(4),
        }
    )
    return as_table("similarity", frame.filter(pl.col("similarity") > 0))


def _popularity(world: World) -> tuple[pl.DataFrame, Index]:
    """Daily streams of each market's most heard artists; they drift week by week."""
    rng = np.random.default_rng([world.seed, 8])
    found: list[tuple[Index, Index, Index]] = []
    drift = np.zeros_like(world.log_streams)
    for day in range(world.dials.all_days):
        drift = 0.97 * drift + rng.normal(0, 0.06, drift.shape)
        weekend = 0.12 * (day % 7 >= 5)
        noise = rng.normal(0, 0.08, drift.shape)
        streams = np.exp(np.minimum(world.log_streams + drift + weekend + noise, 25)).astype(int)
        streams[:, world.entry > day] = 0
        markets, artists = _top(streams, _CHARTED)
        found.append((markets, artists, streams[markets, artists]))
    return _stack(world, "popularity", [(m, a, {"streams": s}) for m, a, s in found])


def _promotions(world: World) -> tuple[pl.DataFrame, Index]:
    """In-app promotions: a noisy view of artists' worth, also of those who are new."""
    rng = np.random.default_rng([world.seed, 9])
    days: list[tuple[Index, Index, dict[str, Index]]] = []
    for day in range(world.dials.all_days):
        weight = np.where(world.entry > day, 0.0, 1.0)
        weight[(world.entry > 0) & (day - world.entry < _NEW_DAYS)] *= 3
        # Weighted draws without replacement: Efraimidis & Spirakis, IPL 97 (2006), p. 182.
        keys = rng.random(world.liking.shape) ** (1 / np.maximum(weight, 1e-12)) * (weight > 0)
        promoted = world.dials.promoted_artists if world.dials.promotions else 0
        markets, artists = _top(keys, promoted)
        shown = rng.integers(800, 9000, len(markets))
        rate = np.minimum(0.02 * np.exp(world.liking[markets, artists]), 0.9)
        clicks = rng.binomial(shown, rate)
        numbers = {
            "impressions": shown,
            "clicks": clicks,
            "streams": rng.binomial(clicks, 0.45),
            "likes": rng.binomial(clicks, 0.08),
            "follows": rng.binomial(clicks, 0.03),
        }
        days.append((markets, artists, numbers))
    return _stack(world, "promotions", days)


def _top(values: Array | Index, many: int) -> tuple[Index, Index]:
    """Market and artist indices of each market's greatest positive values, in order."""
    top = np.sort(np.argsort(-values, axis=1, kind="stable")[:, :many], axis=1)
    markets = np.repeat(np.arange(len(values)), top.shape[1])
    artists = top.ravel()
    there = values[markets, artists] > 0
    return markets[there].astype(np.int64), artists[there].astype(np.int64)


def _stack(
    world: World, table: str, days: list[tuple[Index, Index, dict[str, Index]]]
) -> tuple[pl.DataFrame, Index]:
    """One frame of all days, and how many rows come before each day."""
    sizes = [len(markets) for markets, _, _ in days]
    dates = pl.Series([world.day(day) for day in range(len(days))], dtype=pl.Date)
    joined = {name: np.concatenate([n[name] for _, _, n in days]) for name in days[0][2]}
    frame = pl.DataFrame(
        {
            "date": dates.gather(np.repeat(np.arange(len(days)), sizes)),
            "market": pl.Series(world.markets).gather(np.concatenate([m for m, _, _ in days])),
            "artist_id": pl.Series(world.artists).gather(np.concatenate([a for _, a, _ in days])),
            **joined,
        }
    )
    return as_table(table, frame), np.concatenate([[0], np.cumsum(sizes)])
