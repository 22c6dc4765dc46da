"""Facts → the features of all arms on `as_of`, each once per what it depends on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ranker.features.cells import arm_days
from ranker.features.columns import ARM_AXES, Columns, axes_of, level_columns
from ranker.features.grouped import Cells, Float32, GroupedFeatures, Index, Level
from ranker.features.history import WINDOWS_DAYS, History, Rows, Source, day_number, history_of
from ranker.features.sums import SPAN
from ranker.rankers.protocol import Facts

# The arms' own columns come last; without a history they are those of artist × template.
_LEVELS = tuple(level for level in Level if level is not Level.ARTIST_TEMPLATE)


def grouped_features(facts: Facts, *, without: Sequence[str] = ()) -> GroupedFeatures:
    """All features but those whose names begin with one of `without`. See GroupedFeatures."""
    history = history_of(facts, arm_days(facts), only_for=facts.as_of)
    found = {
        level: _dense(facts, history, level, without) for level in (*_LEVELS, Level.ARTIST_TEMPLATE)
    }
    names = tuple(name for columns in found.values() for name in columns.names)
    places, values = _by_level(found, names, markets=len(facts.markets))
    grouped = GroupedFeatures(
        names=names,
        columns=places,
        values={
            level: part.reshape(*_shape(facts, history, level), part.shape[-1])
            for level, part in values.items()
        },
        genres=history.places.genres[: len(facts.artists)],
        cells={},
    )
    return _with_cells(grouped, facts, history, without)


def _dense(facts: Facts, history: History, level: Level, without: Sequence[str]) -> Columns:
    """The columns of every place of a level, in the order of its axes."""
    shape = _shape(facts, history, level)
    places = np.indices(shape).reshape(len(shape), -1)
    axes = dict(zip(level.value.split(","), places, strict=True))
    if "channel" in axes_of(level):
        channel = history.places.names["channel"].index(facts.channel)
        axes["channel"] = np.full(len(places[0]), channel)
    rows = Rows(days=_days(facts, len(places[0])), axes=axes)
    return level_columns(history, rows, level, without=without)


def _shape(facts: Facts, history: History, level: Level) -> tuple[int, ...]:
    sizes = {
        "market": len(facts.markets),
        "artist": len(facts.artists),
        "template": len(facts.templates),
        "genre": history.places.size("genre"),
    }
    return tuple(sizes[axis] for axis in level.value.split(","))


def _days(facts: Facts, length: int) -> Index:
    return np.full(length, day_number(facts.as_of))


def _by_level(
    found: Mapping[Level, Columns], names: tuple[str, ...], *, markets: int
) -> tuple[dict[Level, tuple[int, ...]], dict[Level, Float32]]:
    """Per level the places of its columns and their values.

    What is the same for all arms without a history (that they have none) moves to the market's.
    """
    index = {name: i for i, name in enumerate(names)}
    places = {level: tuple(index[n] for n in columns.names) for level, columns in found.items()}
    values = {level: columns.values for level, columns in found.items()}
    arms = values[Level.ARTIST_TEMPLATE]
    same = (arms == arms[:1]).all(axis=0) | np.isnan(arms).all(axis=0)
    own = np.array(places[Level.ARTIST_TEMPLATE])
    places[Level.MARKET] += tuple(int(place) for place in own[same])
    places[Level.ARTIST_TEMPLATE] = tuple(int(place) for place in own[~same])
    constant = np.repeat(arms[:1, same], markets, axis=0)
    values[Level.MARKET] = np.concatenate([values[Level.MARKET], constant], axis=1)
    values[Level.ARTIST_TEMPLATE] = np.ascontiguousarray(arms[:, ~same])
    return places, values


def _with_cells(
    grouped: GroupedFeatures, facts: Facts, history: History, without: Sequence[str]
) -> GroupedFeatures:
    """With the whole rows of the arms that have a history of their own."""
    axes = _arms_shown(facts, history)
    rows = Rows(days=_days(facts, len(axes["market"])), axes=axes)
    own = level_columns(history, rows, None, without=without)
    at = [grouped.names.index(name) for name in own.names]
    cells: dict[int, Cells] = {}
    bounds = np.searchsorted(axes["market"], np.arange(len(facts.markets) + 1))
    for market, (start, end) in enumerate(pairwise(bounds)):
        if start == end:
            continue
        artists, templates = axes["artist"][start:end], axes["template"][start:end]
        whole = grouped.rows(market, artists=artists, templates=templates)
        whole[:, at] = own.values[start:end]
        cells[market] = Cells(artists=artists, templates=templates, rows=whole)
    return replace(grouped, cells=cells)


def _arms_shown(facts: Facts, history: History) -> dict[str, Index]:
    """The arms of the facts with anything in the longest look-back, by market."""
    keys: list[Index] = []
    today = day_number(facts.as_of)
    for source in (Source.MATURED, Source.SHOWN):
        codes = history.sums(source, ARM_AXES).codes
        newest = today - history.nearest(source)
        days = codes % SPAN
        keys.append(codes[(days <= newest) & (days > newest - max(WINDOWS_DAYS))] // SPAN)
    sizes = [history.places.size(axis) for axis in ARM_AXES]
    found = np.unravel_index(np.unique(np.concatenate(keys)), sizes)
    axes = dict(zip(ARM_AXES, found, strict=True))
    known = np.logical_and.reduce([axes[a] < history.places.known[a] for a in ARM_AXES])
    return {axis: index[known] for axis, index in axes.items()}
