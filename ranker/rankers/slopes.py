"""What is known of arms beside their own results → slopes of the hierarchical model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
import scipy.sparse as sp
from scipy.sparse.linalg import eigsh
from threadpoolctl import threadpool_limits

from ranker.rankers.efficiency import Efficiency
from ranker.rankers.hierarchy import Axes, Slope
from ranker.rankers.protocol import Facts
from ranker.rankers.shrinkage import Array, Index

_COORDINATES = 12
_STREAM_DAYS = 28
_PROMOTION_DAYS = 60
# Strength of the pull towards the market's average, in clicks.
_PULL = 40.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtistSlope:
    """Numbers of artists, markets × artists × K, or 1 × artists × K. See Slope."""

    name: str
    by_market: bool
    values: Array

    def at(self, places: Mapping[str, Index]) -> Array:
        """See Slope."""
        market = places["market"]
        if len(self.values) == 1:
            market = np.zeros_like(market)
        return np.asarray(self.values[market, places["artist"]])


@dataclass(frozen=True, kw_only=True, slots=True)
class StageSlope:
    """What an earlier stage of the funnel says of the template, the artist, and the arm."""

    stage: Efficiency
    by_market: bool = False

    @property
    def name(self) -> str:
        """What the stage counts."""
        return self.stage.facts.objective

    def at(self, places: Mapping[str, Index]) -> Array:
        """See Slope."""
        parts = self.stage.levels(places)
        template = _sum(parts[n] for n in ("template", "template_market", "template_genre"))
        artist = _sum(parts[n] for n in ("genre", "genre_market", "artist", "artist_market"))
        artist = _sum((artist, *self.stage.slopes(places).values()))
        return np.stack(np.broadcast_arrays(template, artist, parts["arm"]), axis=-1)


def artist_slopes(facts: Facts, axes: Axes) -> tuple[Slope, ...]:
    """Likeness, popularity and promotions, as far as there are tables of them."""
    found: list[Slope] = []
    graph = _graph(facts, axes)
    if graph.nnz:
        found.append(_likeness(graph))
    if facts.popularity.height:
        found.append(_popularity(facts, axes))
    if facts.promotions.height:
        found.append(_promotions(facts, axes))
    return tuple(found)


def _graph(facts: Facts, axes: Axes) -> sp.csr_array:
    """Artists × artists: similarity, in both directions, each artist's scaled to its degree."""
    many, known = len(axes.artist), list(axes.artist)
    pairs = facts.similarity.filter(
        pl.col("artist_id").is_in(known) & pl.col("similar_artist_id").is_in(known)
    )
    places = [
        pairs[name].replace_strict(axes.artist, return_dtype=pl.Int64).to_numpy()
        for name in ("artist_id", "similar_artist_id")
    ]
    half = sp.csr_array((pairs["similarity"].to_numpy(), tuple(places)), shape=(many, many))
    both = sp.csr_array(half + half.T)
    degree = np.maximum(np.asarray(both.sum(axis=1)).ravel(), 1e-9)
    scale = sp.dia_array((1 / np.sqrt(degree)[None, :], [0]), shape=(many, many))
    return sp.csr_array(scale @ both @ scale)


def _likeness(graph: sp.csr_array) -> ArtistSlope:
    """Coordinates in which similar artists are near: the graph's greatest eigenvectors.

    Belkin & Niyogi, "Laplacian eigenmaps", Neural Computation 15 (2003), §2; each is scaled by
    its eigenvalue, so that what tells more artists apart may weigh more.
    """
    many = graph.shape[0]
    if many <= _COORDINATES:
        values, vectors = np.linalg.eigh(graph.toarray())
    else:
        start = np.random.default_rng(many).normal(size=many)
        # Threads would add up in an order that depends on how many cores there are.
        with threadpool_limits(limits=1, user_api="blas"):
            values, vectors = eigsh(graph, k=_COORDINATES, v0=start, which="LA", tol=1e-4)
    found = vectors * np.sqrt(many * np.maximum(values, 0))
    return ArtistSlope(name="similar", by_market=True, values=found[None])


def _popularity(facts: Facts, axes: Axes) -> ArtistSlope:
    """Log streams here and in all markets, from each market's mean.

    Artists outside a chart are taken for its least heard.
    """
    recent = facts.as_of - timedelta(days=_STREAM_DAYS)
    streams = _sums(facts.popularity.filter(pl.col("date") >= recent), "streams", axes)
    least = np.where(streams > 0, streams, np.inf).min(axis=1, keepdims=True)
    here = np.log(np.maximum(streams, np.where(np.isfinite(least), least, 1.0)))
    here -= here.mean(axis=1, keepdims=True)
    everywhere = np.broadcast_to(here.mean(axis=0), here.shape)
    values = np.stack([here, everywhere], axis=-1)
    return ArtistSlope(name="popularity", by_market=False, values=values)


def _promotions(facts: Facts, axes: Axes) -> ArtistSlope:
    """Log of how listeners answer the artist's in-app promotions, here and in all markets."""
    recent = facts.as_of - timedelta(days=_PROMOTION_DAYS)
    shown = facts.promotions.filter(
        pl.col("clicks").is_not_null() & (pl.col("impressions") > 0) & (pl.col("date") >= recent)
    )
    day = ("date", "market")
    rate = pl.col("clicks").sum().over(day) / pl.col("impressions").sum().over(day)
    clicks = _sums(shown, "clicks", axes)
    expected = _sums(shown.with_columns(expected=pl.col("impressions") * rate), "expected", axes)
    everywhere = _log_ratio(clicks.sum(axis=0), expected.sum(axis=0))
    here = np.where(expected > 0, _log_ratio(clicks, expected), everywhere)
    values = np.stack([here, np.broadcast_to(everywhere, here.shape)], axis=-1)
    return ArtistSlope(name="promotions", by_market=False, values=values)


def _log_ratio(found: Array, expected: Array) -> Array:
    return np.asarray(np.log((found + _PULL) / (expected + _PULL)))


def _sums(table: pl.DataFrame, column: str, axes: Axes) -> Array:
    """Markets × artists."""
    sums = table.group_by("market", "artist_id", maintain_order=True).agg(pl.col(column).sum())
    known = sums.filter(
        pl.col("market").is_in(list(axes.market)) & pl.col("artist_id").is_in(list(axes.artist))
    )
    found = np.zeros((len(axes.market), len(axes.artist)))
    places = (
        known["market"].replace_strict(axes.market, return_dtype=pl.Int64).to_numpy(),
        known["artist_id"].replace_strict(axes.artist, return_dtype=pl.Int64).to_numpy(),
    )
    found[places] = known[column].fill_null(0).to_numpy()
    return found


def _sum(parts: Iterable[Array]) -> Array:
    return np.asarray(sum(parts))
