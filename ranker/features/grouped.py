"""The features of every arm of every market, each stored once per what it depends on.

20,000 artists × 12 templates × 60 markets are 14.4 million arms; a matrix of 40 features over all
of them would take 2.3 GB. A column that depends on the artist and the market alone is kept as
markets × artists, and so on; only arms with a history of their own have a row to themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Index = NDArray[np.int64]


class Level(StrEnum):
    """What a column depends on; the value names the axes of its array, in order."""

    MARKET = "market"
    ARTIST = "artist"
    TEMPLATE = "template"
    MARKET_ARTIST = "market,artist"
    MARKET_TEMPLATE = "market,template"
    GENRE_TEMPLATE = "genre,template"
    MARKET_GENRE = "market,genre"
    ARTIST_TEMPLATE = "artist,template"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cells:
    """Arms of one market whose own history changes some columns: their rows, whole.

    artists, templates: n indices each; rows: n × features.
    """

    artists: Index
    templates: Index
    rows: Float32


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupedFeatures:
    """See the module. NaN stands for "not known".

    names: of the features, in the model's order. columns: per level the places of its columns in
    `names`; each place belongs to one level. values: per level an array of the level's axes × its
    columns. genres: the genre's index of each artist. cells: per market, by its index, the arms
    whose row is given whole and stands instead of what the levels say.
    """

    names: tuple[str, ...]
    columns: Mapping[Level, tuple[int, ...]]
    values: Mapping[Level, Float32]
    genres: Index
    cells: Mapping[int, Cells]

    def matrix(self, market: int, *, artists: int, templates: int) -> Float32:
        """The rows of all arms of a market, artist by artist: (artists × templates) × features."""
        whole = np.empty((artists, templates, len(self.names)), dtype=np.float32)
        for level, places in self.columns.items():
            whole[:, :, list(places)] = self._spread(level, market)
        if own := self.cells.get(market):
            whole[own.artists, own.templates] = own.rows
        return whole.reshape(artists * templates, len(self.names))

    def _spread(self, level: Level, market: int) -> Float32:
        """A level's values of a market, with the axes artist and template, one of them maybe 1."""
        axes = level.value.split(",")
        values = self.values[level]
        if "market" in axes:
            values = values[market]
        if "genre" in axes:
            values = values[self.genres]
        elif "artist" not in axes:
            values = values[np.newaxis]
        return values if "template" in axes else values[:, np.newaxis]
