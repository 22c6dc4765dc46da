"""Tens of millions of performance rows → how fast, and in how much memory, they are read.

    python -m bench.rank.data --rows 50000000

The rows are those of a large customer: 60 markets, two channels and operating systems, four
creatives an arm, two in a hundred restated six days later, a Parquet file a month. A process of
its own reads and checks them and asks for the arm days that a ranking learns from.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from bench.processes import alone, peak_mb
from bench.rank.run import RankRun
from bench.report import Row

_MARKETS, _ARTISTS, _TEMPLATES = 60, 20_000, 12
_SPLITS = 2 * 2 * 4  # channels, operating systems, creatives
_ROWS_PER_DAY = 125_000
_FIRST = date(2024, 1, 1)
_LOOK_BACK_DAYS = 200
_MOST_MB = 2048.0
_ROWS, _QUICK_ROWS = 50_000_000, 2_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class DataFigures:
    """What reading took: rows in the files and of the answer, seconds, peak resident megabytes."""

    rows: int
    arm_days: int
    read_s: float
    ask_s: float
    peak_mb: float


def rows(run: RankRun) -> Iterator[Row]:
    """For `handbill bench rank`."""
    count = _QUICK_ROWS if run.quick else _ROWS
    run.note(f"  writing {count:,} rows below {tempfile.gettempdir()} ...")
    yield from report(measure(count))


def measure(rows: int) -> DataFigures:
    """Write about `rows` rows below TMPDIR, and read them in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="handbill-bench-") as place:
        write_history(Path(place), rows=rows)
        return alone(read_history, Path(place))


def report(figures: DataFigures) -> Iterator[Row]:
    """The figures as rows of a bench."""
    name = f"read and check {figures.rows / 1e6:.3g} million performance rows"
    yield Row(name=name, value=figures.read_s, unit="s")
    yield Row(name="  rows a second", value=figures.rows / figures.read_s, unit="rows/s")
    asked = f"  {_LOOK_BACK_DAYS} days as known: {figures.arm_days / 1e6:.3g} million arm days"
    yield Row(name=asked, value=figures.ask_s, unit="s")
    yield Row(
        name="  peak of the process", value=figures.peak_mb, unit="MB", aim=_MOST_MB, at_least=False
    )


def write_history(folder: Path, *, rows: int) -> None:
    """A data folder with about `rows` performance rows, day by day, a file a month."""
    ids = [f"artist-{i:05d}" for i in range(_ARTISTS)]
    pl.DataFrame({"artist_id": ids, "name": ids, "genre": "pop", "artwork": "a.jpg"}).write_parquet(
        folder / "catalog.parquet"
    )
    markets = [f"M{i:02d}" for i in range(_MARKETS)]
    pl.DataFrame(
        {"market": markets, "locales": "en", "currency": "EUR", "daily_budget": 1000.0}
    ).write_parquet(folder / "markets.parquet")
    (folder / "performance").mkdir()
    days = max(1, round(rows / _ROWS_PER_DAY))
    per_day = min(rows, _ROWS_PER_DAY)
    for first in range(0, days, 30):
        month = range(first, min(days, first + 30))
        pl.concat(_reports(day, per_day) for day in month).write_parquet(
            folder / "performance" / f"{first:05d}.parquet", row_group_size=500_000
        )


def _reports(day: int, rows: int) -> pl.DataFrame:
    """A day's rows, and the restated ones of six days before."""
    fresh = _day(day, rows, reported=day + 1)
    if day < 6:
        return fresh
    again = _day(day - 6, rows, reported=day + 1)[: rows // 50]
    return pl.concat([fresh, again.with_columns(pl.col("registrations") + 1)])


def _day(day: int, rows: int, *, reported: int) -> pl.DataFrame:
    rng = np.random.default_rng([day, rows])
    arms = max(1, rows // (_MARKETS * _SPLITS))
    place = rng.permutation(rows)
    arm, split = place // _SPLITS, place % _SPLITS
    market, slot = arm // arms % _MARKETS, arm % arms
    artist = (slot * 7919 + market * 104_729 + day // 7 * 31) % _ARTISTS
    spend = rng.gamma(2.0, 5.0, rows).round(2)
    registrations = rng.poisson(spend * 0.08)
    return pl.DataFrame(
        {
            "date": pl.repeat(_FIRST + timedelta(days=day), rows, eager=True),
            "market": _coded(market, "M{:02d}", _MARKETS),
            "channel": _coded(split % 2, "channel-{}", 2),
            "os": _coded(split // 2 % 2, "system-{}", 2),
            "artist_id": _coded(artist, "artist-{:05d}", _ARTISTS),
            "template_id": _coded(artist % _TEMPLATES, "template-{:02d}", _TEMPLATES),
            "creative_id": _coded(split // 4, "creative-{}", 4),
            "impressions": rng.poisson(spend * 120),
            "clicks": rng.poisson(spend * 1.3),
            "registrations": registrations,
            "subscriptions": rng.binomial(registrations, 0.1),
            "spend": spend,
            "revenue": registrations * 3.5,
            "reported_at": pl.repeat(
                datetime.combine(_FIRST, datetime.min.time()) + timedelta(days=reported, hours=5),
                rows,
                eager=True,
            ),
        }
    )


def _coded(values: np.ndarray[tuple[int], np.dtype[np.int64]], text: str, count: int) -> pl.Series:
    names = pl.Series([text.format(i) for i in range(count)])
    return names.gather(pl.Series(values % count))


def read_history(folder: Path) -> DataFigures:
    """Read, check and ask; this process should have done nothing else."""
    from ranker import load_tables  # noqa: PLC0415  # its import is no part of the others' memory

    start = time.perf_counter()
    tables = load_tables(folder)
    read_s = time.perf_counter() - start
    as_of = tables.as_of
    if as_of is None or tables.problems:
        raise RuntimeError(f"the bench's own rows are refused: {tables.problems[:1]}")
    start = time.perf_counter()
    arm_days = tables.performance_until(as_of, days=_LOOK_BACK_DAYS).height
    ask_s = time.perf_counter() - start
    return DataFigures(
        rows=tables.performance.height,
        arm_days=arm_days,
        read_s=read_s,
        ask_s=ask_s,
        peak_mb=peak_mb(),
    )


def main() -> None:
    """The bench alone."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=_ROWS)
    count = parser.parse_args().rows
    print(f"writing {count:,} rows below {tempfile.gettempdir()} ...", file=sys.stderr, flush=True)
    for row in report(measure(count)):
        print(row.line())


if __name__ == "__main__":
    main()
