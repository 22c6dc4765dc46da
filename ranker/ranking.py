"""The outcome: which artist–template pairs to advertise in each market, and why."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One part of why a pick was made.

    `value` is what was seen, `weight` how much it counted (in the ranker's own scale), `text` the
    sentence for a marketer.
    """

    name: str
    value: float
    weight: float
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """One artist–template pair of one market.

    `rank` starts at 1; of two scores of one market the higher is better.
    `predicted_relative_cpr` is the expected cost per registration ÷ the market's,
    `predicted_registration_share` the expected registrations ÷ the market's on a day it is live;
    None where the ranker does not predict. `propensity` is the probability with which
    this pick was made; it is below 1 only where `explored`. `moves` says what would have to change
    to move it; "" where nothing would.
    """

    market: str
    channel: str
    objective: str
    rank: int
    artist_id: str
    template_id: str
    score: float
    predicted_relative_cpr: float | None
    predicted_registration_share: float | None
    explored: bool
    propensity: float
    reasons: tuple[Reason, ...]
    model_version: str
    data_as_of: date | None
    stale: bool
    moves: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """All picks, ordered by market and rank.

    `ranker` made them; `fallbacks` says in words which better source was not available, `notes`
    what the selection left out, and what its rules asked for and did not get.
    `as_of` is the day they are for, `data_as_of` the newest day of the data behind them.
    """

    picks: tuple[Pick, ...]
    as_of: date
    data_as_of: date | None
    model_version: str
    ranker: str
    fallbacks: tuple[str, ...] = ()
    stale: bool = False
    notes: tuple[str, ...] = ()
