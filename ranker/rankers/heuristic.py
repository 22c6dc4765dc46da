"""The heuristic: the mean of popularity, share of registrations and diversity.

Popularity is the share of artists with fewer streams in the market; the registration share is
shrunk towards the share elsewhere, over 28 matured days, and taken as a percentile too.
Diversity belongs to the selection, which knows the earlier picks. A component without data in a
market drops out of that market's mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

import numpy as np

from ranker.errors import CannotRankError
from ranker.features.lookback import recent_streams
from ranker.objective import WORDS
from ranker.rankers.grid import Grid, artist_grid
from ranker.rankers.protocol import Arm, Facts, MarketScores, Matrix, PlainScores
from ranker.rankers.shares import BothShares, shrunk_shares
from ranker.ranking import Reason
from ranker.words import listed

WINDOW_DAYS = 28
SHRINKAGE_REGISTRATIONS = 20.0
_LATE_DAYS = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class HeuristicRanker:
    """See the module. `shrinkage` is κ, in registrations; `window_days` the look-back."""

    shrinkage: float = SHRINKAGE_REGISTRATIONS
    window_days: int = WINDOW_DAYS
    name: str = "heuristic"

    def score(self, facts: Facts) -> PlainScores:
        """Score by the components that have data; CannotRankError where no market has any."""
        streams, newest = recent_streams(facts.popularity, days=self.window_days)
        inputs = Inputs(
            objective=facts.objective,
            popularity=artist_grid(streams, facts=facts, column="streams"),
            shares=shrunk_shares(facts, shrinkage=self.shrinkage, days=self.window_days),
            diversity=facts.similarity.height > 0,
        )
        known = {market: inputs.known(market) for market in facts.markets}
        if not any(known.values()):
            raise CannotRankError("no popularity, registrations or similarity is known")
        return PlainScores(
            model_version="heuristic-1",
            part=inputs.part,
            notes=(*_late(newest, facts.as_of), *_gaps(inputs.wanted, known)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """What the heuristic knows of all markets."""

    objective: str
    popularity: Grid
    shares: BothShares
    diversity: bool

    @property
    def wanted(self) -> tuple[str, ...]:
        """All components of the definition."""
        return ("popularity", self.objective, "diversity")

    def known(self, market: str) -> tuple[str, ...]:
        """The components that have data in a market, in the order of the definition."""
        _, streams = self.popularity.part(market)
        has = (bool(streams.any()), self.shares.artists.known(market), self.diversity)
        return tuple(compress(self.wanted, has))

    def part(self, market: str) -> "Components":
        """What is known of one market."""
        return Components(
            market=market,
            objective=self.objective,
            known=self.known(market),
            popularity=self.popularity.market(market),
            share=self.shares.artists.market(market),
            arm_share=self.shares.arms.market(market),
            diversity=self.diversity,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Components:
    """What the heuristic knows of one market; known: the components that have data.

    Per artist the streams and the shrunk share, per arm the shrunk share; all zero is "no data".
    """

    market: str
    objective: str
    known: tuple[str, ...]
    popularity: Matrix
    share: Matrix
    arm_share: Matrix
    diversity: bool

    def scores(self) -> MarketScores:
        """The mean without its diversity term, which the selection adds with its weight."""
        weight = 1 / max(len(self.known), 1)
        total = np.zeros_like(self.share)
        if "popularity" in self.known:
            total = total + below(self.popularity)
        if self.objective in self.known:
            total = total + below(self.share)
        return MarketScores(
            value=np.repeat((total * weight)[:, None], self.arm_share.shape[1], axis=1),
            template_value=self.arm_share,
            diversity_weight=weight if self.diversity else 0.0,
        )

    def reasons(self, arm: Arm) -> tuple[Reason, ...]:
        """One reason per component with data, then the choice of the template."""
        weight = 1 / max(len(self.known), 1)
        found: list[Reason] = []
        if "popularity" in self.known:
            found.append(self._popularity_reason(arm, weight))
        if self.objective in self.known:
            found.append(self._share_reason(arm, weight))
        found.sort(key=lambda reason: -reason.value)
        return (*found, self._template_reason(arm))

    def _popularity_reason(self, arm: Arm, weight: float) -> Reason:
        part = _place(self.popularity, arm.artist)
        text = f"More streams in {self.market} than {_others(part)}"
        if not self.popularity[arm.artist]:
            text = f"No streams in {self.market} in the last weeks"
        return Reason(name="popularity", value=part, weight=weight, text=text)

    def _share_reason(self, arm: Arm, weight: float) -> Reason:
        part = _place(self.share, arm.artist)
        share = float(self.share[arm.artist])
        counted = WORDS[self.objective].counted
        text = f"Brings {share:.1%} of the {counted} in {self.market}, more than {_others(part)}"
        if not share:
            text = f"Has not been advertised yet, so nothing is known of its {counted}"
        return Reason(name=self.objective, value=part, weight=weight, text=text)

    def _template_reason(self, arm: Arm) -> Reason:
        arms = self.arm_share[arm.artist]
        value = float(arms[arm.template])
        if not arms.any():
            text = "Template dealt in turn: none has been tried with this artist yet"
        elif value == arms.max():
            text = (
                f"This template brought the artist's best share of {WORDS[self.objective].counted}"
            )
        else:
            text = "Template chosen so that the market gets each kind of ad it must have"
        return Reason(name="template", value=value, weight=0.0, text=text)


def below(values: Matrix) -> Matrix:
    """For each value the share of the others that are smaller: 0 for the least, 1 for the top."""
    others = max(len(values) - 1, 1)
    return np.asarray(np.searchsorted(np.sort(values), values, side="left") / others)


def _place(values: Matrix, which: int) -> float:
    """`below` of one of the values."""
    return float(np.count_nonzero(values < values[which]) / max(len(values) - 1, 1))


def _others(part: float) -> str:
    """A share of the catalogue in words; 100 % would claim to beat oneself."""
    return "any other artist" if part == 1 else f"{min(part, 0.99):.0%} of the catalogue"


def _late(newest: date | None, as_of: date) -> tuple[str, ...]:
    age = (as_of - newest).days if newest else 0
    return (f"popularity is {age} days old",) if age > _LATE_DAYS else ()


def _gaps(wanted: Sequence[str], known: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Which components dropped out, and where. known: by market."""
    notes: list[str] = []
    for name in sorted(wanted):
        without = [market for market, names in known.items() if name not in names]
        if without:
            place = "every market" if len(without) == len(known) else listed(without)
            notes.append(f"no {name} data in {place}: this part drops out of the mean")
    return tuple(notes)
