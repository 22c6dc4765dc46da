"""Checked performance reports on disk → arm days as they were known on a day.

Reports are kept as Parquet files by month, since they may be larger than memory: DuckDB reads
what a question needs. Which report of a row counts depends on the day one looks.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import polars as pl

from ranker.duck import open_duckdb
from ranker.tables.csv_text import ROW
from ranker.tables.fields import TABLE_SPECS
from ranker.tables.parse import final_dtype
from ranker.tables.work import WorkFolder

ARM_DAY = ("date", "market", "channel", "artist_id", "template_id")
METRICS = ("impressions", "clicks", "registrations", "subscriptions", "spend", "revenue")
_SPEC = TABLE_SPECS["performance"]
_ROOM = "performance"
_COUNTED = (
    pl.len().cast(pl.Int64).alias("rows"),
    pl.col("reported_at").max().alias("newest_report"),
    *(pl.col(name).null_count().cast(pl.Int64).alias(f"no_{name}") for name in METRICS),
)
# What one question of DuckDB takes at most, in reports; a month is never split.
_CHUNK_ROWS = 2_500_000
_MEMORY = "320MB"
_THREADS = 2

# Rows whose numbers are withheld stay apart from those whose are known: a sum over both would
# set the spend of all against the registrations of some.
_QUERY = """
WITH known AS (
    SELECT * FROM read_parquet($files)
    WHERE date < $as_of::DATE AND date >= $first::DATE
      AND (reported_at IS NULL OR reported_at::DATE <= $as_of::DATE)
), latest AS (
    SELECT * FROM known
    QUALIFY row_number() OVER (
        PARTITION BY {key} ORDER BY reported_at DESC NULLS LAST, {row} DESC) = 1
)
SELECT {keep}, {sums}
FROM latest
WHERE ($segment IS NULL OR segment = $segment)
  AND ($experiment_arm IS NULL OR experiment_arm = $experiment_arm)
GROUP BY {keep}, {masks}
ORDER BY {keep}, {masks}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Performance:
    """Reports in `folder`, one or more Parquet files a month.

    coverage: date, market, rows, newest_report, and for each metric that may be withheld
    `no_<metric>`, the rows without it.
    """

    folder: WorkFolder
    coverage: pl.DataFrame

    @property
    def height(self) -> int:
        """How many reports there are, of all days."""
        return int(self.coverage["rows"].sum())

    @property
    def newest(self) -> date | None:
        """The newest date; None where there is no row."""
        newest = self.coverage["date"].max()
        return newest if isinstance(newest, date) else None

    def reports(self) -> pl.DataFrame:
        """All reports with all columns of the contract, in the order of the file."""
        names = [spec.name for spec in _SPEC.fields]
        if not self.height:
            return _nothing(names)
        files = [str(path) for month in self._months() for path in self._files(month)]
        return pl.read_parquet(files, memory_map=False).sort(ROW).select(names)

    def until(
        self,
        as_of: date,
        *,
        days: int | None = None,
        keep: Sequence[str] = (),
        segment: str | None = None,
        experiment_arm: str | None = None,
    ) -> pl.DataFrame:
        """Arm days before `as_of` (at most `days` of them) by what had been reported by then.

        Of a row's reports the latest counts; those without `reported_at` came before all others,
        later rows of a file after earlier ones. Columns: date, market, channel, artist_id,
        template_id, then `keep` (os, campaign_id, creative_id, segment, experiment_arm: what
        else rows are told apart by), then METRICS summed. An arm day has a second row where
        numbers of some of its rows were withheld. `segment` and `experiment_arm` choose rows.
        """
        first = date.min if days is None else as_of - timedelta(days=days)
        ask = partial(
            _ask,
            self.folder.path,
            by=(*ARM_DAY, *keep),
            values={
                "as_of": as_of,
                "first": first,
                "segment": segment,
                "experiment_arm": experiment_arm,
            },
        )
        chunks = list(self._chunks(first, as_of))
        if not chunks:
            return _nothing((*ARM_DAY, *keep, *METRICS))
        with ThreadPoolExecutor(_THREADS) as pool:
            return pl.concat(pool.map(ask, chunks), rechunk=False)

    def _chunks(self, first: date, end: date) -> Iterator[list[str]]:
        """Files of whole months that touch the days, as many as one question takes."""
        files: list[str] = []
        rows = 0
        for month, count in self._by_month(first, end).iter_rows():
            if files and rows + count > _CHUNK_ROWS:
                yield files
                files, rows = [], 0
            files += [str(path) for path in self._files(month)]
            rows += count
        if files:
            yield files

    def _by_month(self, first: date, end: date) -> pl.DataFrame:
        asked = self.coverage.filter((pl.col("date") < end) & (pl.col("date") >= first))
        month = pl.col("date").dt.strftime("%Y-%m").alias("month")
        return asked.group_by(month).agg(pl.col("rows").sum()).sort("month")

    def _months(self) -> list[str]:
        return self._by_month(date.min, date.max)["month"].to_list()

    def _files(self, month: str) -> list[Path]:
        return sorted((self.folder.path / _ROOM / month).glob("*.parquet"))


