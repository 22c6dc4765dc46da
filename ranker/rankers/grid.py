"""Long rows → artists × templates matrices, one per market."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from ranker.rankers.protocol import Facts, Matrix

_ROW = "__row"


def artist_vectors(rows: pl.DataFrame, *, facts: Facts, column: str) -> Mapping[str, Matrix]:
    """Per market the sum of `column` for each artist of the facts, 0 where there is no row."""
    return _sums(rows, facts.markets, {"artist_id": facts.artists}, column)


def arm_matrices(rows: pl.DataFrame, *, facts: Facts, column: str) -> Mapping[str, Matrix]:
    """Per market an artists × templates matrix of sums of `column`."""
    templates = [card.template_id for card in facts.templates]
    axes = {"artist_id": facts.artists, "template_id": templates}
    return _sums(rows, facts.markets, axes, column)


def _sums(
    rows: pl.DataFrame, markets: Sequence[str], axes: Mapping[str, Sequence[str]], column: str
) -> dict[str, Matrix]:
    """One matrix for each market; rows of others, and outside of the axes, count nowhere."""
    for name, ids in {"market": markets, **axes}.items():
        places = pl.DataFrame({name: pl.Series(ids, dtype=pl.String)}).with_row_index(_ROW + name)
        rows = rows.join(places, on=name, maintain_order="left")
    rows = rows.sort(_ROW + "market", maintain_order=True)
    ends = np.searchsorted(rows[_ROW + "market"].to_numpy(), np.arange(len(markets) + 1))
    values = rows[column].fill_null(0).to_numpy()
    where = [rows[_ROW + name].to_numpy() for name in axes]
    found: dict[str, Matrix] = {}
    for place, market in enumerate(markets):
        part = slice(ends[place], ends[place + 1])
        found[market] = np.zeros([len(ids) for ids in axes.values()])
        np.add.at(found[market], tuple(index[part] for index in where), values[part])
    return found
