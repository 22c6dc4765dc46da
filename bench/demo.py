"""Seconds and peak memory of `handbill demo`, by phase: `python -m bench.demo [DIR]`.

Memory is the proportional set size of the program and all its children (Ray, SeaweedFS, workers),
read from /proc four times a second.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.processes import family, memory_bytes

_EVERY_S = 0.25


def main(out: Path) -> None:
    """Run the demo into `out` and print a table."""
    program = Path(sys.executable).with_name("handbill")
    started = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - our own program
        [program, "demo", "--out", out, "--json"], stdout=subprocess.PIPE, text=True
    ) as process:
        samples: list[tuple[float, int]] = []
        while process.poll() is None:
            samples.append(
                (time.monotonic() - started, sum(map(memory_bytes, family(process.pid))))
            )
            time.sleep(_EVERY_S)
        report = json.loads(process.stdout.read()) if process.stdout else {}
    begin = samples[-1][0] - report["seconds"]
    print(f"{'phase':10} {'seconds':>8} {'peak MB':>8}")
    for name, seconds in report["phases_s"].items():
        inside = [size for at, size in samples if begin <= at <= begin + seconds]
        print(f"{name:10} {seconds:8.1f} {max(inside, default=0) / 1e6:8.0f}")
        begin += seconds
    print(f"{'all':10} {samples[-1][0]:8.1f} {max(size for _, size in samples) / 1e6:8.0f}")
    print(f"{report['assets']} assets, {report['rendered']} rendered, {report['failures']} failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "demo-output")
