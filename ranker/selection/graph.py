"""Similarity table → a sparse graph of the artists, each with its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.rankers.protocol import Matrix

Index = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """Compressed rows. The neighbours of artist i are `neighbours[starts[i]:starts[i + 1]]`.

    starts: artists + 1 places. similarities (0–1) beside neighbours; what is absent is 0.
    """

    starts: Index
    neighbours: Index
    similarities: Matrix

    def row(self, artist: int) -> tuple[Index, Matrix]:
        """The neighbours of an artist, and how similar each is."""
        part = slice(self.starts[artist], self.starts[artist + 1])
        return self.neighbours[part], self.similarities[part]

    def closest(self, artist: int, others: Sequence[int]) -> float:
        """The greatest similarity of an artist to any of the others; 0 where there is none."""
        neighbours, similarities = self.row(artist)
        return float(similarities[np.isin(neighbours, others)].max(initial=0.0))


def similarity_graph(similarity: pl.DataFrame, artists: Sequence[str]) -> Graph:
    """Both directions of each pair with the greater similarity; strangers are left out."""
    places = pl.DataFrame(
        {"artist_id": artists, "place": range(len(artists))},
        schema={"artist_id": pl.String, "place": pl.Int64},
    )
    known = (
        similarity.select("artist_id", "similar_artist_id", pl.col("similarity").cast(pl.Float64))
        .join(places.rename({"place": "one"}), on="artist_id")
        .join(
            places.rename({"artist_id": "similar_artist_id", "place": "other"}),
            on="similar_artist_id",
        )
        .select("one", "other", "similarity")
    )
    turned = known.select(pl.col("other").alias("one"), pl.col("one").alias("other"), "similarity")
    edges = (
        pl.concat([known, turned]).group_by("one", "other").agg(pl.col("similarity").max())
    ).sort("one", "other")
    counts = np.bincount(edges["one"].to_numpy(), minlength=len(artists))
    return Graph(
        starts=np.concatenate([[0], np.cumsum(counts)]),
        neighbours=edges["other"].to_numpy(),
        similarities=edges["similarity"].to_numpy(),
    )
