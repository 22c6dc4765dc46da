"""Newest days → tables and markets that are missing, late or silent."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl

from ranker.sources.daily import Daily
from ranker.sources.finding import Fault, Finding, Remedy
from ranker.sources.own_past import median

_LATE_DAYS = 2
_SILENT_DAYS = 3
# A market that was there on so many of 28 days is expected to be there every day.
_STEADY = 0.8
_WINDOW_DAYS = 28
_PART_OF_ROWS = 0.25
# Older than this nothing of a market lies in a look-back, however far its labels have matured.
_HIT_DAYS = 28


def table_findings(
    source: str, rows: pl.DataFrame, *, as_of: date, maturity_days: int
) -> Iterator[Finding]:
    """Whether a dated table has rows at all, and how old the newest is by its own rhythm."""
    days = rows["date"].unique().sort()
    if days.is_empty():
        yield Finding(
            source=source,
            fault=Fault.MISSING,
            what="no row before the day of the ranking",
            remedy=Remedy.NOTHING_THERE,
        )
        return
    newest = days[-1]
    rhythm = days.diff().dt.total_days().median()
    usual = max(1, int(rhythm) if isinstance(rhythm, float) else 1)
    age = (as_of - newest).days
    if age > _LATE_DAYS * usual:
        hit = source == "performance" and age - maturity_days >= _HIT_DAYS
        yield Finding(
            source=source,
            fault=Fault.LATE,
            what=f"the newest row is of {newest}, {age} days before the ranking",
            remedy=Remedy.STEPPED_DOWN if hit else Remedy.TOLD,
        )


def silent_markets(daily: Daily, *, as_of: date, maturity_days: int) -> Iterator[Finding]:
    """Markets that had rows nearly every day and have none now, the others having some.

    A market of which no matured day lies in the look-back any more is stepped down.
    """
    markets = sorted({market for market, _ in daily.cells})
    places = {market: i for i, market in enumerate(markets)}
    rows = np.zeros((len(markets), daily.sums["rows"].shape[1]))
    for cell, (market, _) in enumerate(daily.cells):
        rows[places[market]] += np.nan_to_num(daily.sums["rows"][cell])
    # A day of which only a few early reports have come is not there yet.
    usual = median(np.where(rows > 0, rows, np.nan), axis=1)
    there = rows >= _PART_OF_ROWS * usual[:, None]
    newest = there.shape[1] - 1 - np.argmax(there[:, ::-1], axis=1)
    latest = int(np.median(newest))
    for place in np.flatnonzero(latest - newest >= _SILENT_DAYS):
        market, last = markets[place], int(newest[place])
        before = there[place, max(0, last - _WINDOW_DAYS + 1) : last + 1]
        if before.size < _WINDOW_DAYS // 2 or before.mean() < _STEADY:
            continue
        hit = (as_of - daily.day(last)).days - maturity_days >= _HIT_DAYS
        yield Finding(
            source="performance",
            fault=Fault.SILENT,
            what=f"no row since {daily.day(last)}, while other markets go on",
            remedy=Remedy.STEPPED_DOWN if hit else Remedy.TOLD,
            markets=(market,),
            days=tuple(daily.day(day) for day in range(last + 1, latest + 1)),
        )


def lost_markets(
    kept: pl.DataFrame, before: pl.DataFrame, *, as_of: date, maturity_days: int
) -> Iterator[Finding]:
    """Markets that had matured days in the look-back, all of which had to be left out."""
    end = as_of - timedelta(days=maturity_days)
    recent = pl.col("date").is_between(end - timedelta(days=_HIT_DAYS - 1), end)
    lost = set(before.filter(recent)["market"].unique()) - set(kept.filter(recent)["market"])
    if lost:
        yield Finding(
            source="performance",
            fault=Fault.MISSING,
            what=f"no day of the last {_HIT_DAYS} matured ones can be trusted",
            remedy=Remedy.STEPPED_DOWN,
            markets=tuple(sorted(lost)),
        )
