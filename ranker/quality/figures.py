"""A reading of a folder → the figures of its quality, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from ranker.tables.fields import TABLE_SPECS, TableSpec
from ranker.tables.load import tables_of
from ranker.tables.performance import METRICS
from ranker.tables.problem import Problem, kind_of
from ranker.tables.reading import Reading, as_problem
from ranker.tables.rejects import Rejects
from ranker.tables.tables import Tables


@dataclass(frozen=True, kw_only=True, slots=True)
class TableFigures:
    """A table: rows found, used and set aside; the days it covers, None where it has no dates.

    missing: there is no such file, or it cannot be used.
    """

    table: str
    required: bool
    missing: bool
    rows: int
    rejected: int
    first: date | None
    newest: date | None
    age_days: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemFigures:
    """Problems of one kind: how many, and the first few as `file, row: value`."""

    table: str
    column: str | None
    severity: str
    allowed: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MarketFigures:
    """A market's performance: rows, days with and without any between its first and newest.

    withheld: the part of its rows without registrations. rows_by_day: day → rows, days without
    rows left out.
    """

    market: str
    rows: int
    first: date | None
    newest: date | None
    days: int
    gaps: int
    withheld: float | None
    rows_by_day: Mapping[date, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class DataQuality:
    """All figures of a folder on `read_on`.

    withheld: metric → the part of performance rows without it. problems: told one by one, up to
    ten thousand of a table; `kinds` counts all. rejects: the rows that were set aside.
    """

    folder: str
    read_on: date
    tables: tuple[TableFigures, ...]
    kinds: tuple[ProblemFigures, ...]
    markets: tuple[MarketFigures, ...]
    withheld: Mapping[str, float]
    newest_report: datetime | None
    problems: tuple[Problem, ...]
    rejects: Mapping[str, Rejects]


def quality_of(reading: Reading, *, folder: str) -> DataQuality:
    """The figures of what was read."""
    tables = tables_of(reading)
    coverage = tables.performance.coverage
    rows = tables.performance.height
    newest_report = coverage["newest_report"].max()
    return DataQuality(
        folder=folder,
        read_on=reading.today,
        tables=tuple(_table(spec, reading, tables) for spec in TABLE_SPECS.values()),
        kinds=_kinds(reading),
        markets=_markets(tables),
        withheld={m: float(coverage[f"no_{m}"].sum()) / rows for m in METRICS if rows},
        newest_report=newest_report if isinstance(newest_report, datetime) else None,
        problems=(*map(as_problem, reading.errors), *tables.problems),
        rejects=tables.rejects,
    )


def _table(spec: TableSpec, reading: Reading, tables: Tables) -> TableFigures:
    rejected = reading.rejects.get(spec.name)
    days = _days(spec, tables)
    first, newest = (days.min(), days.max()) if days is not None else (None, None)
    return TableFigures(
        table=spec.name,
        required=spec.required,
        missing=spec.name in reading.missing,
        rows=reading.rows.get(spec.name, 0),
        rejected=rejected.height if rejected else 0,
        first=first if isinstance(first, date) else None,
        newest=newest if isinstance(newest, date) else None,
        age_days=(reading.today - newest).days if isinstance(newest, date) else None,
    )


def _days(spec: TableSpec, tables: Tables) -> pl.Series | None:
    if spec.field("date") is None:
        return None
    if spec.name == "performance":
        return tables.performance.coverage["date"]
    return tables.frame(spec.name)["date"]


def _kinds(reading: Reading) -> tuple[ProblemFigures, ...]:
    """What made a required table unusable, then errors before warnings, the most frequent first."""
    fatal = [(kind_of(p.file.split(".")[0], p), 1, [p]) for p in map(as_problem, reading.errors)]
    found = [(kind, n, reading.log.examples[kind]) for kind, n in reading.log.counts.items()]
    found.sort(key=lambda item: (item[0].severity, -item[1], item[0].table, item[0].column or ""))
    return tuple(
        ProblemFigures(
            table=kind.table,
            column=kind.column,
            severity=kind.severity.value,
            allowed=kind.allowed,
            count=count,
            examples=tuple(map(_example, examples)),
        )
        for kind, count, examples in (*fatal, *found)
    )


def _example(problem: Problem) -> str:
    place = problem.file if problem.row is None else f"{problem.file}, row {problem.row}"
    return f"{place}: {'nothing' if problem.value is None else problem.value}"


def _markets(tables: Tables) -> tuple[MarketFigures, ...]:
    """Every market of the markets table, in the order of its ids."""
    parts = tables.performance.coverage.partition_by("market", as_dict=True)
    nothing = tables.performance.coverage.clear()
    ids = sorted(tables.markets["market"])
    return tuple(_market(market, parts.get((market,), nothing)) for market in ids)


def _market(market: str, coverage: pl.DataFrame) -> MarketFigures:
    days: list[date] = coverage["date"].to_list()
    rows: list[int] = coverage["rows"].to_list()
    first, newest = (days[0], days[-1]) if days else (None, None)
    return MarketFigures(
        market=market,
        rows=sum(rows),
        first=first,
        newest=newest,
        days=len(days),
        gaps=(newest - first).days + 1 - len(days) if first and newest else 0,
        withheld=float(coverage["no_registrations"].sum()) / sum(rows) if rows else None,
        rows_by_day=dict(zip(days, rows, strict=True)),
    )
