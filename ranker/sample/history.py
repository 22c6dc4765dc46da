"""Sixty days played in the invented world: what the ad platforms would have reported.

The platform splits a market's budget within the live set by efficiency^β and noise; registrations
are gamma-Poisson and arrive over six days; a policy that is no oracle changes the live set weekly.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.sample.world import DAYS, FIRST_DAY, MARKETS, TEMPLATES, Array, World

CHANNELS = (("meta", 0.7), ("tiktok", 0.3))
_LIVE = 12
_BETA = 0.8
_FATIGUE = 0.06
_ARRIVED = np.cumsum([0.55, 0.22, 0.10, 0.06, 0.04, 0.03])
_WITHHELD = 0.03
_RESTATED = 0.02

Live = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Day:
    """One market's day: its live arms and what each did, all as long as the live set × cells."""

    market: int
    day: int
    artists: Live
    templates: Live
    spend: Array


def play_history(world: World, seed: int) -> pl.DataFrame:
    """The performance table, as exported on the morning after the last day."""
    rng = np.random.default_rng([seed, 2])
    days = [day for market in range(len(MARKETS)) for day in _play_market(world, market, rng)]
    rows = pl.concat([_report(world, day, rng) for day in days])
    return _restate(rows, rng).sort(
        "date", "market", "channel", "os", "artist_id", "template_id", "reported_at"
    )


def _play_market(world: World, market: int, rng: np.random.Generator) -> list[_Day]:
    played: list[_Day] = []
    worn = np.zeros(world.efficiency.shape[1:])
    artists, templates = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    for day in range(DAYS):
        if day % 7 == market % 7 or day == 0:
            artists, templates = _choose_live(world, market, day, rng)
        tired = _FATIGUE * np.log1p(worn[artists, templates])
        worth = np.exp(world.efficiency[market, artists, templates] - tired)
        split = worth**_BETA * rng.lognormal(0, 0.5, len(artists))
        budget = MARKETS[market].daily_budget * rng.lognormal(0, 0.08)
        spend = budget * split / split.sum()
        played.append(
            _Day(market=market, day=day, artists=artists, templates=templates, spend=spend)
        )
        worn *= 0.93
        worn[artists, templates] += spend / MARKETS[market].daily_budget * _LIVE
    return played


def _choose_live(
    world: World, market: int, day: int, rng: np.random.Generator
) -> tuple[Live, Live]:
    """A marketer's week: popular artists mostly, some by feeling, each with one template."""
    appeal = np.log(world.popularity[market]) + rng.normal(0, 1.6, len(world.names))
    appeal[world.entry_day > day] = -np.inf
    artists = np.argsort(-appeal)[:_LIVE].astype(np.int64)
    return artists, rng.integers(0, len(TEMPLATES), _LIVE)


def _report(world: World, day: _Day, rng: np.random.Generator) -> pl.DataFrame:
    """Each live arm on each channel and system: impressions, clicks, what they led to."""
    market = MARKETS[day.market]
    cells = [
        (channel, system, part * share)
        for channel, part in CHANNELS
        for system, share in (("android", market.android), ("ios", 1 - market.android))
    ]
    arms, many = len(day.artists), len(cells)
    part = np.array([share for _, _, share in cells])
    spend = np.outer(day.spend, part) * rng.lognormal(0, 0.15, (arms, many))
    efficiency = world.efficiency[day.market, day.artists, day.templates][:, None]
    weekday = 0.06 * np.cos(2 * np.pi * (day.day % 7) / 7)
    impressions = rng.poisson(spend / market.cost_per_mille * 1000)
    click_rate = np.minimum(0.011 * np.exp(0.5 * efficiency), 0.5)
    clicks = rng.binomial(impressions, np.broadcast_to(click_rate, impressions.shape))
    mean = spend / market.cost_per_registration * np.exp(efficiency + weekday)
    registrations = rng.poisson(mean * rng.gamma(12, 1 / 12, mean.shape))
    registrations = rng.binomial(registrations, _arrived(day.day))
    subscriptions = rng.binomial(registrations, 0.11)
    repeat = {"artist": np.repeat(day.artists, many), "template": np.repeat(day.templates, many)}
    return pl.DataFrame(
        {
            "date": [FIRST_DAY + timedelta(days=day.day)] * (arms * many),
            "market": [market.market] * (arms * many),
            "channel": [channel for channel, _, _ in cells] * arms,
            "os": [system for _, system, _ in cells] * arms,
            "artist_id": [world.artist_ids[i] for i in repeat["artist"]],
            "template_id": [TEMPLATES[i].template_id for i in repeat["template"]],
            "impressions": impressions.ravel(),
            "clicks": clicks.ravel(),
            "registrations": registrations.ravel(),
            "subscriptions": subscriptions.ravel(),
            "spend": spend.ravel().round(2),
            "reported_at": [_reported_at(day.day)] * (arms * many),
        }
    )


def _arrived(day: int) -> float:
    """Which part of a day's registrations was reported by the morning of the export."""
    return float(_ARRIVED[min(DAYS - day, len(_ARRIVED)) - 1])


def _reported_at(day: int) -> datetime:
    newest = min(day + len(_ARRIVED), DAYS)
    return datetime.combine(FIRST_DAY + timedelta(days=newest), time(5, 30))


def _restate(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Some counts are withheld by the platform; some rows were first reported with less."""
    draws = rng.random(rows.height)
    small = (pl.col("os") == "ios") & (pl.col("registrations") < 3)
    rows = rows.with_columns(pl.Series("draw", draws))
    withheld = small & (pl.col("draw") < _WITHHELD * 4)
    rows = rows.with_columns(
        pl.when(~withheld).then(pl.col(name)).alias(name)
        for name in ("registrations", "subscriptions")
    )
    first = rows.filter(pl.col("draw") > 1 - _RESTATED).with_columns(
        (pl.col("registrations") * 0.55).cast(pl.Int64),
        (pl.col("subscriptions") * 0.55).cast(pl.Int64),
        (pl.col("date").cast(pl.Datetime("us")) + timedelta(days=1, hours=5, minutes=30)).alias(
            "reported_at"
        ),
    )
    return pl.concat([rows, first]).drop("draw")
