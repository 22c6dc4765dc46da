"""Figures of a folder's quality → a page of HTML, or a JSON document."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from ranker.quality.coverage_map import coverage_map
from ranker.quality.figures import DataQuality, MarketFigures, ProblemFigures, TableFigures
from ranker.report.page import Fact, Page, Section, Table

_MOST_ROWS = 100
# A newest day older than this is worth a note.
_LATE_DAYS = 3


def quality_document(quality: DataQuality) -> dict[str, Any]:
    """The figures as JSON has them; days and times in ISO 8601."""
    document = asdict(replace(quality, rejects={}))
    del document["rejects"]  # files, which are gone when this program is
    for market in document["markets"]:
        market["rows_by_day"] = {str(day): n for day, n in market["rows_by_day"].items()}
    return document


def quality_page(quality: DataQuality) -> Page:
    """The page: what is there, what is wrong, which markets and days it covers."""
    return Page(
        title=f"Data quality of {quality.folder}",
        subtitle=f"As read on {quality.read_on}: what is used, what was set aside, and why.",
        facts=tuple(_facts(quality)),
        notes=tuple(_notes(quality)),
        sections=tuple(_sections(quality)),
    )


def _facts(quality: DataQuality) -> Iterator[Fact]:
    rows = sum(table.rows for table in quality.tables)
    rejected = sum(table.rejected for table in quality.tables)
    yield Fact(value=f"{rows - rejected:,}", label="rows used", note=f"of {rows:,} found")
    part = f"{rejected / rows:.2%} of all" if rows else ""
    yield Fact(value=f"{rejected:,}", label="rows set aside", note=part)
    covered = sum(1 for market in quality.markets if market.rows)
    told = f"of {len(quality.markets):,}"
    yield Fact(value=f"{covered:,}", label="markets with performance", note=told)
    for table in quality.tables:
        if table.table == "performance" and table.newest is not None:
            yield Fact(
                value=str(table.newest),
                label="newest day of performance",
                note=f"{table.age_days} days before this reading",
            )
    if "registrations" in quality.withheld:
        yield Fact(
            value=f"{quality.withheld['registrations']:.1%}",
            label="of rows without registrations",
            note="withheld by the platform, never counted as zero",
        )


def _notes(quality: DataQuality) -> Iterator[str]:
    for table in quality.tables:
        if table.missing and table.required:
            yield f"{table.table} is needed and cannot be used: nothing can be ranked."
        elif table.missing:
            yield f"{table.table} is missing: the ranking does without it and says so."
        elif table.age_days is not None and table.age_days > _LATE_DAYS:
            yield f"{table.table} is late: its newest day is {table.newest}."
    gaps = [market for market in quality.markets if market.gaps]
    if gaps:
        worst = max(gaps, key=lambda market: market.gaps)
        yield (
            "Days without performance between a market's first and newest day: in "
            f"{len(gaps)} of {len(quality.markets)} markets, most in {worst.market}: {worst.gaps}."
        )
    if quality.markets and any(market.rows for market in quality.markets):
        silent = [market.market for market in quality.markets if not market.rows]
        if silent:
            more = f" and {len(silent) - 5} more" if len(silent) > 5 else ""
            yield f"Markets without any performance: {', '.join(silent[:5])}{more}."


def _sections(quality: DataQuality) -> Iterator[Section]:
    yield Section(title="Tables", tables=(_tables(quality.tables),))
    yield _problems(quality.kinds)
    if any(market.rows for market in quality.markets):
        yield Section(
            title="Coverage",
            text=(
                "Performance rows of each market, day by day (week by week over long spans), "
                "against the market's own median: the deeper, the more. Red is a gap.",
            ),
            drawings=(coverage_map(quality.markets),),
            tables=(_markets(quality.markets),),
        )
    if quality.withheld:
        yield _withheld(quality)


def _tables(tables: Sequence[TableFigures]) -> Table:
    columns = ("table", "rows", "used", "set aside", "first day", "newest day", "age, days", "")
    rows = [
        (
            table.table,
            f"{table.rows:,}",
            f"{table.rows - table.rejected:,}",
            f"{table.rejected:,}",
            _day(table.first),
            _day(table.newest),
            "" if table.age_days is None else str(table.age_days),
            "missing" if table.missing else "",
        )
        for table in tables
    ]
    numbers = ("rows", "used", "set aside", "age, days")
    strong = [place for place, table in enumerate(tables) if table.rejected]
    return Table(columns=columns, rows=rows, numbers=numbers, strong=strong)


def _problems(kinds: Sequence[ProblemFigures]) -> Section:
    if not kinds:
        return Section(title="Problems", text=("None: every row is used as it stands.",))
    columns = ("problems", "what", "table", "column", "allowed", "for example")
    rows = [
        (
            f"{kind.count:,}",
            kind.severity,
            kind.table,
            kind.column or "",
            kind.allowed,
            "; ".join(example[:120] for example in kind.examples),
        )
        for kind in kinds[:_MOST_ROWS]
    ]
    more = (
        [f"{len(kinds) - _MOST_ROWS} more kinds are not shown."] if len(kinds) > len(rows) else []
    )
    return Section(
        title="Problems",
        text=(
            "An error sets its row aside; a warning leaves it as it is. The rejects files have "
            "every row that was set aside.",
            *more,
        ),
        tables=(Table(columns=columns, rows=rows, numbers=("problems",)),),
    )


def _markets(markets: Sequence[MarketFigures]) -> Table:
    """The markets that need a look come first: those with gaps, late ones, the others by id."""
    newest = max(market.newest for market in markets if market.newest)
    ordered = sorted(markets, key=lambda m: (-m.gaps, m.newest or date.min, m.market))[:_MOST_ROWS]
    rows = [
        (
            market.market,
            f"{market.rows:,}",
            _day(market.first),
            _day(market.newest),
            str(market.days),
            str(market.gaps) if market.rows else "",
            "" if market.withheld is None else f"{market.withheld:.1%}",
        )
        for market in ordered
    ]
    columns = ("market", "rows", "first day", "newest day", "days", "gaps", "no registrations")
    late = [place for place, market in enumerate(ordered) if market.newest != newest]
    return Table(columns=columns, rows=rows, numbers=columns[1:], strong=late)


def _withheld(quality: DataQuality) -> Section:
    rows = [
        (metric, "all: not given" if part == 1 else f"{part:.2%}")
        for metric, part in quality.withheld.items()
        if metric != "spend"  # a row without it is set aside
    ]
    newest = quality.newest_report
    told = f" The newest report came at {newest:%Y-%m-%d %H:%M} UTC." if newest else ""
    return Section(
        title="What platforms withhold",
        text=(
            "The part of performance rows without a number. Such rows count neither for nor "
            f"against an ad, with their spend.{told}",
        ),
        tables=(
            Table(columns=("metric", "rows without it"), rows=rows, numbers=("rows without it",)),
        ),
    )


def _day(day: date | None) -> str:
    return "" if day is None else str(day)
