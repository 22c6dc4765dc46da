"""Dense histories of customers, walked through: what a registration costs beside the heuristic.

The logs are invented (`bench.rank.foreign`) and read as a customer's: CSV and mapping.yaml. Days of
all logs are drawn together for the intervals. With `--logs DIR` a folder of one's own is walked
through instead.
"""

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.rank.foreign import write_foreign_log
from bench.rank.run import RankRun
from bench.report import Row
from ranker import Evaluation, evaluate_rankers, load_tables
from ranker.evaluation.bootstrap import Interval, interval
from ranker.evaluation.compare import change, daily_sums

_LOGS, _QUICK_LOGS = 10, 1
_DAYS = 28
_POLICY = "auto"
_LEAST_CHEAPER = 8.0


def rows(run: RankRun) -> Iterator[Row]:
    """How much cheaper auto is than the heuristic and than bayes, in percent of the cost."""
    found = list(_walked(run))
    whose = "a customer's log" if run.logs else f"{len(found)} invented dense logs"
    for base, aim in (("heuristic", _LEAST_CHEAPER), ("bayes", 0.0)):
        cheaper = _cheaper(found, base)
        run.note(f"  against {base}: {cheaper.low:.1f} to {cheaper.high:.1f} % cheaper (95 %)")
        yield Row(
            name=f"{_POLICY} on {whose}: cheaper than {base}",
            value=cheaper.value,
            unit="%",
            reference="95 % sure of",
            reference_value=cheaper.low,
            aim=aim,
        )


def _walked(run: RankRun) -> Iterator[Evaluation]:
    walk = partial(
        evaluate_rankers, policies=("heuristic", "bayes", _POLICY), days=_DAYS, cold_share=0
    )
    if run.logs is not None:
        yield walk(load_tables(run.logs))
        return
    for seed in range(_QUICK_LOGS if run.quick else _LOGS):
        with tempfile.TemporaryDirectory(prefix="handbill-log-") as folder:
            write_foreign_log(Path(folder), seed=seed)
            run.note(f"  log {seed + 1} ...")
            yield walk(load_tables(folder))


def _cheaper(found: Sequence[Evaluation], base: str) -> Interval:
    """Percent of the cost saved: over the days of all logs, one after the other."""
    pairs: list[NDArray[np.float64]] = []
    for one in found:
        sums = daily_sums(one.run.bought)
        pairs.append(np.hstack([sums[_POLICY], sums[base]]))
    return interval(np.vstack(pairs), lambda sums: -100 * change(sums), seed=0)
