"""Tables → how each policy would have done on the newest matured days, warm and cold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from ranker.card import TemplateCard
from ranker.errors import NotEnoughDataError, RequestInvalidError
from ranker.evaluation.compare import PolicyResult, compare
from ranker.evaluation.known import Blind, Known, KnownTables, all_templates, hidden_cells
from ranker.evaluation.ledger import WalkForward
from ranker.evaluation.off_policy import OffPolicy, logged_ads, logged_notes, off_policy
from ranker.evaluation.outcomes import arm_outcomes
from ranker.evaluation.policies import CHANCE, HINDSIGHT, POLICIES, Policy, make_policy
from ranker.evaluation.verdicts import Verdict, market_verdicts
from ranker.evaluation.walk_forward import Plan, Progress, walk_forward
from ranker.objective import WORDS
from ranker.ranking import Ranking
from ranker.request import OBJECTIVES
from ranker.tables.tables import Tables

# Days of matured history that the first judged day can learn from.
_WARM_UP_DAYS = 14
_BASELINE = "heuristic"
_PLAIN = "registrations"
# Of equals the earlier is named: what is used where nobody asks for another.
_CANDIDATES = ("auto", "xgboost", "bayes", _BASELINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """What was found. cold: of arms whose own history was hidden from all, None where not asked.

    verdicts: the policy that each market should use, by `market_verdicts`. off_policy: a diagnostic
    from the propensities of stored rankings; none where none were given, or too few of the wanted
    ads ran.
    """

    channel: str
    objective: str
    plan: Plan
    run: WalkForward
    results: tuple[PolicyResult, ...]
    verdicts: tuple[Verdict, ...]
    cold_run: WalkForward | None
    cold_results: tuple[PolicyResult, ...]
    off_policy: tuple[OffPolicy, ...]
    notes: tuple[str, ...]


def evaluate_rankers(  # noqa: PLR0913  # the command line's options, all by keyword
    tables: Tables,
    *,
    templates: Sequence[TemplateCard] = (),
    policies: Sequence[str] = POLICIES,
    channel: str | None = None,
    objective: str = _PLAIN,
    days: int = 56,
    refit_days: int = 7,
    budget_share: float = 0.25,
    places: int = 5,
    cold_share: float = 0.35,
    rankings: Iterable[Ranking] = (),
    maturity_days: int = 6,
    seed: int = 0,
    progress: Progress = lambda _done, _total: None,
) -> Evaluation:
    """Walk forward over the newest `days` matured days of a channel (default: the busiest).

    Chance, hindsight and the heuristic are always among the policies. `cold_share` of the cells
    (market, artist, template) are hidden for a second run that judges these alone; 0 leaves it
    out. `rankings` are those that were served, whose propensities tell of ads that a policy would
    have run. Raises NotEnoughDataError where no day is left to judge, RequestInvalidError for an
    argument, an objective of which no row tells among them.
    """
    _check(objective, budget_share=budget_share, cold_share=cold_share)
    policies = tuple(dict.fromkeys((*policies, _BASELINE)))
    made = [make_policy(name) for name in policies if name not in {CHANCE, HINDSIGHT}]
    end = tables.as_of or date.min
    performance = tables.performance_until(end, days=None)
    channel = channel or busiest_channel(performance)
    outcomes = arm_outcomes(performance, channel=channel, objective=objective)
    _check_told(outcomes, objective=objective, channel=channel)
    plan = Plan(
        days=_judged_days(outcomes, end=end, maturity_days=maturity_days, days=days),
        refit_days=refit_days,
        budget_share=budget_share,
        places=places,
        seed=seed,
    )
    known = KnownTables(
        tables=tables,
        live=outcomes,
        templates=all_templates(templates, performance),
        channel=channel,
        objective=objective,
        maturity_days=maturity_days,
        seed=seed,
    )
    logged = logged_ads(rankings, channel=channel)
    run, cold = _run(known, outcomes, policies=made, plan=plan, cold=cold_share, progress=progress)
    against = (_BASELINE, "bayes")
    return Evaluation(
        channel=channel,
        objective=objective,
        plan=plan,
        run=run,
        results=compare(run, against=against, seed=seed),
        verdicts=_verdicts(run, policies=policies, objective=objective, seed=seed),
        cold_run=cold,
        cold_results=compare(cold, against=(CHANCE, *against), seed=seed) if cold else (),
        off_policy=off_policy(logged, outcomes, run.wanted, seed=seed),
        notes=(
            *run.notes,
            *(f"cold cells: {note}" for note in (cold.notes if cold else ())),
            *logged_notes(logged, outcomes),
        ),
    )


def _run(
    known: Known,
    outcomes: pl.DataFrame,
    *,
    policies: Sequence[Policy],
    plan: Plan,
    cold: float,
    progress: Progress,
) -> tuple[WalkForward, WalkForward | None]:
    """The run over all arms, and that over the share `cold` of the cells, which it hides."""
    runs = 2 if cold else 1
    warm = walk_forward(
        known, outcomes, policies=policies, plan=plan, progress=lambda n, of: progress(n, of * runs)
    )
    if not cold:
        return warm, None
    hidden = hidden_cells(outcomes, share=cold, seed=plan.seed)
    return warm, walk_forward(
        Blind(known=known, hidden=hidden),
        outcomes.join(hidden, on=hidden.columns, how="semi", maintain_order="left"),
        policies=policies,
        plan=plan,
        progress=lambda n, of: progress(n + of, of * runs),
    )


def _verdicts(
    run: WalkForward, *, policies: Sequence[str], objective: str, seed: int
) -> tuple[Verdict, ...]:
    """None where there is nothing to choose from."""
    candidates = [name for name in _CANDIDATES if name in policies]
    if len(candidates) < 2:
        return ()
    return market_verdicts(run.bought, candidates=candidates, objective=objective, seed=seed)


def _check_told(outcomes: pl.DataFrame, *, objective: str, channel: str) -> None:
    if outcomes.is_empty() and objective != _PLAIN:
        raise RequestInvalidError(
            argument="objective",
            what=f"no {WORDS[objective].counted} in any row of {channel}",
            allowed=f"{_PLAIN}, or what the table performance tells of",
        )


def busiest_channel(performance: pl.DataFrame) -> str:
    """The channel of most days with spend in a market; NotEnoughDataError without any."""
    paid = performance.filter(pl.col("spend") > 0)
    counts = paid.select("date", "market", "channel").unique().group_by("channel").len()
    if counts.is_empty():
        raise NotEnoughDataError(what="days of performance", found=0, needed=_WARM_UP_DAYS)
    return str(counts.sort(["len", "channel"], descending=[True, False]).item(0, "channel"))


def _judged_days(
    outcomes: pl.DataFrame, *, end: date, maturity_days: int, days: int
) -> tuple[date, ...]:
    """The newest `days` days whose labels have matured, with enough history before the first."""
    seen = outcomes["date"].unique().sort()
    first = seen.item(0) if len(seen) else end
    start = first + timedelta(days=_WARM_UP_DAYS + maturity_days)
    last = end - timedelta(days=maturity_days)
    judged = [day for day in seen if start <= day <= last][-days:]
    if not judged:
        needed = _WARM_UP_DAYS + 2 * maturity_days
        raise NotEnoughDataError(
            what="days of performance on the channel", found=(end - first).days, needed=needed
        )
    return tuple(judged)


def _check(objective: str, **shares: float) -> None:
    if objective not in OBJECTIVES:
        raise RequestInvalidError(
            argument="objective", what=repr(objective), allowed=", ".join(OBJECTIVES)
        )
    for name, share in shares.items():
        if not 0 <= share < 1:
            raise RequestInvalidError(
                argument=name, what=f"{share:g}", allowed="a share from 0 to below 1"
            )
