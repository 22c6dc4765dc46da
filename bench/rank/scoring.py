"""20,000 artists × 12 templates × 60 markets → seconds, memory, and whether the picks are right.

Features and model are invented (`bench.rank.synthetic`): 40 features, 300 trees of depth 6, as in
the published figures, and 2,000 arms of each market with a history of their own. A process of its
own scores all markets and keeps the best 50 arms of each, another has XGBoost predict every row.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import xgboost as xgb

from bench.processes import alone, peak_mb
from bench.rank.run import RankRun
from bench.rank.synthetic import Size, synthetic_groups, synthetic_model
from bench.report import Row
from ranker.features.grouped import Float32, GroupedFeatures, Index
from ranker.scoring.plain import PlainScorer
from ranker.scoring.scorer import ArmScorer, arm_scorer, top_arms

_SIZE = Size(markets=60, artists=20_000, templates=12)
_QUICK = Size(markets=6, artists=20_000, templates=12)
_TREES, _DEPTH = 300, 6
_TOP = 50
_PEER_MARKETS = 3
_MOST_S, _MOST_MB, _MOST_DIFFERENCE = 12.0, 1500.0, 1e-5


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What a process is given to do; it invents the features itself."""

    size: Size
    model: bytes
    seed: int = 0

    def groups(self) -> GroupedFeatures:
        """The features."""
        return synthetic_groups(self.size, seed=self.seed)

    def booster(self) -> xgb.Booster:
        """The model, in one thread."""
        booster = xgb.Booster(model_file=bytearray(self.model))
        booster.set_param({"nthread": 1})
        return booster


@dataclass(frozen=True, kw_only=True, slots=True)
class Scored:
    """What came of it. prepared_s: until the first market; s: all markets; of one processor.

    peak_mb: of the process, features and all. tops: per market the best arms; scores: of them.
    """

    prepared_s: float
    s: float
    peak_mb: float
    tops: tuple[Index, ...]
    scores: tuple[Float32, ...]


def rows(run: RankRun) -> Iterator[Row]:
    """Time, memory, and the picks beside those of brute force."""
    size = _QUICK if run.quick else _SIZE
    small = Size(markets=6, artists=size.artists, templates=size.templates)
    model = synthetic_model(synthetic_groups(small, seed=0), trees=_TREES, depth=_DEPTH)
    work = Work(size=size, model=bytes(model.save_raw("ubj")))
    scale = _SIZE.markets / size.markets
    found = alone(score_all, work)
    peer, skipped = _peer_s(run, work)
    yield Row(
        name="14.4 million arms scored, the best 50 of each market",
        value=(found.prepared_s + found.s * scale),
        unit="s",
        reference="pandas + Booster.predict" if peer else None,
        reference_value=peer,
        aim=_MOST_S,
        at_least=False,
    )
    if skipped:
        yield Row(
            name="the same by pandas + Booster.predict", value=None, unit="s", skipped=skipped
        )
    yield Row(
        name="memory of that process", value=found.peak_mb, unit="MB", aim=_MOST_MB, at_least=False
    )
    run.note("  brute force, to compare with ...")
    yield from _beside(found, alone(score_plainly, work), scale)


def _beside(found: Scored, brute: Scored, scale: float) -> Iterator[Row]:
    same = [np.array_equal(a, b) for a, b in zip(found.tops, brute.tops, strict=True)]
    apart = max(float(np.abs(a - b).max()) for a, b in zip(found.scores, brute.scores, strict=True))
    yield Row(name="the same by inplace_predict on every row", value=brute.s * scale, unit="s")
    yield Row(
        name="markets with the same 50 picks in the same order",
        value=float(np.mean(same)),
        unit="",
        aim=1.0,
    )
    yield Row(
        name="largest difference of a picked arm's score",
        value=apart,
        unit="",
        aim=_MOST_DIFFERENCE,
        at_least=False,
    )


def score_all(work: Work) -> Scored:
    """As the ranker does it."""
    groups, booster = work.groups(), work.booster()
    started = time.process_time()
    scorer = arm_scorer(booster, groups, templates=work.size.templates)
    return _timed(scorer, work, prepared_s=time.process_time() - started)


def score_plainly(work: Work) -> Scored:
    """By the definition."""
    plain = PlainScorer(booster=work.booster(), groups=work.groups(), templates=work.size.templates)
    return _timed(plain, work, prepared_s=0.0)


def _timed(scorer: ArmScorer, work: Work, *, prepared_s: float) -> Scored:
    tops: list[Index] = []
    scores: list[Float32] = []
    started = time.process_time()
    for market in range(work.size.markets):
        found = scorer.market(market)
        tops.append(top_arms(found, _TOP))
        scores.append(found[tuple(tops[-1].T)])
    return Scored(
        prepared_s=prepared_s,
        s=time.process_time() - started,
        peak_mb=peak_mb(),
        tops=tuple(tops),
        scores=tuple(scores),
    )


def _peer_s(run: RankRun, work: Work) -> tuple[float | None, str | None]:
    """Seconds of all markets, from some of them; or why there are none."""
    if find_spec("pandas") is None:
        return None, "pandas is not installed"
    run.note(f"  pandas + Booster.predict on {_PEER_MARKETS} of 60 markets ...")
    return alone(peer_s, work) * _SIZE.markets / _PEER_MARKETS, None


def peer_s(work: Work) -> float:
    """Seconds of the peer for some markets."""
    from bench.rank.pandas_pipeline import PandasPipeline  # noqa: PLC0415 - pandas may be absent

    pipeline = PandasPipeline(work.groups(), work.booster(), templates=work.size.templates)
    started = time.process_time()
    for market in range(_PEER_MARKETS):
        pipeline.best(market, _TOP)
    return time.process_time() - started
