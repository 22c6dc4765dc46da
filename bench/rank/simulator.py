"""Worlds whose truth is known → what `auto` gains in a closed loop, beside bayes and an oracle.

The dials as they come, but for what an aim names: the auction's beta, 0 (the platform splits the
budget evenly) and 0.8 (it favours what works), and whether there are promotions. All policies play
the same worlds with the same chance; no ranker was tuned on these seeds.
"""

from collections.abc import Iterator, Mapping
from itertools import product

from bench.rank.run import RankRun
from bench.report import Row
from ranker.simulator.budget_test import BudgetTest, pooled
from ranker.simulator.dials import Dials, read_dials
from ranker.simulator.outcome import Achieved, Outcome
from ranker.simulator.policies import DIVERSE, POLICIES
from ranker.simulator.run import Run
from ranker.simulator.simulate import Progress, simulate, simulate_tests

_BETAS = (0.0, 0.8)
_LEAST_GAP = {False: 0.45, True: 0.55}
# Where the simulator has no `auto`, the model that it prefers stands for it.
_JUDGED = next(name for name in ("auto", "xgboost") if name in POLICIES)
_POLICIES = ("bayes", _JUDGED)
# A just like artist costs 0.6 of a standard deviation of the market's scores.
_DIVERSE = f"{_JUDGED}{DIVERSE}=0.6"
_MOST_GAP_LOST, _MOST_LIKENESS = 0.10, 0.5
_CHEAPER, _MORE_CLICKS = -0.15, 0.10
_QUICK_SEEDS = 2


def rows(run: RankRun) -> Iterator[Row]:
    """For each beta, without and with promotions; then what diversity costs, then a budget test."""
    for beta, promotions in product(_BETAS, (False, True)):
        where = f"β {beta:g}, {'with' if promotions else 'without'} promotions"
        # Diversity is played in the setting of the dials as they come.
        diverse = (_DIVERSE,) if promotions and beta == _BETAS[-1] else ()
        dials = read_dials(changes={"beta": beta, "promotions": promotions})
        outcome = _played(run, dials, (*_POLICIES, *diverse), where)
        achieved = {one.policy: one for one in outcome.achieved()}
        yield from _gap(outcome, achieved, where, least=_LEAST_GAP[promotions])
        yield from _against_heuristic(achieved[_JUDGED], where)
        if diverse:
            yield from _diversity(outcome, achieved)
    yield from _budget_test(run)


def _played(asked: RankRun, dials: Dials, policies: tuple[str, ...], where: str) -> Outcome:
    return simulate(
        dials,
        seeds=_seeds(asked),
        policies=policies,
        workers=asked.workers,
        progress=_said(asked, where),
    )


def _seeds(asked: RankRun) -> range:
    return range(min(asked.seeds, _QUICK_SEEDS) if asked.quick else asked.seeds)


def _said(asked: RankRun, where: str) -> Progress:
    def say(ended: Run | BudgetTest, *, done: int, total: int) -> None:
        who = ended.policy if isinstance(ended, Run) else "a test"
        asked.note(f"  {where}: {done} of {total}, {who} took {ended.seconds:.0f} s")

    return say


def _budget_test(asked: RankRun) -> Iterator[Row]:
    """As one would see it: half of each budget for either policy, from what was reported."""
    tests = simulate_tests(
        read_dials(),
        seeds=_seeds(asked),
        treatment=_JUDGED,
        workers=asked.workers,
        progress=_said(asked, "budget split"),
    )
    for metric, aim in (("cpr", _CHEAPER), ("ctr", _MORE_CLICKS)):
        change = pooled(tests, metric)
        cheaper = aim < 0
        yield Row(
            name=f"{metric.upper()} of {_JUDGED} in a test against the heuristic, as reported",
            value=change.value,
            unit="",
            reference=f"the interval's {'upper' if cheaper else 'lower'} end",
            reference_value=change.high if cheaper else change.low,
            aim=aim,
            at_least=not cheaper,
        )


def _gap(
    outcome: Outcome, achieved: Mapping[str, Achieved], where: str, *, least: float
) -> Iterator[Row]:
    closed = achieved[_JUDGED].gap_closed
    yield Row(
        name=f"of the gap from heuristic to oracle {_JUDGED} closes, {where}",
        value=closed.value,
        unit="",
        reference="bayes",
        reference_value=achieved["bayes"].gap_closed.value,
        aim=least,
    )
    yield Row(
        name="  its 95 % interval's lower end",
        value=closed.low,
        unit="",
        reference="the upper end",
        reference_value=closed.high,
    )
    more = outcome.gap_difference(_JUDGED, "bayes")
    yield Row(
        name="  more than bayes: the lower end of the paired difference",
        value=more.low,
        unit="",
        reference="the difference",
        reference_value=more.value,
        aim=0.0,
    )


def _against_heuristic(judged: Achieved, where: str) -> Iterator[Row]:
    """Of the simulated A/B: relative changes, and the end of their interval that is least good."""
    yield Row(
        name=f"CPR of {_JUDGED} against the heuristic, {where}",
        value=judged.cpr.value,
        unit="",
        reference="the interval's upper end",
        reference_value=judged.cpr.high,
        aim=_CHEAPER,
        at_least=False,
    )
    yield Row(
        name=f"CTR of {_JUDGED} against the heuristic, {where}",
        value=judged.ctr.value,
        unit="",
        reference="the interval's lower end",
        reference_value=judged.ctr.low,
        aim=_MORE_CLICKS,
    )


def _diversity(outcome: Outcome, achieved: Mapping[str, Achieved]) -> Iterator[Row]:
    yield Row(
        name="likeness of the live artists with MMR, beside without",
        value=achieved[_DIVERSE].likeness,
        unit="",
        reference="without",
        reference_value=achieved[_JUDGED].likeness,
        aim=_MOST_LIKENESS,
        at_least=False,
        aim_at_ratio=True,
    )
    lost = outcome.gap_difference(_JUDGED, _DIVERSE)
    yield Row(
        name="  what it costs of the gap",
        value=lost.value,
        unit="",
        reference="the interval's upper end",
        reference_value=lost.high,
        aim=_MOST_GAP_LOST,
        at_least=False,
    )
