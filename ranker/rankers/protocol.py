"""What a ranker is: it scores all arms of all markets and explains those that were picked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.card import TemplateCard
from ranker.ranking import Reason

Matrix = NDArray[np.float64]
# What a learning ranker gives for difference from the earlier picks, in log efficiency.
DIVERSITY_WEIGHT = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """All that may be known on `as_of`, and the arms to score. Frames end the day before.

    `artists` and `templates` give the order of rows and columns of every score. Days younger
    than `maturity_days` still gain registrations and are not learnt from.
    """

    as_of: date
    markets: tuple[str, ...]
    artists: tuple[str, ...]
    templates: tuple[TemplateCard, ...]
    catalog: pl.DataFrame
    performance: pl.DataFrame
    popularity: pl.DataFrame
    promotions: pl.DataFrame
    similarity: pl.DataFrame
    channel: str = "meta"
    objective: str = "registrations"
    maturity_days: int = 6
    seed: int = 0


class Shares(Protocol):
    """Knows what part of the market's registrations arms would bring."""

    def __call__(self, arms: "Sequence[Arm]", /) -> Matrix:
        """Of each arm, on a day on which it is live: 0–1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MarketScores:
    """Scores of one market, artists × templates, higher is better.

    `value` ranks the arms; `template_value` chooses among the arms of one artist whose `value`
    is the same, and where that is equal too, templates are dealt in turn. A pick's score is
    value + `diversity_weight` × (1 − its greatest similarity to the earlier picks). logarithmic:
    whether `value` is the log of an efficiency, so that a difference is a ratio.
    registration_share: asked of the picks alone.
    """

    value: Matrix
    template_value: Matrix
    diversity_weight: float
    relative_cpr: Matrix | None = None
    registration_share: Shares | None = None
    logarithmic: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Arm:
    """A candidate: indices into the facts' artists and templates."""

    artist: int
    template: int


def at_arms(values: Matrix, arms: Sequence[Arm]) -> Matrix:
    """The values (artists × templates) of these arms."""
    return np.asarray(values[[arm.artist for arm in arms], [arm.template for arm in arms]])


class Scored(Protocol):
    """The scores of all markets, and the reasons on demand."""

    @property
    def model_version(self) -> str:
        """Names the rules or the trained model behind the scores."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was missing, in words."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is worth knowing though nothing was missing, in words."""

    @property
    def kept_data_as_of(self) -> date | None:
        """The data day of an earlier ranking that these scores repeat; None for fresh scores."""

    def market(self, market: str) -> MarketScores:
        """The scores of one market."""

    def explain(self, market: str, arms: Sequence[Arm]) -> list[tuple[Reason, ...]]:
        """Why these arms score as they do, most important first; diversity is not among them."""


class Ranker(Protocol):
    """A way to score. Raises CannotRankError where it has no answer for these facts."""

    @property
    def name(self) -> str:
        """As on the command line."""

    def score(self, facts: Facts) -> Scored:
        """Score every arm of every market."""


class Learner(Protocol):
    """A ranker that learns first: what it learnt is a ranker too, and scores later days as well.

    Learning is the dear part; a loop learns weekly and scores daily.
    """

    def fit(self, facts: Facts) -> Ranker:
        """Learn from these facts. Raises CannotRankError where they are too few."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlainScores:
    """Scores worked out market by market: `part` knows all of one, and is made when asked for."""

    model_version: str
    part: Callable[[str], "MarketPart"]
    notes: tuple[str, ...] = field(default=())
    remarks: tuple[str, ...] = ()
    kept_data_as_of: date | None = None

    def market(self, market: str) -> MarketScores:
        """See Scored."""
        return self.part(market).scores()

    def explain(self, market: str, arms: Sequence[Arm]) -> list[tuple[Reason, ...]]:
        """See Scored."""
        part = self.part(market)
        return [part.reasons(arm) for arm in arms]


class MarketPart(Protocol):
    """Knows how one market's arms score, and why."""

    def scores(self) -> MarketScores:
        """Of all arms."""

    def reasons(self, arm: Arm) -> tuple[Reason, ...]:
        """The reasons of one arm."""
