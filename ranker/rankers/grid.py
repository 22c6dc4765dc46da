"""Long rows → artists × templates matrices, one per market."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from ranker.rankers.protocol import Facts, Matrix


def artist_vectors(rows: pl.DataFrame, *, facts: Facts, column: str) -> Mapping[str, Matrix]:
    """Per market the sum of `column` for each artist of the facts, 0 where there is no row."""
    index = {artist: i for i, artist in enumerate(facts.artists)}
    return {
        market: _fill(part, [("artist_id", index)], column)
        for market, part in _by_market(rows, facts.markets)
    }


def arm_matrices(rows: pl.DataFrame, *, facts: Facts, column: str) -> Mapping[str, Matrix]:
    """Per market an artists × templates matrix of sums of `column`."""
    artists = {artist: i for i, artist in enumerate(facts.artists)}
    templates = {card.template_id: i for i, card in enumerate(facts.templates)}
    axes = [("artist_id", artists), ("template_id", templates)]
    return {m: _fill(part, axes, column) for m, part in _by_market(rows, facts.markets)}


def _by_market(rows: pl.DataFrame, markets: Sequence[str]) -> list[tuple[str, pl.DataFrame]]:
    parts = {str(key[0]): part for key, part in rows.partition_by("market", as_dict=True).items()}
    return [(market, parts.get(market, rows.clear())) for market in markets]


def _fill(rows: pl.DataFrame, axes: list[tuple[str, dict[str, int]]], column: str) -> Matrix:
    matrix = np.zeros([len(index) for _, index in axes])
    known = rows.filter(pl.all_horizontal(pl.col(name).is_in(list(index)) for name, index in axes))
    places = tuple(
        known[name].replace_strict(index, return_dtype=pl.Int64).to_numpy()
        for name, index in axes
        if known.height
    )
    if places:
        np.add.at(matrix, places, known[column].fill_null(0).to_numpy())
    return matrix
