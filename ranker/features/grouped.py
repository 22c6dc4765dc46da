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
        artist, template = np.indices((artists, templates)).reshape(2, -1)
        whole = self.rows(market, artists=artist, templates=template)
        if own := self.cells.get(market):
            whole[own.artists * templates + own.templates] = own.rows
        return whole

    def rows(self, market: int, *, artists: Index, templates: Index) -> Float32:
        """What the levels say of n arms of a market, whatever their own history: n × features."""
        at = {"artist": artists, "template": templates, "genre": self.genres[artists]}
        whole = np.empty((len(artists), len(self.names)), dtype=np.float32)
        for level, places in self.columns.items():
            axes = level.value.split(",")
            values = self.values[level][market] if "market" in axes else self.values[level]
            whole[:, list(places)] = values[tuple(at[axis] for axis in axes if axis in at)]
        return whole
