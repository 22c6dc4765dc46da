"""Facts → all that features look back on: four sources, summed by what their rows have in common.

Registrations are complete `maturity_days` later, so that their look-backs end so long before the
question and see neither its label nor a day that still gains; all else is known the morning after.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import polars as pl

from ranker.card import TemplateCard
from ranker.features.cells import SUMMED
from ranker.features.graph import neighbour_edges, spread_over_neighbours
from ranker.features.grouped import Index
from ranker.features.places import Places, places_of
from ranker.features.sums import SPAN, Array, DaySums, day_sums, in_units
from ranker.rankers.protocol import Facts

WINDOWS_DAYS = (3, 7, 14, 28)
_LONGEST_DAYS = max(WINDOWS_DAYS)


class Source(StrEnum):
    """Where a look-back's rows come from."""

    MATURED = "matured"
    SHOWN = "shown"
    SIMILAR = "similar"
    STREAMS = "streams"
    PROMOTIONS = "promotions"


_COLUMNS: Mapping[Source, tuple[str, ...]] = {
    Source.MATURED: ("registrations", "expected"),
    Source.SHOWN: ("clicks", "expected_clicks", "spend_part", "shown_part"),
    Source.SIMILAR: ("registrations", "expected"),
    Source.STREAMS: ("streams",),
    Source.PROMOTIONS: ("clicks", "expected"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """Questions: the day of each, and where it lies on the axes that it has."""

    days: Index
    axes: Mapping[str, Index]

    def part(self, start: int, end: int) -> "Rows":
        """The questions from `start` to before `end`."""
        axes = {axis: index[start:end] for axis, index in self.axes.items()}
        return Rows(days=self.days[start:end], axes=axes)


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """The rows of each source, placed, and their sums by key, made when first asked for."""

    places: Places
    cards: tuple[TemplateCard, ...]
    maturity_days: int
    rows: Mapping[Source, pl.DataFrame]
    released: Index
    made: dict[tuple[Source, tuple[str, ...]], DaySums] = field(default_factory=dict)

    def nearest(self, source: Source) -> int:
        """How many days before a question the source's newest day lies."""
        return self.maturity_days if source in (Source.MATURED, Source.SIMILAR) else 1

    def sums(self, source: Source, keys: tuple[str, ...]) -> DaySums:
        """The sums of a source's rows that have `keys` in common."""
        if (source, keys) not in self.made:
            rows = self.rows[source]
            index = self.key({axis: rows[axis].to_numpy() for axis in keys}, keys, rows.height)
            self.made[source, keys] = day_sums(rows, index, _COLUMNS[source])
        return self.made[source, keys]

    def key(self, axes: Mapping[str, Index], keys: tuple[str, ...], length: int) -> Index:
        """One number for the places on several axes."""
        index = np.zeros(length, dtype=np.int64)
        for axis in keys:
            index = index * self.places.size(axis) + axes[axis]
        return index


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """The look-backs of some questions."""

    history: History
    rows: Rows
    edges: dict[tuple[Source, tuple[str, ...], int], Index] = field(default_factory=dict)

    def sum(self, source: Source, keys: tuple[str, ...], column: str, days: int) -> Array:
        """The sum of `column` over the last `days` that the source knows, for each question.

        Zero where there is no row, and for questions without one of the `keys`.
        """
        if not set(keys) <= set(self.rows.axes):
            return np.zeros(len(self.rows.days))
        sums = self.history.sums(source, keys)
        return sums.between(column, self._edge(source, keys, days), self._edge(source, keys, 0))

    def age(self, source: Source, keys: tuple[str, ...]) -> Array:
        """Days since the key's first row; NaN where it had none before the question."""
        first = self.history.sums(source, keys).first_days(self._keys(keys))
        age = self.rows.days - first
        return np.where(age >= self.history.nearest(source), age, np.nan)

    def _edge(self, source: Source, keys: tuple[str, ...], days: int) -> Index:
        if (source, keys, days) not in self.edges:
            end = self.rows.days - self.history.nearest(source) - days
            sums = self.history.sums(source, keys)
            self.edges[source, keys, days] = sums.edge(self._keys(keys), end)
        return self.edges[source, keys, days]

    def _keys(self, keys: tuple[str, ...]) -> Index:
        return self.history.key(self.rows.axes, keys, len(self.rows.days))


def history_of(facts: Facts, cells: pl.DataFrame, *, only_for: date | None = None) -> History:
    """The history of the facts and of their arm days (`arm_days`).

    Answers the questions of arm days that have matured; with `only_for`, those of all arms on that
    day alone.
    """
    places = places_of(facts)
    reach = timedelta(days=facts.maturity_days + _LONGEST_DAYS)
    oldest = only_for - reach if only_for else date.min
    recent = pl.col("date") >= oldest
    shown = places.place(cells).with_columns(in_units(*SUMMED))
    complete = _complete(shown, facts, places)
    rows = {
        Source.MATURED: complete,
        Source.SHOWN: shown,
        Source.SIMILAR: spread_over_neighbours(
            complete.filter(pl.col("day") >= day_number(oldest)).select(
                "day", "market", "artist", *_COLUMNS[Source.SIMILAR]
            ),
            neighbour_edges(facts.similarity, places),
            asked=None if only_for else complete.select("market", "artist").unique(),
        ),
        Source.STREAMS: places.place(facts.popularity.filter(recent)).with_columns(
            in_units("streams")
        ),
        Source.PROMOTIONS: places.place(_answered(facts.promotions.filter(recent))).with_columns(
            in_units("clicks", "expected")
        ),
    }
    return History(
        places=places,
        cards=facts.templates,
        maturity_days=facts.maturity_days,
        rows=rows,
        released=_released(facts, places),
    )


def day_number(day: date) -> int:
    """Days since 1970."""
    return int(np.datetime64(day).astype(np.int64))


def _complete(shown: pl.DataFrame, facts: Facts, places: Places) -> pl.DataFrame:
    """The arm days whose registrations are told and complete, each with its artist's genre."""
    told = pl.col("registrations").is_not_null()
    found = shown.filter(told & (pl.col("day") <= day_number(facts.as_of) - facts.maturity_days))
    genres = places.genres[found["artist"].to_numpy()]
    return found.with_columns(pl.Series("genre", genres, dtype=pl.Int64))


def _answered(promotions: pl.DataFrame) -> pl.DataFrame:
    """Promotions that were shown and whose clicks are told, with the clicks to expect."""
    told = promotions.filter(pl.col("clicks").is_not_null() & (pl.col("impressions") > 0))
    clicks, shown = (
        pl.col(name).sum().over("date", "market") for name in ("clicks", "impressions")
    )
    return told.with_columns((pl.col("impressions") * clicks / shown).alias("expected"))


def _released(facts: Facts, places: Places) -> Index:
    """The day on which each artist became available; past all days where that is not known."""
    dates = facts.catalog.select("artist_id", pl.col("available_from").to_physical())
    days: dict[str, int | None] = dict(dates.iter_rows())
    found = [days.get(artist) for artist in places.names["artist"]]
    return np.array([SPAN if day is None else day for day in found], dtype=np.int64)
