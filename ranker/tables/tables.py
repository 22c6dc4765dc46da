"""The checked tables of one customer, as frames."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl

from ranker.tables.fields import TABLE_SPECS
from ranker.tables.performance import Performance
from ranker.tables.problem import Problem, Severity
from ranker.tables.rejects import Rejects

# What a ranking looks back on: the longest look-back of a feature and half a year to learn from.
# Of years of a large customer more would neither fit into memory nor still be true.
HISTORY_DAYS = 200
_DATED = ("popularity", "promotions")


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables:
    """All tables, typed and checked; absent ones are empty and named in `missing`.

    `rejects` has the rows that were set aside, as found, per table that has any. `digest` is
    the SHA-256 of the good rows: equal data gives equal digests, whatever the file format.
    """

    catalog: pl.DataFrame
    markets: pl.DataFrame
    content: pl.DataFrame
    performance: Performance
    popularity: pl.DataFrame
    similarity: pl.DataFrame
    promotions: pl.DataFrame
    problems: tuple[Problem, ...]
    rejects: Mapping[str, Rejects]
    missing: tuple[str, ...]
    digest: str

    def frame(self, table: str) -> pl.DataFrame:
        """The table of that name. Raises KeyError for a name outside the contract."""
        if table == "performance":
            return self.performance.reports()
        frames = {name: getattr(self, name) for name in TABLE_SPECS}
        frame: pl.DataFrame = frames[table]
        return frame

    @property
    def losses(self) -> tuple[str, ...]:
        """What is not used of each table, in a sentence: its first problem, and how many rows."""
        first: dict[str, Problem] = {}
        for problem in self.problems:
            if problem.severity is Severity.ERROR:
                first.setdefault(problem.table, problem)
        rows = {table: self.rejects[table].height for table in first if table in self.rejects}
        return tuple(
            f"not used: {problem}"
            + (f"; {rows[table]} rows of {table} in all" if rows.get(table, 0) > 1 else "")
            for table, problem in first.items()
        )

    @property
    def newest(self) -> date | None:
        """The newest date of performance, popularity and promotions; None where all are empty."""
        dates = [self.performance.newest, *(self.frame(name)["date"].max() for name in _DATED)]
        return max((day for day in dates if isinstance(day, date)), default=None)

    @property
    def as_of(self) -> date | None:
        """The day after the newest date: the day on which a ranking of these tables is made."""
        return None if self.newest is None else self.newest + timedelta(days=1)

    def ranking_day(self, asked: date | None = None) -> date:
        """The day to rank for: as asked, else `as_of`, else today."""
        return asked or self.as_of or datetime.now(UTC).date()

    def performance_until(
        self,
        as_of: date,
        *,
        days: int | None = HISTORY_DAYS,
        keep: Sequence[str] = (),
        segment: str | None = None,
        experiment_arm: str | None = None,
    ) -> pl.DataFrame:
        """Arm days before `as_of` as they were known that day: see `Performance.until`.

        At most HISTORY_DAYS of them unless told otherwise; None: all there are.
        """
        return self.performance.until(
            as_of, days=days, keep=keep, segment=segment, experiment_arm=experiment_arm
        )

    def popularity_until(self, as_of: date) -> pl.DataFrame:
        """Popularity of the days before `as_of`."""
        return self.popularity.filter(pl.col("date") < as_of)

    def promotions_until(self, as_of: date) -> pl.DataFrame:
        """Promotions of the days before `as_of`."""
        return self.promotions.filter(pl.col("date") < as_of)
