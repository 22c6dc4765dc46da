"""Invented features of any size, grouped as the ranker keeps them, and a model that uses them all.

The values say nothing of the world; their levels, gaps and interactions are those of the ranker:
40 features, most arms without a history of their own, most artists without one in most markets.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import xgboost as xgb

from ranker.features.grouped import Cells, Float32, GroupedFeatures, Level

# Level → how many features; of what may be missing, `_GAPS` says how often.
_COLUMNS = {
    Level.MARKET: 11,
    Level.ARTIST: 6,
    Level.TEMPLATE: 3,
    Level.MARKET_ARTIST: 13,
    Level.MARKET_TEMPLATE: 2,
    Level.GENRE_TEMPLATE: 1,
    Level.MARKET_GENRE: 2,
    Level.ARTIST_TEMPLATE: 2,
}
# Level → how many of its columns are missing, and in which share of its rows.
_GAPS = {
    Level.MARKET: (7, 1.0),
    Level.ARTIST: (1, 0.3),
    Level.MARKET_ARTIST: (8, 0.95),
    Level.ARTIST_TEMPLATE: (2, 0.9),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much to invent; cells: arms with a history of their own, per market."""

    markets: int
    artists: int
    templates: int
    genres: int = 12
    cells: int = 2000


def synthetic_groups(size: Size, *, seed: int) -> GroupedFeatures:
    """Features of that size, the same for the same seed."""
    rng = np.random.default_rng([seed, 1])
    lengths = {
        "market": size.markets,
        "artist": size.artists,
        "template": size.templates,
        "genre": size.genres,
    }
    ends = np.cumsum([0, *_COLUMNS.values()])
    bare = GroupedFeatures(
        names=tuple(f"feature_{i}" for i in range(ends[-1])),
        columns={level: tuple(range(ends[i], ends[i + 1])) for i, level in enumerate(_COLUMNS)},
        values={
            level: _values(rng, level, [lengths[axis] for axis in level.value.split(",")])
            for level in _COLUMNS
        },
        genres=rng.integers(0, size.genres, size.artists),
        cells={},
    )
    cells = {market: _cells(rng, bare, size, market) for market in range(size.markets)}
    return replace(bare, cells=cells)


def synthetic_model(
    groups: GroupedFeatures, *, trees: int, depth: int, rows: int = 200_000
) -> xgb.Booster:
    """Trees that split on every level, trained on arms with and without a history."""
    rng = np.random.default_rng([trees, depth])
    found = np.concatenate(list(_sample(rng, groups, rows)))
    known = np.nan_to_num(found)
    weights = rng.normal(0, 0.12, found.shape[1])
    left, right = rng.permutation(found.shape[1])[:20].reshape(2, 10)
    log_rate = known @ weights + 0.1 * np.sin(2 * known[:, left] * known[:, right]).sum(axis=1)
    label = rng.poisson(np.exp(np.clip(log_rate, -3, 3)))
    data = xgb.QuantileDMatrix(
        found, label=label, feature_names=list(groups.names), max_bin=64, nthread=1
    )
    return xgb.train(
        {
            "objective": "count:poisson",
            "base_score": 1.0,
            "max_depth": depth,
            "eta": 0.06,
            "min_child_weight": 2,
            "subsample": 0.7,
            "colsample_bynode": 0.5,
            "max_bin": 64,
            "tree_method": "hist",
            "nthread": 1,
            "seed": 0,
        },
        data,
        trees,
    )


def _values(rng: np.random.Generator, level: Level, shape: list[int]) -> Float32:
    values = rng.normal(size=(*shape, _COLUMNS[level])).astype(np.float32)
    count, share = _GAPS.get(level, (0, 0.0))
    gone = rng.random(shape) < share
    values[..., :count][gone] = np.nan
    return values


def _cells(rng: np.random.Generator, bare: GroupedFeatures, size: Size, market: int) -> Cells:
    """Arms whose features of the market's level, unknown to others, are known."""
    arms = rng.choice(size.artists * size.templates, size.cells, replace=False)
    artists, templates = np.divmod(arms, size.templates)
    rows = bare.rows(market, artists=artists, templates=templates)
    known = bare.columns[Level.MARKET][: _GAPS[Level.MARKET][0]]
    rows[:, list(known)] = rng.normal(size=(size.cells, len(known)))
    return Cells(artists=artists, templates=templates, rows=rows)


def _sample(rng: np.random.Generator, groups: GroupedFeatures, rows: int) -> Iterator[Float32]:
    templates = len(groups.values[Level.TEMPLATE])
    each = rows // len(groups.cells) // 2
    for market, cells in groups.cells.items():
        artists = rng.integers(0, len(groups.genres), each)
        yield groups.rows(market, artists=artists, templates=rng.integers(0, templates, each))
        yield cells.rows[rng.integers(0, len(cells.rows), each)]
