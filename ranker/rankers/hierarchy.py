"""Facts → what the hierarchical model counts, and its effects → log efficiencies of all arms.

Levels from wide to narrow, each an effect that adds to the log efficiency and is shrunk towards
0: template and genre, artist everywhere, artist in the market, arm in the market. Slopes are the
same with a number beside: how worn an arm is, and what else is known of an artist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

import numpy as np
import polars as pl
import scipy.sparse as sp

from ranker.features.cells import matured_cells
from ranker.features.genres import genre_groups
from ranker.rankers.protocol import Facts
from ranker.rankers.shrinkage import Array, Counts, Index
from ranker.rankers.wear import Wear, worn_arms, worn_rows

LEVELS: Mapping[str, tuple[str, ...]] = {
    "template": ("template",),
    "template_market": ("market", "template"),
    "template_genre": ("genre", "template"),
    "genre": ("genre",),
    "genre_market": ("market", "genre"),
    "artist": ("artist",),
    "artist_market": ("market", "artist"),
    "arm": ("market", "artist", "template"),
}
HISTORY_DAYS = 120
HALF_LIFE_DAYS = 28.0
_START_VARIANCE = 0.04


@dataclass(frozen=True, kw_only=True, slots=True)
class Axes:
    """All markets, artists, templates and genres that facts name, by index; `genre_of` artists."""

    market: Mapping[str, int]
    artist: Mapping[str, int]
    template: Mapping[str, int]
    genre: Mapping[str, int]
    genre_of: Index

    def code(self, axes: tuple[str, ...], places: Mapping[str, Index]) -> Index:
        """One whole number per combination of these axes; the places may be broadcast."""
        code: Index = np.zeros((), dtype=np.int64)
        for axis in axes:
            code = code * (len(getattr(self, axis)) + 1) + places[axis]
        return code


class Slope(Protocol):
    """Numbers known of arms beside their history: K of them, each with an effect per unit."""

    @property
    def name(self) -> str:
        """Of the group of effects."""

    @property
    def by_market(self) -> bool:
        """Whether each market has effects of its own beside those that all share."""

    def at(self, places: Mapping[str, Index]) -> Array:
        """The numbers of these arms: the shape of the places, broadcast, × K."""


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """The counts of matured arm days, with what is needed to read effects back.

    places: per axis the index of each row. codes: per level those of its columns, sorted.
    """

    axes: Axes
    counts: Counts
    codes: Mapping[str, Index]
    cells: pl.DataFrame
    wear: Wear
    slopes: tuple[Slope, ...]


def axes_of(facts: Facts) -> Axes:
    """Indices in the order of ids; artists and templates that are no longer offered included."""
    genres = genre_groups(facts)
    seen = facts.performance
    artists = sorted({*genres["artist_id"], *seen["artist_id"].unique(), *facts.artists})
    templates = {*(card.template_id for card in facts.templates), *seen["template_id"].unique()}
    known = dict(zip(genres["artist_id"], genres["genre"], strict=True))
    names = sorted({"unknown", *known.values()})
    genre = {name: i for i, name in enumerate(names)}
    return Axes(
        market={name: i for i, name in enumerate(facts.markets)},
        artist={name: i for i, name in enumerate(artists)},
        template={name: i for i, name in enumerate(sorted(templates))},
        genre=genre,
        genre_of=np.array([genre[known.get(a, "unknown")] for a in artists], dtype=np.int64),
    )


def read_history(facts: Facts, *, axes: Axes, slopes: Sequence[Slope] = ()) -> History:
    """The matured days of the last `HISTORY_DAYS`, newer days counting more."""
    oldest = facts.as_of - timedelta(days=HISTORY_DAYS)
    recent = facts.performance.filter(
        (pl.col("date") >= oldest) & pl.col("market").is_in(list(axes.market))
    )
    cells = matured_cells(replace(facts, performance=recent)).filter(pl.col("expected") > 0)
    wear = worn_arms(recent, as_of=facts.as_of)
    places = places_of(cells, axes)
    columns: dict[str, sp.csr_array] = {}
    codes: dict[str, Index] = {}
    for name, level in LEVELS.items():
        codes[name], column = np.unique(axes.code(level, places), return_inverse=True)
        columns[name] = _indicators(column, len(codes[name]))
    columns["fatigue"] = sp.csr_array(worn_rows(wear, cells))
    for slope in slopes:
        values = slope.at(places)
        columns[slope.name] = sp.csr_array(values)
        if slope.by_market:
            columns[in_market(slope)] = _by_market(values, places["market"], len(axes.market))
    return History(
        axes=axes,
        counts=_counts(facts, cells, columns),
        codes=codes,
        cells=cells,
        wear=wear,
        slopes=tuple(slopes),
    )


def start_variances(slopes: Sequence[Slope] = ()) -> dict[str, float]:
    """Where the estimation of the variances begins."""
    names = [*LEVELS, *(s.name for s in slopes), *(in_market(s) for s in slopes if s.by_market)]
    return {**dict.fromkeys(names, _START_VARIANCE), "fatigue": 0.01}


def in_market(slope: Slope) -> str:
    """The group of the slope's effects in single markets."""
    return f"{slope.name}_market"


def places_of(rows: pl.DataFrame, axes: Axes) -> dict[str, Index]:
    """Per axis the index of each row."""
    ids = {"market": "market", "artist": "artist_id", "template": "template_id"}
    places = {
        axis: rows[column]
        .replace_strict(
            getattr(axes, axis), default=len(getattr(axes, axis)), return_dtype=pl.Int64
        )
        .to_numpy()
        for axis, column in ids.items()
    }
    return places | {"genre": axes.genre_of[places["artist"]]}


def _counts(facts: Facts, cells: pl.DataFrame, columns: Mapping[str, sp.csr_array]) -> Counts:
    groups: dict[str, slice] = {}
    start = 0
    for name, block in columns.items():
        groups[name] = slice(start, start + block.shape[1])
        start += block.shape[1]
    age = (facts.as_of - cells["date"]).dt.total_days().to_numpy()
    place = cells.select(
        day=pl.struct("market", "channel", "date").rank("dense"),
        week=pl.struct(
            "market", "channel", (facts.as_of - pl.col("date")).dt.total_days() // 7
        ).rank("dense"),
    )
    return Counts(
        design=sp.csr_array(sp.hstack(list(columns.values()), format="csr")),
        groups=groups,
        count=cells["registrations"].to_numpy(),
        exposure=cells["expected"].to_numpy(),
        weight=0.5 ** (age / HALF_LIFE_DAYS),
        day=place["day"].to_numpy().astype(np.int64) - 1,
        week=place["week"].to_numpy().astype(np.int64) - 1,
    )


def _indicators(column: Index, many: int) -> sp.csr_array:
    rows = len(column)
    return sp.csr_array((np.ones(rows), column, np.arange(rows + 1)), shape=(rows, many))


def _by_market(values: Array, market: Index, markets: int) -> sp.csr_array:
    rows, many = values.shape
    column = market[:, None] * many + np.arange(many)
    return sp.csr_array(
        (values.ravel(), column.ravel(), np.arange(rows + 1) * many), shape=(rows, markets * many)
    )
