"""The tables beside performance: popularity, similarity and in-app promotions."""

from datetime import timedelta

import numpy as np
import polars as pl

from ranker.sample.world import DAYS, FIRST_DAY, MARKETS, World

_CHARTED = 150
_NEIGHBOURS = 10
_PROMOTED = 36


def make_popularity(world: World, seed: int) -> pl.DataFrame:
    """Daily streams of each market's most heard artists; popularity drifts week by week."""
    rng = np.random.default_rng([seed, 3])
    parts: list[pl.DataFrame] = []
    drift = np.zeros_like(world.popularity)
    ids = np.array(world.artist_ids)
    for day in range(DAYS):
        drift = 0.97 * drift + rng.normal(0, 0.06, drift.shape)
        level = world.popularity * np.exp(drift) * (1 + 0.12 * (day % 7 >= 5))
        streams = rng.poisson(level * rng.lognormal(0, 0.08, level.shape))
        streams[:, world.entry_day > day] = 0
        for m, market in enumerate(MARKETS):
            top = np.argsort(-streams[m], kind="stable")[:_CHARTED]
            top = np.sort(top[streams[m, top] > 0])
            parts.append(
                pl.DataFrame({"artist_id": ids[top], "streams": streams[m, top]}).select(
                    pl.lit(FIRST_DAY + timedelta(days=day)).alias("date"),
                    pl.lit(market.market).alias("market"),
                    "artist_id",
                    "streams",
                )
            )
    return pl.concat(parts)


def make_similarity(world: World) -> pl.DataFrame:
    """Each artist's nearest neighbours by the angle between embeddings, 0 to 1."""
    unit = world.embedding / np.linalg.norm(world.embedding, axis=1, keepdims=True)
    cosine = np.clip(unit @ unit.T, 0, 1)
    np.fill_diagonal(cosine, -1)
    nearest = np.argsort(-cosine, axis=1, kind="stable")[:, :_NEIGHBOURS]
    ids = np.array(world.artist_ids)
    return pl.DataFrame(
        {
            "artist_id": np.repeat(ids, _NEIGHBOURS),
            "similar_artist_id": ids[nearest].ravel(),
            "similarity": np.take_along_axis(cosine, nearest, axis=1).ravel().round(4),
        }
    ).filter(pl.col("similarity") > 0)


def make_promotions(world: World, seed: int) -> pl.DataFrame:
    """In-app promotions: a noisy view of each artist's affinity, also of those who are new."""
    rng = np.random.default_rng([seed, 4])
    liking = rng.normal(0, 0.28, world.affinity.shape)
    worth = 0.7 * (world.quality[None, :] + world.affinity) + liking
    ids = np.array(world.artist_ids)
    parts: list[pl.DataFrame] = []
    for day in range(DAYS):
        here = np.flatnonzero(world.entry_day <= day)
        fresh = np.where(day - world.entry_day[here] < 21, 3.0, 1.0)
        for m, market in enumerate(MARKETS):
            chosen = np.sort(rng.choice(here, _PROMOTED, replace=False, p=fresh / fresh.sum()))
            shown = rng.integers(800, 9000, _PROMOTED)
            pull = np.exp(worth[m, chosen])
            clicks = rng.binomial(shown, np.minimum(0.02 * pull, 0.9))
            parts.append(
                pl.DataFrame(
                    {
                        "date": [FIRST_DAY + timedelta(days=day)] * _PROMOTED,
                        "market": [market.market] * _PROMOTED,
                        "artist_id": ids[chosen],
                        "impressions": shown,
                        "clicks": clicks,
                        "streams": rng.binomial(clicks, 0.45),
                        "likes": rng.binomial(clicks, 0.08),
                        "follows": rng.binomial(clicks, 0.05),
                    }
                )
            )
    return pl.concat(parts)
