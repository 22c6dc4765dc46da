"""A folder → Tables: what is required, what may be missing, what is set aside."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ranker import (
    ColumnMissingError,
    PersonalColumnError,
    Severity,
    TableEmptyError,
    TableMissingError,
    TablesError,
    TableUnreadableError,
    examine_tables,
    load_tables,
)
from tests.unit.ranker.builders import CATALOG, MARKETS_CSV, TODAY, load, write_folder

PERFORMANCE = (
    "date,market,channel,os,artist_id,template_id,impressions,clicks,registrations,"
    "subscriptions,spend,reported_at\n"
)


def test_two_tables_are_enough(tmp_path: Path) -> None:
    tables = load(tmp_path)
    assert tables.problems == ()
    assert tables.missing == (
        *("content", "performance", "popularity", "similarity", "promotions"),
    )
    assert tables.performance.height == 0
    assert tables.performance.reports().schema["spend"] == pl.Float64
    assert tables.newest is None
    assert tables.as_of is None


@pytest.mark.parametrize("table", ["catalog", "markets"])
def test_a_required_table_that_is_missing_is_an_error(table: str, tmp_path: Path) -> None:
    both = {"catalog": CATALOG, "markets": MARKETS_CSV}
    del both[table]
    folder = write_folder(tmp_path, both)
    with pytest.raises(TableMissingError, match=f"{table}.parquet or {table}.csv.*allowed: a file"):
        load_tables(folder)
    assert [problem.file for problem in examine_tables(folder).problems] == [
        f"{table}.parquet or {table}.csv"
    ]


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TableMissingError, match="there is no such folder"):
        load_tables(tmp_path / "nowhere")


def test_a_required_column_that_is_missing_says_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(ColumnMissingError) as caught:
        load(tmp_path, catalog="id,name,genre,artwork\n1,Layla,pop,a.jpg\n")
    assert caught.value.file == "catalog.csv"
    assert caught.value.column == "artist_id"
    assert "found: id, name, genre, artwork" in str(caught.value)
    assert "artist_id, name, genre, artwork" in caught.value.allowed


def test_a_wrong_column_in_an_optional_table_leaves_it_empty(tmp_path: Path) -> None:
    tables = load(tmp_path, popularity="date,market,artist,streams\n2025-06-01,EG,a1,5\n")
    assert tables.popularity.is_empty()
    assert tables.missing[-1] == "promotions"
    assert "popularity" in tables.missing
    (problem,) = tables.problems
    assert (problem.file, problem.row, problem.column) == ("popularity.csv", None, "artist_id")


def test_no_usable_row_in_a_required_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        TableEmptyError, match=r"markets.csv: no usable row \(first problem: .*EURO"
    ):
        load(tmp_path, markets="market,locales,currency,daily_budget\nEG,ar,EURO,5\n")
    with pytest.raises(TableEmptyError, match=r"catalog\.csv: no usable row; allowed"):
        load(tmp_path / "other", catalog="")


def test_check_lists_every_problem_at_once(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path,
        {
            "catalog": CATALOG + "a3,,pop,art/3.jpg\n",
            "popularity": "date,market,artist_id,streams\n2025-06-01,XX,a1,5\n2025-06-01,EG,a9,5\n",
        },
    )
    found = [(p.file, p.row, p.column) for p in examine_tables(folder, today=TODAY).problems]
    assert found == [
        ("markets.parquet or markets.csv", None, None),
        ("catalog.csv", 4, "name"),
        ("popularity.csv", 3, "artist_id"),
    ]


def test_a_bad_row_is_set_aside_and_the_others_are_used(tmp_path: Path) -> None:
    tables = load(
        tmp_path,
        popularity="date,market,artist_id,streams\n"
        "2025-06-01,EG,a1,10\n2025-06-01,EG,a2,-4\n2025-06-01,EG,zz,4\n",
    )
    assert tables.popularity.rows() == [(date(2025, 6, 1), "EG", "a1", 10)]
    assert tables.rejects["popularity"].frame()["row"].to_list() == [3, 4]
    assert [(p.row, p.column, p.value, p.severity) for p in tables.problems] == [
        (3, "streams", "-4.0", Severity.ERROR),
        (4, "artist_id", "zz", Severity.ERROR),
    ]


def test_popularity_rows_of_the_same_day_are_summed(tmp_path: Path) -> None:
    tables = load(
        tmp_path,
        popularity="date,market,artist_id,streams\n"
        "2025-06-01,EG,a1,10\n2025-06-01,EG,a1,5\n2025-06-02,EG,a1,1\n",
    )
    assert tables.popularity["streams"].to_list() == [15, 1]


def test_the_latest_report_known_on_the_day_wins(tmp_path: Path) -> None:
    row = "2025-06-01,EG,meta,ios,a1,t1,10,5,{},,9.5,{}\n"
    tables = load(
        tmp_path,
        performance=PERFORMANCE
        + row.format(7, "2025-06-07T05:00:00Z")
        + row.format(3, "2025-06-02")
        + row.format(1, ""),
    )
    known = {
        day: tables.performance_until(date(2025, 6, day))["registrations"].to_list()
        for day in (1, 2, 6, 7)
    }
    assert known == {1: [], 2: [3], 6: [3], 7: [7]}


def test_withheld_registrations_stay_null(tmp_path: Path) -> None:
    tables = load(tmp_path, performance=PERFORMANCE + "2025-06-01,EG,meta,,a1,t1,10,5,,,9.5,\n")
    assert tables.performance.reports()["registrations"].to_list() == [None]
    assert tables.performance.reports()["os"].to_list() == [None]


def test_repeated_ids_keep_the_first_row(tmp_path: Path) -> None:
    tables = load(tmp_path, catalog=CATALOG + "a1,Impostor,pop,art/9.jpg\n")
    assert tables.catalog["name"].to_list() == ["Layla", "Omar"]
    (problem,) = tables.problems
    assert (problem.row, problem.column, problem.value) == (4, "artist_id", "a1")
    assert "first row is used" in problem.allowed


def test_similarity_of_an_artist_to_itself_is_left_out(tmp_path: Path) -> None:
    tables = load(
        tmp_path,
        similarity="artist_id,similar_artist_id,similarity\na1,a1,1\na1,a2,0.3\na1,a2,0.5\n",
    )
    assert tables.similarity.rows() == [("a1", "a2", 0.5)]


@pytest.mark.parametrize("column", ["user_id", "E-Mail", "idfa", "Advertising ID", "userEmail"])
def test_personal_columns_are_refused(column: str, tmp_path: Path) -> None:
    with pytest.raises(PersonalColumnError, match="identifies a person and is refused"):
        load(tmp_path, popularity=f"date,market,artist_id,streams,{column}\n")


def test_a_mapping_does_not_make_personal_columns_fit(tmp_path: Path) -> None:
    with pytest.raises(PersonalColumnError):
        load(
            tmp_path,
            mapping="popularity: {artist_id: user_id}\n",
            popularity="date,market,user_id,streams\n",
        )


def test_foreign_columns_are_renamed_or_ignored(tmp_path: Path) -> None:
    tables = load(
        tmp_path,
        mapping="popularity:\n  market: country\n  artist_id: artists\n  streams: popularity\n",
        popularity="country,date,artists,name,popularity,streams\nEG,2025-06-01,a1,Song,66,1\n",
    )
    assert tables.popularity.rows() == [(date(2025, 6, 1), "EG", "a1", 66)]


def test_a_parquet_table_reads_like_a_csv(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"date": [date(2025, 6, 1)], "market": ["EG"], "artist_id": ["a1"], "streams": [5.0]}
    )
    text = load(tmp_path / "csv", popularity=frame.write_csv())
    binary = load(tmp_path / "parquet", popularity=frame)
    assert text.popularity.equals(binary.popularity)
    assert text.digest == binary.digest


def test_parquet_of_the_wrong_types_is_told_cell_by_cell(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"date": [19, 20], "market": ["EG", "JP"], "artist_id": [["a1"], []], "streams": [True] * 2}
    )
    tables = load(tmp_path, popularity=frame)
    assert tables.popularity.is_empty()
    assert {p.column for p in tables.problems} == {"date", "artist_id", "streams"}


def test_a_file_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"catalog": CATALOG, "markets": MARKETS_CSV})
    (folder / "popularity.parquet").write_bytes(b"PAR1 not really")
    tables = load_tables(folder)
    assert [p.file for p in tables.problems] == ["popularity.parquet"]
    (folder / "catalog.parquet").write_bytes(b"")
    with pytest.raises(TableUnreadableError, match="both there; allowed: one file per table"):
        load_tables(folder)


def test_the_folder_never_raises_anything_else(tmp_path: Path) -> None:
    with pytest.raises(TablesError):
        load(tmp_path, catalog=b"\xff\xfea\x00")


def test_a_prefix_is_read_like_a_folder(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"day": [date(2025, 6, 1)], "market": ["EG"], "artist_id": ["a1"], "streams": [5]}
    )
    tables: dict[str, str | bytes | pl.DataFrame] = {
        "catalog": CATALOG,
        "markets": MARKETS_CSV,
        "popularity": frame,
        "mapping": "popularity:\n  date: day\n",
    }
    folder = write_folder(tmp_path, tables)
    here = load_tables(folder, today=TODAY)
    there = load_tables(f"file://{folder}/", today=TODAY)
    assert there.digest == here.digest
    assert there.missing == here.missing
    assert there.popularity.height == 1
