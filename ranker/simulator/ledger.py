"""Days as played → the performance table as the data plane knows it on a later morning.

A registration is reported some days after its ad was seen; some rows first tell less, some nothing
at all; during an outage a market's newest report is an old one; after a change of the attribution
provider other numbers are found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.simulator.dials import Dials
from ranker.simulator.noise import Array, Chance, Index, normal, uniform
from ranker.simulator.platform import Played
from ranker.simulator.signals import as_table
from ranker.simulator.world import SYSTEMS, World
from ranker.tables.performance import ARM_DAY, METRICS

_REPORT_HOUR = time(5, 30)
_ROW = (*ARM_DAY, "os", "experiment_arm")
# How differently a new attribution provider finds registrations from market to market.
_SWITCH_SPREAD = 0.05

Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rows:
    """A day's rows: what never changes, and counts by age in days, cumulated (rows × L)."""

    day: int
    markets: Index
    keys: pl.DataFrame
    registrations: Array
    subscriptions: Array
    withheld: Flags
    restated: Flags


class Ledger:
    """Grows by a day at a time; `known` tells it as of a morning. Settled days are kept as told."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._newest = newest_reports(world)
        self._rows: list[_Rows] = []
        self._settled = _arm_days(as_table("performance", pl.DataFrame()).clear())
        self._settled_days = 0
        dials = world.dials
        self._final_age = max(len(dials.delay), dials.restated_after_days)

    def add(self, arms: Mapping[str | None, Played]) -> None:
        """Enter a day, the one after the last; by arm of a test, or None where there is none."""
        entered = [
            _enter(self._world, played, lane=lane, test_arm=name)
            for lane, (name, played) in enumerate(arms.items())
        ]
        self._rows.append(_joined(entered))

    def known(self, day: int) -> pl.DataFrame:
        """Arm days before `day` as reported by its morning; `day` may not go back."""
        oldest = int(self._newest[day].min())
        settled = max(oldest - self._final_age, self._settled_days)
        parts = [self._settled]
        for days in ((self._settled_days, settled), (settled, day)):
            if told := [self._told(rows, day) for rows in self._rows[slice(*days)]]:
                parts.append(_arm_days(pl.concat(told)))
        if settled > self._settled_days and len(parts) == 3:
            self._settled = pl.concat(parts[:2], rechunk=True)
            self._settled_days = settled
        return pl.concat(parts)

    def known_by_test_arm(self, day: int) -> pl.DataFrame:
        """The same, the rows of each `experiment_arm` apart."""
        return _arm_days(
            pl.concat([self._told(rows, day) for rows in self._rows]), keep=("experiment_arm",)
        )

    def reports(self, day: int) -> pl.DataFrame:
        """Every report until the morning of `day`: a row again for each time its counts changed."""
        told = [
            self._told(rows, morning, afresh=True)
            for morning in range(1, day + 1)
            for rows in self._rows[self._oldest_news(morning) : morning]
        ]
        if not told:
            return as_table("performance", pl.DataFrame()).clear()
        counts = ["registrations", "subscriptions"]
        return pl.concat(told).unique([*_ROW, *counts], keep="first", maintain_order=True)

    def _oldest_news(self, morning: int) -> int:
        """The oldest day of which something new may be told on a morning: what waited included."""
        before = int(self._newest[morning - 1].min())
        return max(0, before - self._final_age)

    def _told(self, rows: _Rows, day: int, *, afresh: bool = False) -> pl.DataFrame:
        """What a day's rows say on the morning of `day`; `afresh`: only what is told that day."""
        dials = self._world.dials
        newest = self._newest[day, rows.markets]
        age = newest - rows.day
        at = np.clip(age, 1, len(dials.delay)) - 1
        early = rows.restated & (age < dials.restated_after_days)
        part = np.where(early, dials.restated_factor, 1.0)
        counts = {
            name: np.floor(cumulated[np.arange(len(at)), at] * part)
            for name, cumulated in (
                ("registrations", rows.registrations),
                ("subscriptions", rows.subscriptions),
            )
        }
        reported = datetime.combine(self._world.day(day), _REPORT_HOUR)
        frame = rows.keys.with_columns(
            **_counts(counts, rows.withheld, dials), reported_at=pl.lit(reported)
        )
        return frame.filter(pl.Series((age >= 1) & ((newest == day) | (not afresh))))


