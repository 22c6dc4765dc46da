"""A fitted hierarchy → the log efficiency of any arm, level by level and slope by slope."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.rankers.hierarchy import LEVELS, History, in_market, places_of
from ranker.rankers.protocol import Facts
from ranker.rankers.shrinkage import Array, Effects, Index
from ranker.rankers.wear import Wear, worn_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Efficiency:
    """Log efficiencies against an average arm of the catalogue."""

    facts: Facts
    history: History
    effects: Effects

    def levels(self, places: Mapping[str, Index]) -> dict[str, Array]:
        """The effect of each level at these places, which may be broadcast."""
        return {name: self._level(name, places) for name in LEVELS}

    def slopes(self, places: Mapping[str, Index]) -> dict[str, Array]:
        """What each slope's numbers are worth at these places."""
        found = {}
        for slope in self.history.slopes:
            effect = self._effect(slope.name)
            if slope.by_market:
                own = self._effect(in_market(slope)).reshape(-1, len(effect))
                effect = effect + own[places["market"]]
            found[slope.name] = np.asarray((slope.at(places) * effect).sum(axis=-1))
        return found

    def rows(self, rows: pl.DataFrame, *, wear: Wear) -> Array:
        """The log efficiency of arm days (market, artist_id, template_id, date) so worn: n."""
        places = places_of(rows, self.history.axes)
        parts = (*self.levels(places).values(), *self.slopes(places).values())
        return np.asarray(sum(parts) + worn_rows(wear, rows) @ self.wear_slopes())

    def _level(self, name: str, places: Mapping[str, Index]) -> Array:
        wanted = self.history.axes.code(LEVELS[name], places)
        codes, effect = self._known(name, places["market"])
        if not len(codes):
            return np.zeros(wanted.shape)
        place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        return np.where(codes[place] == wanted, effect[place], 0.0)

    def _known(self, name: str, market: Index) -> tuple[Index, Array]:
        """The codes of a level and their effects; of one market alone where only one is asked."""
        codes, effect = self.history.codes[name], self._effect(name)
        if market.size != 1 or LEVELS[name][0] != "market":
            return codes, effect
        axes = self.history.axes
        first = {
            axis: market.ravel() if axis == "market" else 0 * market.ravel()
            for axis in LEVELS[name]
        }
        one = axes.code(LEVELS[name], first)
        after = axes.code(LEVELS[name], first | {"market": market.ravel() + 1})
        here = slice(*np.searchsorted(codes, [one.item(), after.item()]))
        return codes[here], effect[here]

    def wear_slopes(self) -> Array:
        """Wear never helps; where counts say so, it is by chance."""
        return np.minimum(self._effect("fatigue"), 0.0)

    def _effect(self, name: str) -> Array:
        return self.effects.effect[self.history.counts.groups[name]]
