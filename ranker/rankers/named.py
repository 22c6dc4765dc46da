"""A name → the ranker that learns; what it needs is imported when it is asked for."""
# ruff: noqa: PLC0415  # XGBoost and SciPy are slow to import

from typing import Protocol

from ranker.rankers.protocol import Learner, Ranker

LEARNERS = ("bayes", "xgboost", "auto")


class LearningRanker(Ranker, Learner, Protocol):
    """Scores a day by itself, or learns once and scores many."""


def learner_named(name: str) -> LearningRanker:
    """One of `LEARNERS`; KeyError for another name."""
    match name:
        case "bayes":
            from ranker.rankers.bayes import BayesRanker

            return BayesRanker()
        case "xgboost":
            from ranker.rankers.boosted import BoostedRanker

            return BoostedRanker()
        case "auto":
            from ranker.rankers.auto import AutoRanker

            return AutoRanker()
        case _:
            raise KeyError(name)
