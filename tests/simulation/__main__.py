"""`python -m tests.simulation SEED` tells one history; `--histories N` lives through many."""

import argparse
import os
import sys
from time import perf_counter

from tests.simulation.history import History
from tests.simulation.many import Tally, live_many


def main() -> int:
    """Give 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("seed", type=int, nargs="?", default=0, help="the first one")
    parser.add_argument("--histories", type=int, default=0, metavar="N")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    options = parser.parse_args()
    if not options.histories:
        return _tell_one(options.seed)
    started = perf_counter()
    tally = live_many(options.seed, options.histories, processes=options.processes)
    _tell_all(tally, seconds=perf_counter() - started)
    return int(bool(tally.failed))


def _tell_one(seed: int) -> int:
    verdict = History(seed, trace=print).run()
    for broken in verdict.broken:
        print(f"BROKEN: {broken}", file=sys.stderr)
    return int(bool(verdict.broken))


def _tell_all(tally: Tally, *, seconds: float) -> None:
    for name, count in sorted(tally.seen.items()):
        print(f"{name:<24}{count:>12}")
    print(f"{'histories':<24}{tally.histories:>12}   in {seconds:.0f} s")
    print(f"{'broken':<24}{len(tally.failed):>12}")
    for verdict in tally.failed[:20]:
        print(f"  python -m tests.simulation {verdict.seed}: {verdict.broken[0]}")


if __name__ == "__main__":
    raise SystemExit(main())
