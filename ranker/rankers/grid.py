"""Long rows → sums by market and arm, of which only those that are not nothing are held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.features.grouped import Index
from ranker.rankers.protocol import Facts, Matrix

_ROW = "__row"


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """Sums of artists, or of artists × templates, market by market; what is absent is 0.

    shape: of one market's matrix. places: of the markets; market i's sums are those from
    `starts[i]` to before `starts[i + 1]`, each with its place in the flattened matrix (`cells`).
    """

    shape: tuple[int, ...]
    places: Mapping[str, int]
    starts: Index
    cells: Index
    sums: Matrix

    def part(self, market: str) -> tuple[Index, Matrix]:
        """The cells of a market, rising, and their sums."""
        place = self.places[market]
        here = slice(self.starts[place], self.starts[place + 1])
        return self.cells[here], self.sums[here]

    def market(self, market: str) -> Matrix:
        """The matrix of a market."""
        matrix = np.zeros(self.shape)
        cells, sums = self.part(market)
        matrix.ravel()[cells] = sums
        return matrix

    def everywhere(self) -> Matrix:
        """The sum of the matrices of all markets, in their order."""
        matrix = np.zeros(self.shape)
        np.add.at(matrix.ravel(), self.cells, self.sums)
        return matrix


def artist_grid(rows: pl.DataFrame, *, facts: Facts, column: str) -> Grid:
    """Per market the sum of `column` for each artist of the facts."""
    return _grid(rows, facts.markets, {"artist_id": facts.artists}, column)


def arm_grid(rows: pl.DataFrame, *, facts: Facts, column: str) -> Grid:
    """Per market the sums of `column` for artists × templates of the facts."""
    templates = [card.template_id for card in facts.templates]
    axes = {"artist_id": facts.artists, "template_id": templates}
    return _grid(rows, facts.markets, axes, column)


def _grid(
    rows: pl.DataFrame, markets: Sequence[str], axes: Mapping[str, Sequence[str]], column: str
) -> Grid:
    """Rows of other markets, and outside of the axes, count nowhere."""
    for name, ids in {"market": markets, **axes}.items():
        places = pl.DataFrame({name: pl.Series(ids, dtype=pl.String)}).with_row_index(_ROW + name)
        rows = rows.join(places, on=name, maintain_order="left")
    shape = tuple(len(ids) for ids in axes.values())
    size = int(np.prod(shape, dtype=np.int64))
    code = np.zeros(rows.height, dtype=np.int64)
    for name, many in zip(("market", *axes), (len(markets), *shape), strict=True):
        code = code * many + rows[_ROW + name].to_numpy()
    codes, place = np.unique(code, return_inverse=True)
    values = rows[column].fill_null(0).to_numpy()
    sums: Matrix = np.zeros(len(codes))
    np.add.at(sums, place, values)
    return Grid(
        shape=shape,
        places={market: i for i, market in enumerate(markets)},
        starts=np.searchsorted(codes, np.arange(len(markets) + 1) * size),
        cells=codes % max(size, 1),
        sums=sums,
    )
