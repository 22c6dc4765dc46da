"""The sample's history with a third of its arms hidden → what a registration costs among those.

Nothing that a hidden arm did is known to any ranker: what is left is the artist elsewhere, the
template, the genre, similar artists, popularity and promotions. Chance is what to beat.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.rank.run import RankRun
from bench.report import Row
from ranker import load_tables, write_sample
from ranker.evaluation.evaluate import evaluate_rankers
from ranker.evaluation.policies import CHANCE, POLICIES

# Where `auto` is no policy of the walk-forward, the model that it prefers stands for it.
_POLICY = next(name for name in ("auto", "xgboost") if name in POLICIES)
_DAYS, _QUICK_DAYS = 56, 14
_MOST = -0.17


def rows(run: RankRun) -> Iterator[Row]:
    """The change of the cost against chance; bayes beside it."""
    with tempfile.TemporaryDirectory(prefix="handbill-bench-") as place:
        write_sample(Path(place, "data"))
        run.note("  the sample, a third of its arms hidden ...")
        found = evaluate_rankers(
            load_tables(Path(place, "data")),
            policies=("heuristic", "bayes", _POLICY),
            days=_QUICK_DAYS if run.quick else _DAYS,
        )
    against = {result.policy: result.against for result in found.cold_results}
    change = against[_POLICY][CHANCE]
    yield Row(
        name=f"cost of a registration by {_POLICY} against chance, cold cells",
        value=change.value,
        unit="",
        reference="bayes",
        reference_value=against["bayes"][CHANCE].value,
        aim=_MOST,
        at_least=False,
    )
    yield Row(
        name="  its 95 % interval's upper end",
        value=change.high,
        unit="",
        reference="the lower end",
        reference_value=change.low,
    )
