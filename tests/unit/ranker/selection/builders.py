"""Scores and quotas of a few arms, as small as a test needs them."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from ranker.rankers.protocol import MarketScores
from ranker.selection.graph import Graph, similarity_graph
from ranker.selection.quotas import Bounds, Quotas, groups_of

KINDS = ("static", "animated", "static")


def scores(value: Sequence[Sequence[float]], *, diversity: float = 0.0) -> MarketScores:
    matrix = np.array(value, dtype=np.float64)
    return MarketScores(
        value=matrix, template_value=np.zeros_like(matrix), diversity_weight=diversity
    )


def graph(*pairs: tuple[int, int, float], artists: int = 10) -> Graph:
    columns = ["artist_id", "similar_artist_id", "similarity"]
    rows = [(str(one), str(other), value) for one, other, value in pairs]
    schema = dict(zip(columns, (pl.String, pl.String, pl.Float64), strict=True))
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return similarity_graph(frame, [str(artist) for artist in range(artists)])


def quotas(
    *,
    artists: int = 10,
    kinds: Mapping[str, Bounds] | None = None,
    templates: Mapping[str, Bounds] | None = None,
    genres: Mapping[str, Bounds] | None = None,
    genre_of: Sequence[str] = (),
    newcomers: Sequence[int] = (),
    least_new: int = 0,
) -> Quotas:
    new = ["newcomers" if artist in newcomers else "others" for artist in range(artists)]
    return Quotas(
        templates=groups_of(["t0", "t1", "t2"]).bound(templates or {}),
        kinds=groups_of(KINDS).bound(kinds or {}),
        genres=groups_of(genre_of or [""] * artists).bound(genres or {}),
        newcomers=groups_of(new).bound({"newcomers": Bounds(least=least_new)}),
    )
