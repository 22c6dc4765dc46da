"""`python -m tests.acceptance.soak --minutes 20 --seed 7`: harm at random for so long."""

import argparse
import random
import signal
import sys

from tests.acceptance.soak.run import SoakSettings, soak


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.acceptance.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--tasks", type=int, default=1000, help="fewest to be rendered [1000]")
    parser.add_argument("--farms", type=int, default=1, help="`handbill up`: one works [1]")
    parser.add_argument("--only", action="append", default=[], help="a kind of harm; all if none")
    parser.add_argument("--short", action="store_true", help="no videos, nothing that takes long")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # else the farm would outlive us
    settings = SoakSettings(
        seed=options.seed,
        seconds=60 * options.minutes,
        tasks=options.tasks,
        farms=options.farms,
        long=not options.short,
        only=tuple(options.only),
        recover_s=180,
        drain_s=600,
    )
    report = soak(settings, say=lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
    print("\n".join(report.lines()))  # noqa: T201 - the answer
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
