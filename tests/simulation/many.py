"""Many histories on several cores → the seeds that broke a promise, and what happened in all."""

import gc
import logging
import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
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
    gc.disable()  # it takes half of the time; stacks and wires are cleared once at the end
    try:
        verdicts = [History(seed, kind=kind).run() for seed in seeds]
    finally:
        gc.enable()
        gc.collect()
        logging.disable(logging.NOTSET)
    seen: Counter[str] = Counter()
    for verdict in verdicts:
        seen.update(verdict.seen)
    failed = tuple(verdict for verdict in verdicts if verdict.broken)
    return Tally(histories=len(seeds), failed=failed, seen=seen)


def live_many(first: int, histories: int, *, processes: int) -> Tally:
    """Live through histories from the seed `first` on, on several cores."""
    tallies = list(_in_processes(first, histories, processes))
    seen: Counter[str] = Counter()
    for tally in tallies:
        seen.update(tally.seen)
    return Tally(
        histories=sum(tally.histories for tally in tallies),
        failed=tuple(verdict for tally in tallies for verdict in tally.failed),
        seen=seen,
    )


def _in_processes(first: int, histories: int, processes: int) -> Iterator[Tally]:
    last = first + histories
    starts = range(first, last, _AT_ONCE)
    parts = [range(start, min(start + _AT_ONCE, last)) for start in starts]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(live, parts)
