"""Results → the sections on cost: by policy, of cold cells, by market."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from ranker.evaluation.bootstrap import interval
from ranker.evaluation.compare import PolicyResult, change, daily_sums
from ranker.evaluation.evaluate import Evaluation
from ranker.evaluation.policies import CHANCE, HINDSIGHT
from ranker.evaluation.report import words
from ranker.objective import WORDS
from ranker.report.page import Section, Table
from ranker.report.plots.dots import Dot, DotPlot, draw_dots


def policy_section(found: Evaluation) -> Section:
    """What the objective cost by each policy's order."""
    share = f"{found.plan.budget_share:.0%}".replace("%", " %")
    return Section(
        title=_capital(WORDS[found.objective].cost),
        text=(
            f"Each policy’s order of the live ads is paid from the top until {share} of the "
            "market’s spend of the day is used. 1 is the market’s own rate of that day; lines are "
            "95 % intervals over resampled blocks of days.",
        ),
        drawings=(_cost_plot(found, found.results, words.best_policy(found).policy),),
        tables=(_result_table(found, found.results),),
    )


def cold_section(found: Evaluation) -> Section:
    """The same of arms whose history nobody was shown."""
    best = min(found.cold_results[1:-1] or found.cold_results, key=lambda r: r.relative_cpr.value)
    return Section(
        title="Cold ads",
        text=(
            "A share of the cells (market, artist, template) is hidden from every policy, and only "
            "these are ordered: what is known of an ad that never ran in that market.",
        ),
        drawings=(_cost_plot(found, found.cold_results, best.policy),),
        tables=(_result_table(found, found.cold_results),),
    )


def market_section(found: Evaluation) -> Section:
    """Each market's change against the heuristic, and the policy it should use."""
    best = words.best_policy(found).policy
    dots = _market_dots(found, best) if best != words.BASE else []
    plot = DotPlot(
        title=f"{_capital(WORDS[found.objective].cost)} by market, {best} against {words.BASE}",
        axis=f"{WORDS[found.objective].cost}, {best} against {words.BASE}",
        dots=dots,
        reference=0.0,
        percent=True,
    )
    table = Table(
        columns=("market", "use", "why"),
        rows=[(v.market, v.policy, v.text) for v in found.verdicts],
    )
    return Section(
        title="By market",
        text=(
            "The policy that is best over all markets is the rule; a market leaves it only where "
            "another stays cheaper after its advantage was shrunk as far as its days are few.",
        ),
        drawings=(draw_dots(plot),) if dots else (),
        tables=(table,) if found.verdicts else (),
    )


def _cost_plot(found: Evaluation, results: Sequence[PolicyResult], best: str) -> str:
    dots = [
        Dot(
            label=result.policy,
            value=result.relative_cpr.value,
            low=result.relative_cpr.low,
            high=result.relative_cpr.high,
            strong=result.policy == best,
        )
        for result in results
    ]
    cost = WORDS[found.objective].cost
    axis = f"{cost}, market = 1 (left is cheaper)"
    return draw_dots(
        DotPlot(title=f"{_capital(cost)} by policy", axis=axis, dots=dots, reference=1.0)
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _result_table(found: Evaluation, results: Sequence[PolicyResult]) -> Table:
    others = list(dict.fromkeys(name for result in results for name in result.against))
    versus = tuple(f"against {name}" for name in others)
    says = WORDS[found.objective]
    ndcg = f"NDCG@{found.plan.places}"
    numbers = (says.ratio, *versus, "CTR", ndcg, says.bought, "similarity", "coverage")
    rows = [
        (
            result.policy,
            words.level(result.relative_cpr),
            *(words.change(result.against.get(name)) for name in others),
            f"{result.relative_ctr.value:.3f}",
            f"{result.ndcg:.3f}",
            f"{result.registrations:,.0f}",
            f"{result.similarity:.3f}",
            words.percent(result.coverage, signed=False),
        )
        for result in results
    ]
    return Table(columns=("policy", *numbers), rows=rows, numbers=numbers)


def _market_dots(found: Evaluation, policy: str) -> list[Dot]:
    dots: list[Dot] = []
    for (market,), rows in sorted(found.run.bought.partition_by("market", as_dict=True).items()):
        sums = daily_sums(rows.filter(pl.col("policy").is_in([policy, words.BASE])))
        pair = np.hstack([sums[policy], sums[words.BASE]])
        change_here = interval(pair, change, seed=found.plan.seed)
        strong = change_here.high < 0
        dots.append(
            Dot(
                label=str(market),
                value=change_here.value,
                low=change_here.low,
                high=change_here.high,
                strong=strong,
            )
        )
    return sorted(dots, key=lambda dot: dot.value)


def cold_gain(found: Evaluation) -> PolicyResult | None:
    """The cheapest policy on cold cells, held against chance; None without a cold run."""
    usable = [r for r in found.cold_results if CHANCE in r.against and r.policy != HINDSIGHT]
    return min(usable, key=lambda result: result.relative_cpr.value) if usable else None
