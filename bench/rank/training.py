"""Two million arm days → how long their features, and the trees that learn from them, take.

The history is invented: 60 markets, 100 arms of 20,000 artists × 12 templates a market and day.
Seconds of features are those of the processor, on one core; learning has two and is timed by the
clock, with the processor's beside it.
"""

import time
from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.processes import alone, peak_mb
from bench.rank.run import RankRun
from bench.report import Row
from ranker.card import TemplateCard
from ranker.features.as_of import grouped_features
from ranker.features.panel import TrainingSet, training_panel
from ranker.rankers.protocol import Facts
from ranker.rankers.trees import TreeSettings, digest_of, train_trees

_MARKETS, _ARTISTS, _TEMPLATES, _ARMS = 60, 20_000, 12, 100
_CHARTED, _NEIGHBOURS, _CHART_DAYS = 300, 10, 60
_DAYS, _QUICK_DAYS = 370, 60
_FIRST = date(2024, 1, 1)
_MOST_S = 60.0
_CORES = 2
_ROUNDS_AGAIN = 10

Names = NDArray[np.generic]


def rows(run: RankRun) -> Iterator[Row]:
    """Features of every arm of a day, features of the past, and learning."""
    run.note("a history is invented and learnt from, in a process of its own")
    yield from alone(measure, _QUICK_DAYS if run.quick else _DAYS)


def measure(days: int) -> list[Row]:
    """The rows for a history of so many days."""
    facts = invent_facts(days)
    began = time.process_time()
    grouped_features(facts)
    asked_s = time.process_time() - began
    panel = training_panel(facts)
    panel_s = time.process_time() - began - asked_s
    began, trained = time.process_time(), time.perf_counter()
    train_trees(panel, exposure=panel.expected, settings=TreeSettings(threads=_CORES), seed=0)
    train_s, wall_s = time.process_time() - began, time.perf_counter() - trained
    many, wide = panel.features.matrix.shape
    arms = _MARKETS * _ARTISTS * _TEMPLATES
    size = f"{many / 1e6:.2g} million rows × {wide} features"
    return [
        Row(name=f"features of {arms / 1e6:.3g} million arms of a day", value=asked_s, unit="s"),
        Row(name=f"features of the past, {size}", value=panel_s, unit="s"),
        Row(
            name=f"train on {size}, two cores",
            value=wall_s,
            unit="s",
            reference="half the processor's seconds",
            reference_value=train_s / 2,
            aim=_MOST_S,
            at_least=False,
        ),
        _same_bits(panel),
        Row(name="  most memory", value=peak_mb(), unit="MB"),
    ]


def _same_bits(panel: TrainingSet) -> Row:
    """Whether two threads sum in the same order again; a few trees tell as much as all."""
    few = TreeSettings(threads=_CORES, rounds=_ROUNDS_AGAIN)
    names = {
        digest_of(train_trees(panel, exposure=panel.expected, settings=few, seed=0))
        for _ in range(2)
    }
    name = f"  {_ROUNDS_AGAIN} trees, learnt twice: the same bits"
    return Row(name=name, value=float(len(names) == 1), unit="", aim=1.0)


def invent_facts(days: int) -> Facts:
    """A history of so many days; its numbers follow no truth."""
    rng = np.random.default_rng(days)
    artists = np.array([f"artist-{i:05d}" for i in range(_ARTISTS)])
    templates = np.array([f"template-{i:02d}" for i in range(_TEMPLATES)])
    markets = np.array([f"market-{i:02d}" for i in range(_MARKETS)])
    dates = np.datetime64(_FIRST) + np.arange(days)
    return Facts(
        as_of=(dates[-1] + 1).astype(object),
        markets=tuple(markets.tolist()),
        artists=tuple(artists.tolist()),
        templates=tuple(
            TemplateCard(
                template_id=name, version="1", kind=("static", "animated")[i % 2], theme=""
            )
            for i, name in enumerate(templates.tolist())
        ),
        catalog=pl.DataFrame(
            {
                "artist_id": artists,
                "genre": rng.choice(["pop", "rock", "jazz", "folk"], _ARTISTS),
                "available_from": np.repeat(dates[:1], _ARTISTS),
            }
        ),
        performance=_performance(rng, markets, dates, artists, templates),
        popularity=_charts(rng, markets, dates[-_CHART_DAYS:], artists),
        promotions=_charts(rng, markets, dates[-_CHART_DAYS:], artists).with_columns(
            clicks=pl.col("streams") // 20, impressions=pl.col("streams")
        ),
        similarity=pl.DataFrame(
            {
                "artist_id": np.repeat(artists, _NEIGHBOURS),
                "similar_artist_id": rng.choice(artists, _ARTISTS * _NEIGHBOURS),
                "similarity": rng.random(_ARTISTS * _NEIGHBOURS),
            }
        ),
    )


def _performance(rng: np.random.Generator, *axes: Names) -> pl.DataFrame:
    markets, dates, artists, templates = axes
    shape = (len(markets), len(dates), _ARMS)
    count = int(np.prod(shape))
    market, day, _ = np.indices(shape).reshape(3, -1)
    spend = rng.lognormal(3, 1, count)
    impressions = rng.poisson(spend * 100)
    registrations = rng.poisson(spend * 0.1)
    return pl.DataFrame(
        {
            "date": dates[day],
            "market": markets[market],
            "channel": rng.choice(["meta", "tiktok"], count),
            "artist_id": artists[rng.zipf(1.2, count) % len(artists)],
            "template_id": rng.choice(templates, count),
            "impressions": impressions,
            "clicks": rng.binomial(impressions, 0.01),
            "registrations": registrations,
            "subscriptions": registrations // 9,
            "spend": spend,
        }
    )


def _charts(rng: np.random.Generator, *axes: Names) -> pl.DataFrame:
    markets, dates, artists = axes
    market, day, _ = np.indices((len(markets), len(dates), _CHARTED)).reshape(3, -1)
    return pl.DataFrame(
        {
            "date": dates[day],
            "market": markets[market],
            "artist_id": rng.choice(artists, len(day)),
            "streams": rng.integers(100, 10_000, len(day)),
        }
    )
