"""Dates and times in text → days and moments in UTC, never by guessing.

A date reads one way or is not read: 2025-06-01, 2025/06/01, 1 Jun 2025, 01.06.2025 (no locale
writes the month first with dots; CLDR) and 13/06/2025 do. What 01/02/2025 means is told by the
other cells of its column, or by `dates` in mapping.yaml.
"""

import re
from collections.abc import Callable, Iterable

import polars as pl

from ranker.tables.mapping import DateOrder

_WRITTEN = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y"),
    *("%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%b %d %Y"),
    *("%d %B %Y", "%d-%B-%Y", "%B %d, %Y", "%B %d %Y"),
)
_NUMBERS = r"^(\d{1,2})[/-](\d{1,2})[/-]\d{4}$"
_DAY_OF_TIME = r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$"
_ZONED = tuple(
    f"%Y-%m-%d{middle}%H:%M{seconds}%:z" for middle in "T " for seconds in ("", ":%S%.f")
)
_PLAIN = (*(f"%Y-%m-%d{middle}%H:%M{seconds}" for middle in "T " for seconds in ("", ":%S%.f")),)


def order_told(columns: Iterable[pl.Series]) -> DateOrder | None:
    """The order that cells like 13/06/2025 tell; None where none does, or they contradict."""
    first, second = False, False
    for cells in columns:
        numbers = cells.unique().str.strip_chars().str.extract_groups(_NUMBERS).struct.unnest()
        if numbers.height:
            first |= bool((numbers["1"].cast(pl.Int64) > 12).any())
            second |= bool((numbers["2"].cast(pl.Int64) > 12).any())
    if first == second:
        return None
    return DateOrder.DAY_FIRST if first else DateOrder.MONTH_FIRST


def needs_order(cells: pl.Series) -> bool:
    """Whether any cell is a date of numbers in which day and month could be either."""
    return bool(cells.unique().str.strip_chars().str.contains(_NUMBERS).any())


def reads_two_ways(cell: str | None) -> bool:
    """Whether the cell is a date of numbers whose day and month cannot be told apart."""
    numbers = re.match(_NUMBERS, (cell or "").strip())
    return numbers is not None and all(1 <= int(number) <= 12 for number in numbers.groups())


def read_days(cells: pl.Series, *, order: DateOrder | None, time_zone: str) -> pl.Series:
    """Text → dates; a time with an offset is on the day that `time_zone` has then."""
    return _each_once(cells, lambda cell: _days(cell, order, time_zone), pl.Date())


def read_moments(cells: pl.Series, *, time_zone: str) -> pl.Series:
    """Text → times in UTC without a zone; what has no offset is of `time_zone`."""
    return _each_once(cells, lambda cell: _moments(cell, time_zone), pl.Datetime("us"))


def to_utc(time: pl.Expr, *, time_zone: str) -> pl.Expr:
    """A time without a zone, of `time_zone`, in UTC; null for one that a clock skipped."""
    local = time.dt.replace_time_zone(time_zone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def to_day(time: pl.Expr, *, time_zone: str) -> pl.Expr:
    """A time in UTC without a zone → the day that `time_zone` has then."""
    return time.dt.replace_time_zone("UTC").dt.convert_time_zone(time_zone).dt.date()


def _each_once(
    cells: pl.Series, read: Callable[[pl.Expr], pl.Expr], kind: pl.DataType
) -> pl.Series:
    """A column of history repeats its dates: each is read once."""
    texts = pl.DataFrame({"text": cells.unique()}).drop_nulls()
    found = texts.with_columns(read(pl.col("text").str.strip_chars()).cast(kind).alias("found"))
    return (
        pl.DataFrame({"text": cells})
        .join(found, on="text", how="left", maintain_order="left")["found"]
        .alias(cells.name)
    )


def _days(cell: pl.Expr, order: DateOrder | None, time_zone: str) -> pl.Expr:
    # A year has four digits; chrono would read 25 as the year 25.
    whole = pl.when(cell.str.contains(r"\d{4}")).then(cell)
    written = [whole.str.to_date(style, strict=False) for style in _WRITTEN]
    times = cell.str.extract(_DAY_OF_TIME).str.to_date("%Y-%m-%d", strict=False)
    zoned = to_day(_zoned(cell), time_zone=time_zone)
    return pl.coalesce(*written, times, zoned, _of_numbers(cell, order))


def _of_numbers(cell: pl.Expr, order: DateOrder | None) -> pl.Expr:
    plain = pl.when(cell.str.contains(_NUMBERS)).then(cell.str.replace_all("-", "/", literal=True))
    day = plain.str.to_date("%d/%m/%Y", strict=False)
    month = plain.str.to_date("%m/%d/%Y", strict=False)
    if order is not None:
        return day if order is DateOrder.DAY_FIRST else month
    either = pl.when(day == month).then(day)
    return pl.when(month.is_null()).then(day).when(day.is_null()).then(month).otherwise(either)


def _moments(cell: pl.Expr, time_zone: str) -> pl.Expr:
    times = [cell.str.to_datetime(style, strict=False, time_unit="us") for style in _PLAIN]
    midnight = cell.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    return pl.coalesce(_zoned(cell), to_utc(pl.coalesce(*times, midnight), time_zone=time_zone))


def _zoned(cell: pl.Expr) -> pl.Expr:
    """A time with its distance from UTC, in UTC without a zone."""
    text = cell.str.replace("[Zz]$", "+00:00")
    readings = [
        text.str.to_datetime(style, strict=False, time_unit="us", time_zone="UTC")
        for style in _ZONED
    ]
    return pl.coalesce(readings).dt.replace_time_zone(None)
