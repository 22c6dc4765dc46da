"""20,000 artists × 12 templates × 60 markets from files to picks → how long each step takes.

A folder of tables is written, read, learnt from and prepared once; then the warm service is asked:
each market is chosen anew under other rules, and scored anew. One process, one question at a time;
milliseconds are of the processor. The reasons of each pick are part of the answer.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench.clock import process_s
from bench.processes import alone, peak_mb
from bench.rank.catalogue import Extent, cards, write_catalogue
from bench.rank.run import RankRun
from bench.report import Row
from ranker import load_tables
from ranker.selection.rules import Rules
from ranker.service import open_service

_EXTENT, _QUICK = Extent(), Extent(artists=4000, markets=12)
_TOP = 6
_RESELECT_MS, _RESCORE_MS = 50.0, 250.0
# Another question each time, as a person at a console would ask them.
_QUESTIONS = (
    Rules(),
    Rules(exploration=0.0),
    Rules(diversity=0.5),
    Rules(newcomers=0.3),
    Rules(blocked_artists=frozenset({"artist-00001", "artist-00002"})),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """Seconds of reading and of learning and preparing; of each question milliseconds."""

    ranker: str
    read_s: float
    open_s: float
    reselect_ms: tuple[float, ...]
    rescore_ms: tuple[float, ...]
    peak_mb: float


def rows(run: RankRun) -> Iterator[Row]:
    """The steps, then the 99th percentile of the questions."""
    extent = _QUICK if run.quick else _EXTENT
    with tempfile.TemporaryDirectory(prefix="handbill-bench-") as place:
        write_catalogue(Path(place), extent)
        run.note(f"  {extent.artists:,} artists in {extent.markets} markets: learning ...")
        found = alone(steps, Path(place), extent)
    size = f"{extent.artists:,} artists × {extent.templates} templates × {extent.markets} markets"
    yield Row(name=f"{size}: tables read and checked", value=found.read_s, unit="s")
    yield Row(name=f"  {found.ranker} learns and prepares", value=found.open_s, unit="s")
    yield _slowest("  one market chosen anew, p99", found.reselect_ms, _RESELECT_MS)
    yield _slowest("  one market scored anew and chosen, p99", found.rescore_ms, _RESCORE_MS)
    yield Row(name="  memory of the process", value=found.peak_mb, unit="MB")


def _slowest(name: str, ms: tuple[float, ...], most: float) -> Row:
    return Row(
        name=name,
        value=float(np.quantile(ms, 0.99)),
        unit="ms",
        reference="the median",
        reference_value=float(np.median(ms)),
        aim=most,
        at_least=False,
    )


def steps(folder: Path, extent: Extent) -> Steps:
    """In a process of its own."""
    started = time.process_time()
    tables = load_tables(folder)
    read_s = time.process_time() - started
    started = time.process_time()
    service = open_service(tables, templates=cards(extent), top_k=_TOP, ranker="xgboost")
    open_s = time.process_time() - started
    markets = service.facts.markets
    # What is compiled or imported when first needed is no part of a warm service.
    service.rescore(markets[0])
    rescored = [_ms(partial(service.rescore, market)) for market in markets]
    reselected = [
        _ms(partial(service.reselect, market, rules=rules))
        for rules in _QUESTIONS
        for market in markets
    ]
    return Steps(
        ranker=service.brief.outcome.ranker,
        read_s=read_s,
        open_s=open_s,
        reselect_ms=tuple(reselected),
        rescore_ms=tuple(rescored),
        peak_mb=peak_mb(),
    )


def _ms(work: Callable[[], object]) -> float:
    return process_s(work) * 1000
