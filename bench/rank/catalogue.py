"""A data folder as large as the aims are: 20,000 artists in 60 markets, 12 templates.

Every market shows a few dozen arms at a time and changes some of them every week, so that most
arms have no history and thousands have one; streams are known of each market's chart alone.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from ranker import TemplateCard

_FIRST = date(2025, 3, 1)
_GENRES = ("pop", "rock", "hip-hop", "folk", "jazz", "electronic", "indie", "r&b", "world", "metal")
_LIVE, _CHART, _PROMOTED, _SIMILAR = 40, 1000, 200, 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Extent:
    """How much to write; days of history."""

    artists: int = 20_000
    templates: int = 12
    markets: int = 60
    days: int = 60


def cards(extent: Extent) -> tuple[TemplateCard, ...]:
    """The templates: static and animated in turn, three to a theme."""
    return tuple(
        TemplateCard(
            template_id=f"template-{i:02d}",
            version="1",
            kind=("static", "animated")[i % 2],
            theme=f"theme-{i // 3}",
        )
        for i in range(extent.templates)
    )


def write_catalogue(folder: Path, extent: Extent, *, seed: int = 0) -> None:
    """Write all tables but `content` as Parquet; the same for the same seed."""
    rng = np.random.default_rng([seed, extent.artists, extent.markets])
    artists = np.array([f"artist-{i:05d}" for i in range(extent.artists)])
    markets = np.array([f"M{i:02d}" for i in range(extent.markets)])
    strength = rng.normal(0, 0.3, extent.artists)
    frames = {
        "catalog": _catalog(rng, artists),
        "markets": pl.DataFrame(
            {"market": markets, "locales": "en", "currency": "EUR", "daily_budget": 4000.0}
        ),
        "performance": _performance(rng, extent, artists, markets, strength),
        "popularity": _popularity(rng, extent, artists, markets),
        "similarity": _similarity(rng, artists),
        "promotions": _promotions(rng, extent, artists, markets, strength),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")


Names = np.ndarray[tuple[int], np.dtype[np.str_]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


def _catalog(rng: np.random.Generator, artists: Names) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "artist_id": artists,
            "name": artists,
            "genre": np.array(_GENRES)[rng.integers(0, len(_GENRES), len(artists))],
            "artwork": "art.jpg",
            "available_from": _FIRST - timedelta(days=400),
        }
    )


def _performance(
    rng: np.random.Generator, extent: Extent, artists: Names, markets: Names, strength: Numbers
) -> pl.DataFrame:
    """Each market's live arms day by day; a third of them is new every week."""
    places: list[tuple[int, int, np.ndarray[tuple[int], np.dtype[np.int64]]]] = []
    for market in range(extent.markets):
        live = rng.choice(extent.artists * extent.templates, _LIVE, replace=False)
        for day in range(extent.days):
            if day % 7 == 0:
                new = rng.choice(extent.artists * extent.templates, _LIVE // 3, replace=False)
                live = np.unique(
                    np.concatenate([live[rng.permutation(len(live))][: -len(new)], new])
                )
            places.append((day, market, live))
    days = np.concatenate([np.full(len(live), day) for day, _, live in places])
    at = np.concatenate([np.full(len(live), market) for _, market, live in places])
    artist, template = np.divmod(np.concatenate([live for *_, live in places]), extent.templates)
    spend = rng.gamma(3.0, 30.0, len(days)).round(2)
    registrations = rng.poisson(spend * 0.1 * np.exp(strength[artist]))
    return pl.DataFrame(
        {
            "date": _dates(days),
            "market": markets[at],
            "channel": "meta",
            "os": "android",
            "artist_id": artists[artist],
            "template_id": pl.Series([f"template-{i:02d}" for i in range(extent.templates)]).gather(
                template
            ),
            "impressions": rng.poisson(spend * 150),
            "clicks": rng.poisson(spend * 1.5 * np.exp(strength[artist] / 2)),
            "registrations": registrations,
            "subscriptions": rng.binomial(registrations, 0.1),
            "spend": spend,
        }
    )


def _popularity(
    rng: np.random.Generator, extent: Extent, artists: Names, markets: Names
) -> pl.DataFrame:
    """Each market's chart of the last four weeks."""
    days = min(28, extent.days)
    chart = min(_CHART, extent.artists)
    artist = np.concatenate([rng.choice(extent.artists, chart, False) for _ in markets])
    rows = np.tile(artist, days)
    return pl.DataFrame(
        {
            "date": _dates(extent.days - days + np.repeat(np.arange(days), len(artist))),
            "market": np.tile(np.repeat(markets, chart), days),
            "artist_id": artists[rows],
            "streams": rng.integers(100, 100_000, len(rows)),
        }
    )


def _similarity(rng: np.random.Generator, artists: Names) -> pl.DataFrame:
    one = np.repeat(np.arange(len(artists)), _SIMILAR)
    other = (one + rng.integers(1, len(artists), len(one))) % len(artists)
    return pl.DataFrame(
        {
            "artist_id": artists[one],
            "similar_artist_id": artists[other],
            "similarity": rng.uniform(0.1, 0.9, len(one)).round(3),
        }
    ).unique(["artist_id", "similar_artist_id"], keep="first", maintain_order=True)


def _promotions(
    rng: np.random.Generator, extent: Extent, artists: Names, markets: Names, strength: Numbers
) -> pl.DataFrame:
    days = min(28, extent.days)
    shown = min(_PROMOTED, extent.artists)
    artist = np.concatenate(
        [rng.choice(extent.artists, shown, False) for _ in range(days * len(markets))]
    )
    return pl.DataFrame(
        {
            "date": _dates(extent.days - days + np.repeat(np.arange(days), shown * len(markets))),
            "market": np.tile(np.repeat(markets, shown), days),
            "artist_id": artists[artist],
            "impressions": 1000,
            "clicks": rng.poisson(40 * np.exp(strength[artist])),
        }
    ).with_columns(
        pl.lit(None, dtype=pl.Int64).alias(name) for name in ("streams", "likes", "follows")
    )


def _dates(days: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pl.Series:
    first = np.datetime64(_FIRST)
    return pl.Series(first + days.astype("timedelta64[D]"), dtype=pl.Date)
