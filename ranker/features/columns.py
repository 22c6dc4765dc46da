"""Questions of one level → its columns: each feature is defined once, by what it depends on.

The same definitions answer for all arms on one day (`as_of`) and for the days of the past
(`panel`), so that a model is asked what it has learnt.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ranker.features.efficiency import (
    arm_features,
    genre_features,
    market_artist_features,
    template_features,
)
from ranker.features.grouped import Float32, Level
from ranker.features.history import History, Look, Rows
from ranker.features.signals import artist_features, card_features, market_features
from ranker.features.sums import Array

# Questions of artist × template have no market, and so no history of their own: theirs are the
# columns of arms that were never shown.
_FEATURES: Mapping[Level | None, Callable[[Look], dict[str, Array]]] = {
    Level.MARKET: market_features,
    Level.ARTIST: artist_features,
    Level.TEMPLATE: card_features,
    Level.MARKET_ARTIST: market_artist_features,
    Level.MARKET_TEMPLATE: template_features,
    Level.GENRE_TEMPLATE: template_features,
    Level.MARKET_GENRE: genre_features,
    Level.ARTIST_TEMPLATE: arm_features,
    None: arm_features,
}
ARM_AXES = ("market", "artist", "template")
# As many questions at once as keep the look-backs within a few hundred megabytes.
_CHUNK = 2**17


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Features of some questions: `values` is questions × names, NaN for what is not known."""

    names: tuple[str, ...]
    values: Float32


def axes_of(level: Level | None) -> tuple[str, ...]:
    """The axes that questions of the level have; None: arms with a history of their own."""
    if level is None:
        return ARM_AXES
    own = tuple(level.value.split(","))
    return (*own, "channel") if level is Level.MARKET else own


def level_columns(
    history: History,
    rows: Rows,
    level: Level | None,
    *,
    without: Sequence[str] = (),
) -> Columns:
    """The features of a level but for those whose names begin with one of `without`."""
    count = len(rows.days)
    names: tuple[str, ...] = ()
    values = np.empty((count, 0), dtype=np.float32)
    for start in range(0, max(count, 1), _CHUNK):
        look = Look(history=history, rows=rows.part(start, start + _CHUNK))
        found = {
            name: column
            for name, column in _FEATURES[level](look).items()
            if not name.startswith(tuple(without))
        }
        if not start:
            names = tuple(found)
            values = np.empty((count, len(names)), dtype=np.float32)
        for i, column in enumerate(found.values()):
            values[start : start + _CHUNK, i] = column
    return Columns(names=names, values=values)
