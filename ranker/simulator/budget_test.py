"""A world and two policies → a test by budget split between them, as one would see it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import process_time

import numpy as np
import polars as pl
from scipy import special

from ranker.evaluation.bootstrap import Interval
from ranker.experiment.split import read_split
from ranker.experiment.verdict import Verdict, judge
from ranker.simulator.policies import make_policy
from ranker.simulator.run import play_history
from ranker.simulator.world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class BudgetTest:
    """One world's test. verdict: on the morning after the last day, from matured days alone.
    seconds: of the processor."""

    seed: int
    verdict: Verdict
    seconds: float


def play_budget_test(
    world: World, *, treatment: str, control: str, alpha: float = 0.05
) -> BudgetTest:
    """Play a test over all days of the loop: each market-day's budget is halved.

    Both policies learn from all that is reported, as they would; their ads tire each other's.
    Raises RequestInvalidError for an unknown policy, or the same twice.
    """
    began = process_time()
    arena = play_history(world)
    policies = {name: make_policy(name) for name in (treatment, control)}
    while arena.day < world.dials.all_days:
        arena.play_test({name: policy.choose(arena) for name, policy in policies.items()})
    last = world.day(arena.day) - timedelta(days=len(world.dials.delay))
    rows = arena.test_days().filter(pl.col("date") <= last)
    split = read_split(rows, treatment=treatment, control=control)
    verdict = judge(split, alpha=alpha)
    return BudgetTest(seed=world.seed, verdict=verdict, seconds=process_time() - began)


def pooled(tests: Sequence[BudgetTest], metric: str) -> Interval:
    """The mean change over worlds and its 95 % interval (Student's, of the logs of the ratios).

    Tests of which nothing can be said yet are left out; NaN where fewer than two are left.
    """
    values = [test.verdict.changes[metric].value for test in tests]
    logs = np.log1p([value for value in values if value is not None])
    if len(logs) < 2:
        return Interval(value=math.nan, low=math.nan, high=math.nan)
    reach = special.stdtrit(len(logs) - 1, 0.975) * logs.std(ddof=1) / math.sqrt(len(logs))
    value, low, high = (float(np.expm1(logs.mean() + step)) for step in (0, -reach, reach))
    return Interval(value=value, low=low, high=high)
