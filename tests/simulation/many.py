"""Many histories on several cores → the seeds that broke a promise, and what happened in all."""

import gc
import logging
import multiprocessing
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from tests.simulation.history import History, Verdict
from tests.simulation.ledger import SeenJobStore

_AT_ONCE = 250


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What came of many histories. failed: the verdicts in which a promise was broken."""

    histories: int
    failed: tuple[Verdict, ...]
    seen: Counter[str]


def live(seeds: Sequence[int], *, kind: type[SeenJobStore] = SeenJobStore) -> Tally:
    """Live through histories one after the other, in this process."""
    logging.disable(logging.CRITICAL)
    gc.disable()  # it would take a fifth of the time, for what is cleared at once at the end
    try:
        return _tally([History(seed, kind=kind).run() for seed in seeds])
    finally:
        logging.disable(logging.NOTSET)
        gc.enable()
        gc.collect()


def live_many(first: int, histories: int, *, processes: int) -> Tally:
    """Live through histories from the seed `first` on, on several cores."""
    last = first + histories
    starts = range(first, last, _AT_ONCE)
    parts = [range(start, min(start + _AT_ONCE, last)) for start in starts]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    # A process for each part: what it leaves in memory goes with it.
    with ProcessPoolExecutor(processes, mp_context=context, max_tasks_per_child=1) as pool:
        tallies = list(pool.map(_live_and_leave, parts))
    return Tally(
        histories=sum(tally.histories for tally in tallies),
        failed=tuple(verdict for tally in tallies for verdict in tally.failed),
        seen=sum((tally.seen for tally in tallies), Counter()),
    )


def _live_and_leave(seeds: Sequence[int]) -> Tally:
    logging.disable(logging.CRITICAL)
    gc.disable()
    return _tally([History(seed).run() for seed in seeds])


def _tally(verdicts: Sequence[Verdict]) -> Tally:
    return Tally(
        histories=len(verdicts),
        failed=tuple(verdict for verdict in verdicts if verdict.broken),
        seen=sum((verdict.seen for verdict in verdicts), Counter()),
    )