@dataclass(kw_only=True, slots=True)
class PerformanceWriter:
    """Takes checked batches (with `__row`) in order and files them by month."""

    folder: WorkFolder = field(default_factory=WorkFolder)
    _counts: list[pl.DataFrame] = field(default_factory=list)
    _rows: int = 0

    def add(self, batch: pl.DataFrame) -> None:
        """File a batch; its `__row` becomes the place among all rows."""
        if batch.is_empty():
            return
        names = [spec.name for spec in _SPEC.fields]
        placed = batch.select(names).with_row_index(ROW, offset=self._rows)
        self._rows += batch.height
        self._counts.append(batch.group_by("date", "market").agg(_COUNTED))
        month = pl.col("date").dt.strftime("%Y-%m").alias("month")
        parts = placed.with_columns(month).partition_by("month", include_key=False, as_dict=True)
        for (name,), part in parts.items():
            target = self.folder.path / _ROOM / str(name)
            target.mkdir(parents=True, exist_ok=True)
            part.write_parquet(
                target / f"{len(self._counts):06d}.parquet", compression="lz4", statistics=True
            )

    def mark(self) -> int:
        """How many batches there are."""
        return len(self._counts)

    def forget(self, mark: int) -> None:
        """Give up the batches after the first `mark`."""
        lost = pl.concat(self._counts[mark:])["rows"].sum() if self._counts[mark:] else 0
        self._rows -= int(lost)
        del self._counts[mark:]
        for path in (self.folder.path / _ROOM).glob("*/*.parquet"):
            if int(path.stem) > mark:
                path.unlink()

    def close(self) -> Performance:
        """All that was added."""
        coverage = _nothing(["date", "market", *METRICS, "reported_at"])
        counts = [coverage.group_by("date", "market").agg(_COUNTED), *self._counts]
        summed = [pl.col("newest_report").max(), pl.exclude("newest_report").sum()]
        coverage = pl.concat(counts).group_by("date", "market").agg(summed)
        return Performance(folder=self.folder, coverage=coverage.sort("date", "market"))


def file_reports(reports: pl.DataFrame) -> Performance:
    """Reports that are in memory, with columns of the contract; absent ones are null."""
    writer = PerformanceWriter()
    writer.add(with_all_columns(reports))
    return writer.close()


def with_all_columns(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports with the columns of the contract that they lack, null."""
    absent = [f for f in _SPEC.fields if f.name not in reports.columns]
    return reports.with_columns(pl.lit(None, dtype=final_dtype(f)).alias(f.name) for f in absent)


def _ask(
    spill: Path, files: list[str], *, by: Sequence[str], values: dict[str, object]
) -> pl.DataFrame:
    """One question on one thread, so that sums of money repeat to the last bit."""
    folder = str(spill / "spill")
    with open_duckdb(threads=1, memory_limit=_MEMORY, temp_directory=folder) as connection:
        frame: pl.DataFrame = connection.sql(_query(by), params={"files": files, **values}).pl()
        return frame


def _query(by: Iterable[str]) -> str:
    counts = [name for name in METRICS if name not in {"spend", "revenue"}]
    return _QUERY.format(
        key=", ".join(_SPEC.key),
        row=ROW,
        keep=", ".join(by),
        masks=", ".join(f"{name} IS NULL" for name in METRICS),
        sums=", ".join(
            f"SUM({name})::{'BIGINT' if name in counts else 'DOUBLE'} AS {name}" for name in METRICS
        ),
    )


def _nothing(names: Iterable[str]) -> pl.DataFrame:
    kinds = {f.name: final_dtype(f) for f in _SPEC.fields}
    return pl.DataFrame(schema={name: kinds[name] for name in names})
