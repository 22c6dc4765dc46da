"""Which ranker answers: the wanted one, or the next that can, with the reason said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ranker.errors import CannotRankError, RequestInvalidError
from ranker.rankers.heuristic import HeuristicRanker
from ranker.rankers.last_good import LastGoodRanker
from ranker.rankers.live import CatalogueRanker, LiveSetRanker
from ranker.rankers.named import LEARNERS, learner_named
from ranker.rankers.protocol import Facts, Ranker, Scored
from ranker.ranking import Ranking

RANKERS = ("auto", "xgboost", "bayes", "heuristic", "live", "last_good")

# A file of a ranking, or rankings, newest first.
LastGood = Path | Sequence[Ranking]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The scores, who made them, and who could not and why."""

    scored: Scored
    ranker: str
    fallbacks: tuple[str, ...]
    remarks: tuple[str, ...]
    data_as_of: date | None
    stale: bool


def run_chain(
    ranker: str, *, facts: Facts, last_good: LastGood | None, model: Ranker | None = None
) -> Outcome:
    """Ask in turn: stored model, ranker, last good ranking, heuristic, live set, catalogue.

    Raises RequestInvalidError for an unknown name.
    """
    fallbacks: list[str] = []
    first = (model,) if model is not None and ranker in {"auto", *LEARNERS} else ()
    for candidate in (*first, *_chain(ranker, last_good)):
        try:
            scored = candidate.score(facts)
        except CannotRankError as error:
            fallbacks.append(f"{candidate.name}: {error}")
            continue
        stale = isinstance(candidate, LastGoodRanker)
        return Outcome(
            scored=scored,
            ranker=candidate.name,
            fallbacks=(*fallbacks, *(f"{candidate.name}: {note}" for note in scored.notes)),
            remarks=tuple(f"{candidate.name}: {remark}" for remark in scored.remarks),
            data_as_of=scored.kept_data_as_of if stale else newest_day(facts),
            stale=stale,
        )
    raise CannotRankError("; ".join(fallbacks))


def keep_last_good(facts: Facts, last_good: LastGood | None) -> Outcome | None:
    """The outcome of the last good ranking alone; None where there is none young enough."""
    if last_good is None:
        return None
    outcome = run_chain("last_good", facts=facts, last_good=last_good)
    return outcome if outcome.stale else None


def newest_day(facts: Facts) -> date | None:
    """The newest day among the facts."""
    frames = (facts.performance, facts.popularity, facts.promotions)
    days = [frame["date"].max() for frame in frames]
    return max((day for day in days if isinstance(day, date)), default=None)


def _chain(ranker: str, last_good: LastGood | None) -> tuple[Ranker, ...]:
    kept: tuple[Ranker, ...] = () if last_good is None else (LastGoodRanker(earlier=last_good),)
    rest: tuple[Ranker, ...] = (LiveSetRanker(), CatalogueRanker())
    match ranker:
        case "auto" | "xgboost" | "bayes":
            return (learner_named(ranker), *kept, HeuristicRanker(), *rest)
        case "heuristic":
            return (HeuristicRanker(), *rest)
        case "live":
            return rest
        case "last_good":
            return (*kept, HeuristicRanker(), *rest)
        case _:
            raise RequestInvalidError(
                argument="ranker", what=repr(ranker), allowed=", ".join(RANKERS)
            )
