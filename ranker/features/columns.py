"""Questions → the feature matrix of the model, its columns named and grouped by prefix."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.features.efficiency import efficiency_features
from ranker.features.genres import genre_groups
from ranker.features.signals import age_features, popularity_features, promotion_features
from ranker.rankers.protocol import Facts

MISSING_FLAG = "missing_history"


@dataclass(frozen=True, kw_only=True, slots=True)
class FeatureSet:
    """A float32 matrix, one row per question; NaN stands for "not known"."""

    names: tuple[str, ...]
    matrix: NDArray[np.float32]

    def rows(self, start: int, end: int) -> "FeatureSet":
        """The rows from `start` to before `end`."""
        return FeatureSet(names=self.names, matrix=self.matrix[start:end])

    def blank(self, prefixes: Sequence[str]) -> NDArray[np.float32]:
        """A copy that does not know the columns with these prefixes: history dropout."""
        copy = self.matrix.copy()
        for i, name in enumerate(self.names):
            if name.startswith(tuple(prefixes)):
                copy[:, i] = np.nan
        copy[:, self.names.index(MISSING_FLAG)] = 1
        return copy


def build_features(facts: Facts, *, cells: pl.DataFrame, asks: pl.DataFrame) -> FeatureSet:
    """All features of `asks` (ask, date, market, channel, artist_id, template_id, genre)."""
    parts = [
        _codes(facts, asks),
        efficiency_features(facts, cells=cells, asks=asks),
        popularity_features(facts, asks),
        promotion_features(facts, asks),
        age_features(facts, cells=cells, asks=asks),
    ]
    frame = pl.concat(parts, how="horizontal").with_columns(
        pl.col("own_arm_exposure_28").is_null().alias(MISSING_FLAG)
    )
    matrix = np.ascontiguousarray(frame.cast(pl.Float32).fill_null(float("nan")).to_numpy())
    return FeatureSet(names=tuple(frame.columns), matrix=matrix)


def _codes(facts: Facts, asks: pl.DataFrame) -> pl.DataFrame:
    """Small whole numbers for what has names; null for names that today's lists do not hold."""
    themes = {card.template_id: card.theme for card in facts.templates}
    kinds = {card.template_id: float(card.kind == "animated") for card in facts.templates}
    channels = sorted({*facts.performance["channel"].unique(), facts.channel})
    genres = sorted(genre_groups(facts)["genre"].unique())
    places = {theme: float(i) for i, theme in enumerate(sorted(set(themes.values())))}
    return asks.select(
        _coded("market", _numbered(facts.markets)).alias("place_market"),
        _coded("channel", _numbered(channels)).alias("place_channel"),
        _coded("template_id", _numbered(tuple(themes))).alias("template_code"),
        _coded("template_id", {t: places[theme] for t, theme in themes.items()}).alias(
            "template_theme"
        ),
        _coded("template_id", kinds).alias("template_animated"),
        _coded("genre", _numbered(genres)).alias("genre_code"),
    )


def _numbered(names: Sequence[str]) -> dict[str, float]:
    return {name: float(i) for i, name in enumerate(names)}


def _coded(column: str, codes: dict[str, float]) -> pl.Expr:
    return pl.col(column).replace_strict(codes, default=None, return_dtype=pl.Float64)
