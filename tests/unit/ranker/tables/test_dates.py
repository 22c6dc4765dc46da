"""Dates as people write them: read where they read one way."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from ranker import Tables
from ranker.tables.dates import order_told, read_days, read_moments
from ranker.tables.mapping import DateOrder
from tests.unit.ranker.builders import load


def days(*cells: str, order: DateOrder | None = None, time_zone: str = "UTC") -> list[date | None]:
    return read_days(pl.Series(cells), order=order, time_zone=time_zone).to_list()


@pytest.mark.parametrize(
    "cell",
    [
        *("2025-06-13", "2025/06/13", "2025.06.13", "13.06.2025", "13 Jun 2025", "13-Jun-2025"),
        *("Jun 13, 2025", "June 13, 2025", "13 June 2025", "13/06/2025", "06/13/2025"),
        *("06-13-2025", " 2025-06-13 ", "2025-06-13T10:00", "2025-06-13 23:59:59"),
        *("2025-06-13T00:30:00Z", "2025-06-13T23:30:00+00:00"),
    ],
)
def test_what_reads_one_way_is_read(cell: str) -> None:
    assert days(cell) == [date(2025, 6, 13)]


@pytest.mark.parametrize(
    "cell", ["01/02/2025", "1-2-2025", "31/31/2025", "20250613", "45821", "13/06/25", "June", ""]
)
def test_what_does_not_is_left_alone(cell: str) -> None:
    assert days(cell) == [None]


def test_a_day_that_is_its_month_reads_one_way() -> None:
    assert days("05/05/2025") == [date(2025, 5, 5)]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("01/02/2025", "13/02/2025"), DateOrder.DAY_FIRST),
        (("01/02/2025", "02/13/2025"), DateOrder.MONTH_FIRST),
        (("01/02/2025", "02/03/2025"), None),
        (("13/02/2025", "02/13/2025"), None),
        (("2025-06-13",), None),
        ((), None),
    ],
)
def test_the_cells_of_a_column_tell_their_order(
    cells: tuple[str, ...], told: DateOrder | None
) -> None:
    assert order_told([pl.Series(cells, dtype=pl.String)]) == told


def test_a_time_with_an_offset_is_on_the_day_of_the_zone() -> None:
    assert days("2025-06-13T23:30:00Z", time_zone="Asia/Tokyo") == [date(2025, 6, 14)]
    assert days("2025-06-13T00:30:00+09:00", time_zone="UTC") == [date(2025, 6, 12)]
    assert days("2025-06-13T23:30:00", time_zone="Asia/Tokyo") == [date(2025, 6, 13)]


def test_moments_are_in_utc() -> None:
    cells = pl.Series(["2025-06-13", "2025-06-13T06:00", "2025-06-13 06:00:30+02:00", "soon"])
    assert read_moments(cells, time_zone="UTC").to_list() == [
        datetime(2025, 6, 13),
        datetime(2025, 6, 13, 6),
        datetime(2025, 6, 13, 4, 0, 30),
        None,
    ]
    assert read_moments(cells, time_zone="America/New_York").to_list() == [
        datetime(2025, 6, 13, 4),
        datetime(2025, 6, 13, 10),
        datetime(2025, 6, 13, 4, 0, 30),
        None,
    ]


def test_an_hour_that_the_clock_skipped_is_no_time() -> None:
    skipped = pl.Series(["2025-03-30T02:30"])
    assert read_moments(skipped, time_zone="Europe/Berlin").to_list() == [None]


def popularity(folder: Path, *cells: str, mapping: str = "") -> Tables:
    rows = "".join(f'"{cell}",EG,a1,1\n' for cell in cells)
    return load(folder, popularity=f"date,market,artist_id,streams\n{rows}", mapping=mapping)


def test_one_cell_tells_the_order_of_the_column(tmp_path: Path) -> None:
    tables = popularity(tmp_path, "01/02/2025", "13/02/2025", "2025-02-14")
    assert tables.problems == ()
    assert tables.popularity["date"].to_list() == [
        date(2025, 2, 1),
        date(2025, 2, 13),
        date(2025, 2, 14),
    ]


def test_ambiguous_dates_are_refused_and_mapping_yaml_settles_them(tmp_path: Path) -> None:
    tables = popularity(tmp_path / "as found", "01/02/2025")
    (problem,) = tables.problems
    assert (problem.row, problem.column, problem.value) == (2, "date", "01/02/2025")
    assert problem.allowed == (
        "a date that reads one way, YYYY-MM-DD; or dates: day-first (or month-first) in "
        "mapping.yaml"
    )
    for order, month in (("day-first", 2), ("month-first", 1)):
        told = popularity(tmp_path / order, "01/02/2025", mapping=f"dates: {order}\n")
        assert told.problems == ()
        (day,) = told.popularity["date"]
        assert day.month == month


def test_contradicting_cells_are_read_where_each_is_clear(tmp_path: Path) -> None:
    tables = popularity(tmp_path, "13/02/2025", "02/14/2025", "01/02/2025")
    assert tables.popularity.height == 2
    assert [problem.row for problem in tables.problems] == [4]