def _arm_days(reports: pl.DataFrame, *, keep: tuple[str, ...] = ()) -> pl.DataFrame:
    """Summed as `Performance.until` does: rows whose numbers are withheld stay apart."""
    withheld = pl.col("registrations").is_null().alias("withheld")
    sums = [
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in METRICS
    ]
    by = (*ARM_DAY, *keep)
    whole = reports.group_by(*by, withheld).agg(sums).sort(*by, "withheld")
    return whole.drop("withheld")


def newest_reports(world: World) -> Index:
    """Days × markets: the morning whose reports are the newest on that morning, outages regarded.

    One row more than the world has days: the morning after the last.
    """
    dials = world.dials
    days, markets = np.arange(dials.all_days + 1)[:, None], np.arange(dials.markets)
    begins = uniform(world.seed, Chance.OUTAGE, days, markets) < dials.outages
    newest = np.broadcast_to(days, begins.shape).copy()
    for day in range(1, len(newest)):
        recent = begins[max(0, day - dials.outage_days + 1) : day + 1].any(axis=0)
        newest[day] = np.where(recent, newest[day - 1], day)
    return newest


def _joined(entered: list[_Rows]) -> _Rows:
    """The rows of one day's arms as one."""
    if len(entered) == 1:
        return entered[0]
    arrays = ("markets", "registrations", "subscriptions", "withheld", "restated")
    return _Rows(
        day=entered[0].day,
        keys=pl.concat([rows.keys for rows in entered]),
        **{name: np.concatenate([getattr(rows, name) for rows in entered]) for name in arrays},
    )


def _enter(world: World, played: Played, *, lane: int, test_arm: str | None) -> _Rows:
    n, channels, systems, delays = played.registrations.shape
    cells = channels * systems
    markets, artists, templates = (np.repeat(names, cells) for names in played.ads.key)
    channel, system = np.divmod(np.tile(np.arange(cells), n), systems)
    found = _found(world, played.day)[markets][:, None]
    places = (markets, artists, templates, channel, system)
    names = (played.day, lane, *places)
    draw = uniform(world.seed, Chance.SWITCH, *names)[:, None]

    def attributed(counts: Index) -> Array:
        """Cumulated; what is left of a count where the provider finds only a part of it."""
        whole = np.cumsum(counts.reshape(n * cells, delays), axis=1)
        return np.asarray(np.floor(whole * found + draw * (found != 1)))

    ios = system == SYSTEMS.index("ios")
    return _Rows(
        day=played.day,
        markets=markets,
        keys=_keys(world, played, places).with_columns(
            experiment_arm=pl.lit(test_arm, dtype=pl.String)
        ),
        registrations=attributed(played.registrations),
        subscriptions=attributed(played.subscriptions),
        withheld=ios & (uniform(world.seed, Chance.WITHHELD, *names) < world.dials.withheld),
        restated=uniform(world.seed, Chance.RESTATED, *names) < world.dials.restated,
    )


def _keys(world: World, played: Played, places: tuple[Index, ...]) -> pl.DataFrame:
    markets, artists, templates, channel, system = places
    frame = pl.DataFrame(
        {
            "market": _named(world.markets, markets),
            "channel": _named(tuple(world.dials.channels), channel),
            "os": _named(SYSTEMS, system),
            "artist_id": _named(world.artists, artists),
            "template_id": _named([card.template_id for card in world.templates], templates),
            "impressions": played.impressions.ravel(),
            "clicks": played.clicks.ravel(),
            "spend": played.spend.ravel().round(2),
        }
    )
    return as_table("performance", frame.with_columns(date=pl.lit(world.day(played.day))))


def _named(ids: tuple[str, ...] | list[str], places: Index) -> pl.Series:
    return pl.Series(ids, dtype=pl.String).gather(pl.Series(places))


def _found(world: World, day: int) -> Array:
    """Per market the part of its registrations that the day's attribution provider finds."""
    dials = world.dials
    switch = dials.provider_switch_day
    if switch is None or day - dials.history_days < switch:
        return np.ones(dials.markets)
    draw = uniform(world.seed, Chance.SWITCH, np.arange(dials.markets))
    return np.asarray(dials.provider_switch_factor * np.exp(_SWITCH_SPREAD * normal(draw)))


def _counts(counts: dict[str, Array], withheld: Flags, dials: Dials) -> dict[str, pl.Series]:
    """Counts as columns, null where withheld, and the money they brought."""
    told = {
        name: pl.Series(name, values.astype(np.int64)).set(pl.Series(withheld), None)
        for name, values in counts.items()
    }
    told["revenue"] = told["subscriptions"] * dials.revenue_per_subscription
    return told
