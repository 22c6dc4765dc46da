"""Whatever the bytes: good rows or told problems, and names as they were."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ranker import TablesError, examine_tables, load_tables
from tests.unit.ranker.builders import CATALOG, MARKETS_CSV, TODAY, write_folder

VISIBLE = st.characters(
    exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffd\u2028\u2029\ufeff"
)
NAME = st.text(VISIBLE, min_size=1, max_size=40).map(lambda text: f"x{text}x")


def as_csv(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


@settings(max_examples=40)
@given(st.lists(NAME, min_size=1, max_size=8))
def test_names_come_out_as_they_went_in(names: list[str]) -> None:
    rows = [[f"a{i}", name, "", "art.jpg"] for i, name in enumerate(names)]
    catalog = as_csv([["artist_id", "name", "genre", "artwork"], *rows])
    with tempfile.TemporaryDirectory() as place:
        folder = write_folder(Path(place), {"catalog": catalog, "markets": MARKETS_CSV})
        tables = load_tables(folder, today=TODAY)
    assert tables.catalog["name"].to_list() == names
    assert not tables.rejects


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_no_bytes_break_an_optional_table(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = write_folder(
            Path(place), {"catalog": CATALOG, "markets": MARKETS_CSV, "popularity": data}
        )
        tables = load_tables(folder, today=TODAY)
    assert tables.catalog.height == 2
    assert tables.popularity.is_empty()


CELL = st.one_of(
    st.sampled_from(["EG", "a1", "2025-06-01", "5", "-1", "nan", "1e400", "", "=1", "\ufffd"]),
    st.text(max_size=6),
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELL, min_size=3, max_size=5), max_size=6))
def test_every_row_is_used_or_told(rows: list[list[str]]) -> None:
    text = as_csv([["date", "market", "artist_id", "streams"], *rows])
    with tempfile.TemporaryDirectory() as place:
        folder = write_folder(
            Path(place), {"catalog": CATALOG, "markets": MARKETS_CSV, "popularity": text}
        )
        try:
            tables = load_tables(folder, today=TODAY)
        except TablesError:
            assert examine_tables(folder, today=TODAY).problems
            return
    good = [row for row in rows if row[:3] == ["2025-06-01", "EG", "a1"] and row[3:] == ["5"]]
    assert sum(tables.popularity["streams"]) >= 5 * len(good) * bool(good)
    assert all(problem.allowed for problem in tables.problems)
