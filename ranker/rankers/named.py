"""A name → the ranker that learns; what it needs is imported when it is asked for."""
# ruff: noqa: PLC0415  # XGBoost and SciPy are slow to import

from typing import TYPE_CHECKING, Protocol

from ranker.rankers.protocol import Learner, Ranker

if TYPE_CHECKING:
    from ranker.rankers.trees import TreeSettings

LEARNERS = ("bayes", "xgboost", "auto")
# Those with trees, whose settings can be searched.
WITH_TREES = ("xgboost", "auto")


class LearningRanker(Ranker, Learner, Protocol):
    """Scores a day by itself, or learns once and scores many."""


def learner_named(name: str, *, settings: "TreeSettings | None" = None) -> LearningRanker:
    """One of `LEARNERS`; KeyError for another name. settings: of its trees, else the default."""
    match name:
        case "bayes":
            from ranker.rankers.bayes import BayesRanker

            return BayesRanker()
        case "xgboost":
            from ranker.rankers.boosted import BoostedRanker

            return BoostedRanker() if settings is None else BoostedRanker(settings=settings)
        case "auto":
            from ranker.rankers.auto import AutoRanker

            return AutoRanker(settings=settings)
        case _:
            raise KeyError(name)
