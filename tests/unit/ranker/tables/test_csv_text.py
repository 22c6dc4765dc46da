"""CSV bytes → text cells."""

import pytest

from ranker import TableUnreadableError
from ranker.tables.csv_text import ROW, read_csv_text


def test_rows_count_as_in_a_spreadsheet() -> None:
    frame, problems = read_csv_text(b'a,b\n1,"x\ny"\n,2\n', file="t.csv")
    assert frame.rows() == [(2, "1", "x\ny"), (3, None, "2")]
    assert problems == ()


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    frame, _ = read_csv_text("\ufeffa,b\n1,2\n".encode(), file="t.csv")
    assert frame.columns == [ROW, "a", "b"]


def test_windows_line_ends_are_no_part_of_the_last_cell() -> None:
    frame, _ = read_csv_text(b"a,b\r\n1,2\r\n", file="t.csv")
    assert frame.rows() == [(2, "1", "2")]


@pytest.mark.parametrize("data", [b"", b"\n", b"  \n\n", "\ufeff".encode()])
def test_nothing_is_a_table_without_columns(data: bytes) -> None:
    frame, problems = read_csv_text(data, file="t.csv")
    assert frame.columns == [ROW]
    assert problems == ()


def test_a_row_of_too_many_cells_is_a_problem_of_its_own() -> None:
    frame, problems = read_csv_text(b"a,b\n1,2\n3,4,5\n6,7\n", file="t.csv")
    assert frame.rows() == [(2, "1", "2"), (4, "6", "7")]
    (problem,) = problems
    assert (problem.row, problem.value) == (3, "3,4,5")
    assert "2 cells as in the header (this row has 3)" in problem.allowed


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("a,b\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x00\x00", "not text"),
        (b"a,b,a\n1,2,3\n", "more than once"),
    ],
)
def test_what_is_no_csv_is_told(data: bytes, what: str) -> None:
    with pytest.raises(TableUnreadableError, match=what):
        read_csv_text(data, file="t.csv")
