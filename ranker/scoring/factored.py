"""Grouped features and trees as masks → scores of a market without writing its rows down.

The splits on what depends on the artist (and market) are asked once per artist, those on what
depends on the template (and market and genre) once per genre and template; what is left to both is
the leaf. Sums are added tree after tree in float32 as XGBoost does, so that they are the same bits.
20,000 artists × 12 templates × 300 trees of depth 6 take 0.06 s instead of 0.85 s.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ranker.features.grouped import Float32, GroupedFeatures, Index, Level
from ranker.scoring.forest import Forest, Masks, Splits
from ranker.scoring.plain import predict_margins

if TYPE_CHECKING:
    import xgboost as xgb

_BY_ARTIST = (Level.ARTIST, Level.MARKET_ARTIST)
_BY_TEMPLATE = (
    *(Level.MARKET, Level.TEMPLATE, Level.MARKET_TEMPLATE),
    *(Level.GENRE_TEMPLATE, Level.MARKET_GENRE),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnArms:
    """The arms whose row at the level artist × template is not the usual one.

    artists, templates, patterns: n indices each, artists in the scorer's order and rising. masks:
    pieces × patterns, the leaves that the level's splits leave; usual: the pattern of the others.
    """

    artists: Index
    templates: Index
    patterns: Index
    masks: Masks
    usual: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FactoredScorer:
    """Made by `factored_scorer`.

    order: the artists by genre; runs: stretches of one genre in that order: the first, the end and
    the genre's place in `genres`.
    """

    booster: "xgb.Booster"
    groups: GroupedFeatures
    templates: int
    forest: Forest
    genres: Index
    order: Index
    runs: Index
    own: OwnArms

    def market(self, market: int) -> Float32:
        """See ArmScorer."""
        from ranker.scoring.kernels import BLOCK  # noqa: PLC0415  # brings numba

        splits = self.forest.splits.of(_places(self.groups, _BY_ARTIST))
        columns, here = self._by_artist(market), self._by_template(market)
        scores = np.empty((len(self.order), self.templates), dtype=np.float32)
        for first, end, genre in self.runs.tolist():
            for low in range(first, end, BLOCK):
                high = min(low + BLOCK, end)
                block = self._block(splits, columns, here[genre], low=low, high=high)
                scores[self.order[low:high]] = block
        if whole := self.groups.cells.get(market):
            scores[whole.artists, whole.templates] = predict_margins(self.booster, whole.rows)
        return scores

    def _block(
        self, splits: Splits, columns: Float32, here: Masks, *, low: int, high: int
    ) -> Float32:
        """The scores of a stretch of artists of one genre."""
        from ranker.scoring.kernels import LANES, Pairs, add_up  # noqa: PLC0415  # brings numba

        own = self.own
        some = slice(*np.searchsorted(own.artists, (low, high)))
        pairs = Pairs(
            artists=(own.artists[some] - low).astype(np.uint32),
            templates=own.templates[some].astype(np.uint32),
            patterns=own.patterns[some].astype(np.uint32),
        )
        sums = np.zeros((high - low, -(-self.templates // LANES) * LANES), dtype=np.float32)
        of_pairs = np.zeros(len(pairs.artists), dtype=np.float32)
        leaves = self.forest.leaves
        add_up(splits, columns, low, here, own.masks, own.usual, pairs, leaves, sums, of_pairs)
        sums[pairs.artists, pairs.templates] = of_pairs
        return sums[:, : self.templates]

    def _by_artist(self, market: int) -> Float32:
        """Features × artists, in the order of genres."""
        values = self.groups.values
        parts = [np.empty((0, len(self.order)), dtype=np.float32)]
        if Level.ARTIST in values:
            parts.append(values[Level.ARTIST].T)
        if Level.MARKET_ARTIST in values:
            parts.append(values[Level.MARKET_ARTIST][market].T)
        return np.ascontiguousarray(np.concatenate(parts)[:, self.order])

    def _by_template(self, market: int) -> Masks:
        """Genres × pieces × templates: the leaves that all splits but an artist's leave."""
        from ranker.scoring.kernels import clear_masks  # noqa: PLC0415  # brings numba

        levels = {k: v for k, v in self.groups.columns.items() if k in _BY_TEMPLATE}
        small = replace(self.groups, genres=self.genres, columns=levels, cells={})
        places = _places(self.groups, _BY_TEMPLATE)
        rows = small.matrix(market, artists=len(self.genres), templates=self.templates)
        masks = np.repeat(self.forest.all[:, np.newaxis], len(rows), axis=1)
        columns = np.ascontiguousarray(rows[:, places].T)
        clear_masks(self.forest.splits.of(places), columns, masks)
        shape = (len(masks), len(self.genres), self.templates)
        return np.ascontiguousarray(masks.reshape(shape).transpose(1, 0, 2))


def factored_scorer(
    booster: "xgb.Booster", groups: GroupedFeatures, *, templates: int, forest: Forest
) -> FactoredScorer:
    """What does not depend on the market, prepared once."""
    genres, kinds = np.unique(groups.genres, return_inverse=True)
    order = np.argsort(kinds, kind="stable")
    ends = np.cumsum(np.bincount(kinds))
    return FactoredScorer(
        booster=booster,
        groups=groups,
        templates=templates,
        forest=forest,
        genres=genres,
        order=order,
        runs=np.stack([ends - np.bincount(kinds), ends, np.arange(len(genres))], axis=1),
        own=_own_arms(groups, forest, order=order, templates=templates),
    )


def _own_arms(groups: GroupedFeatures, forest: Forest, *, order: Index, templates: int) -> OwnArms:
    """Most arms have no history with the template anywhere, and look alike at this level."""
    from ranker.scoring.kernels import clear_masks  # noqa: PLC0415  # brings numba

    places = groups.columns.get(Level.ARTIST_TEMPLATE, ())
    splits = forest.splits.of(places)
    nothing = np.empty((len(order), templates, 0), dtype=np.float32)
    values = groups.values.get(Level.ARTIST_TEMPLATE, nothing)
    rows = values[order].reshape(len(order) * templates, len(places))
    examples, codes = _patterns(rows, splits)
    masks = np.repeat(forest.all[:, np.newaxis], len(examples), axis=1)
    clear_masks(splits, np.ascontiguousarray(rows[examples].T), masks)
    usual = int(np.bincount(codes).argmax())
    own = np.flatnonzero(codes != usual)
    return OwnArms(
        artists=own // templates,
        templates=own % templates,
        patterns=codes[own],
        masks=masks,
        usual=usual,
    )


def _patterns(rows: Float32, splits: Splits) -> tuple[Index, Index]:
    """Rows that no split tells apart are one pattern: a row of each pattern, each row's pattern."""
    examples, codes = np.zeros(1, dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    for feature in range(rows.shape[1]):
        known = np.unique(splits.thresholds[splits.features == feature])
        steps = np.searchsorted(known, rows[:, feature], side="right")
        steps[np.isnan(rows[:, feature])] = len(known) + 1
        both = codes * (len(known) + 2) + steps
        _, examples, codes = np.unique(both, return_index=True, return_inverse=True)
    return examples, codes


def _places(groups: GroupedFeatures, levels: tuple[Level, ...]) -> list[int]:
    return [place for level in levels for place in groups.columns.get(level, ())]
