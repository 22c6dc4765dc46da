"""CSV as programs export it: separators, decimal commas, encodings, blocks."""

import io
from pathlib import Path

import pytest

from ranker import TableUnreadableError
from ranker.tables import csv_text
from ranker.tables.csv_text import read_csv_blocks, read_csv_text
from tests.unit.ranker.builders import CATALOG, load


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_header_tells_the_separator(separator: str) -> None:
    frame, _ = read_csv_text(
        f'a{separator}"b, c"{separator}d\n1{separator}2{separator}\n'.encode(), file="t.csv"
    )
    assert frame.rows() == [(2, "1", "2", None)]


def test_a_first_line_may_name_the_separator() -> None:
    frame, _ = read_csv_text(b"sep=;\r\na;b\r\n1;2\r\n", file="t.csv")
    assert frame.columns[1:] == ["a", "b"]
    assert frame.rows() == [(3, "1", "2")]


def test_blocks_are_cut_between_records(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(f"{i}", 'say "hi",\nthere' if i % 3 else "x") for i in range(50)]
    quoted = [(one, '"' + two.replace('"', '""') + '"') for one, two in rows]
    data = ("a,b\n" + "".join(f"{one},{two}\n" for one, two in quoted)).encode()
    whole, _ = read_csv_text(data, file="t.csv")
    monkeypatch.setattr(csv_text, "_BLOCK_BYTES", 40)
    blocks = list(read_csv_blocks(io.BytesIO(data), file="t.csv"))
    assert len(blocks) > 10
    parts = [row for frame, _ in blocks for row in frame.rows()]
    assert parts == whole.rows() == [(i + 2, *row) for i, row in enumerate(rows)]


def test_a_ragged_row_of_a_later_block_has_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "_BLOCK_BYTES", 8)
    frame, problems = read_csv_text(b"a,b\n1,2\n3,4\n5,6,7\n8,9\n", file="t.csv")
    assert frame["__row"].to_list() == [2, 3, 5]
    assert [problem.row for problem in problems] == [4]


def test_a_quotation_mark_that_nobody_closes_does_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_text, "_BLOCK_BYTES", 16)
    monkeypatch.setattr(csv_text, "_LONGEST_RECORD", 64)
    data = b'a,b\n1,"2\n' + b"3,4\n" * 100
    assert len(list(read_csv_blocks(io.BytesIO(data), file="t.csv"))) > 3


def test_an_encoding_is_read_where_mapping_yaml_says_it(tmp_path: Path) -> None:
    text = CATALOG + "a3,Zoé,pop,art/3.jpg\n"
    for name in ("windows-1252", "utf-16"):
        tables = load(
            tmp_path / name,
            catalog=text.encode(name),
            markets="market,locales,currency,daily_budget\nEG,ar,EGP,5\n".encode(name),
            mapping=f"encoding: {name}\n",
        )
        assert tables.problems == ()
        assert tables.catalog["name"].to_list()[-1] == "Zoé"
    with pytest.raises(TableUnreadableError, match=r"UTF-16; .*`encoding` in mapping\.yaml"):
        load(tmp_path / "untold", catalog=text.encode("utf-16"))


def test_decimal_commas_are_read_where_mapping_yaml_says_so(tmp_path: Path) -> None:
    markets = (
        "market;locales;currency;daily_budget\nDE;de;EUR;1.234,5\nFR;fr;EUR;7,25\nGB;en;GBP;1.5\n"
    )
    tables = load(tmp_path, markets=markets, mapping='decimal: ","\n')
    assert tables.markets["daily_budget"].to_list() == [1234.5, 7.25]
    assert [(p.row, p.column, p.value) for p in tables.problems] == [(4, "daily_budget", "1.5")]
