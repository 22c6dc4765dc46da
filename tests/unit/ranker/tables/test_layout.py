"""Tables as other programs leave them: folders of partitions, and gzip."""

import gzip
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ranker import Tables, load_tables
from ranker.tables import unzipped
from tests.unit.ranker.builders import CATALOG, MARKETS_CSV, TODAY, load, write_folder

HEADER = b"date,market,artist_id,streams\n"
WHOLE = HEADER + b"2025-06-01,EG,a1,1\n2025-06-01,JP,a1,2\n2025-06-02,EG,a2,3\n"


def load_files(folder: Path, files: Mapping[str, bytes | pl.DataFrame], **tables: str) -> Tables:
    """Load a folder with these files below `popularity/`, or beside the tables."""
    write_folder(folder, {"catalog": CATALOG, "markets": MARKETS_CSV, **tables})
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content.write_parquet(path)
    return load_tables(folder, today=TODAY)


def streams(*values: int, **more: object) -> pl.DataFrame:
    return pl.DataFrame({"artist_id": ["a1"] * len(values), "streams": values}).with_columns(
        **{name: pl.lit(value) for name, value in more.items()}
    )


def told(tables: Tables) -> list[tuple[str, str]]:
    return [(problem.file, problem.value or "") for problem in tables.problems]


def test_columns_may_stand_in_the_names_of_folders(tmp_path: Path) -> None:
    tables = load_files(
        tmp_path,
        {
            "popularity/date=2025-06-01/market=EG/part-0.parquet": streams(1),
            "popularity/date=2025-06-01/market=JP/part-0.parquet": streams(2),
            "popularity/date=2025-06-02/market=EG/part-0.parquet": streams(3),
            "popularity/_SUCCESS": b"",
            "popularity/_temporary/0/date=2025-06-03/market=EG/part-0.parquet": streams(9),
        },
    )
    rows = tables.popularity.select("date", "market", "streams").rows()
    day = date(2025, 6, 1)
    assert rows == [(day, "EG", 1), (day, "JP", 2), (date(2025, 6, 2), "EG", 3)]
    assert not tables.problems


def test_the_value_of_a_folder_is_told_as_a_cell_is(tmp_path: Path) -> None:
    tables = load_files(
        tmp_path,
        {
            "popularity/day=2025-06-31/country=EG/a.csv": b"artist_id,streams\na1,1\n",
            "popularity/day=2025-06-01/country=__HIVE_DEFAULT_PARTITION__/a.csv": (
                b"artist_id,streams\na1,1\n"
            ),
            "popularity/day=2025-06-01/country=E%47/a.csv": b"artist_id,streams\na1,5\na2,\n",
        },
        mapping="popularity: {date: day, market: country}\n",
    )
    assert tables.popularity.select("market", "streams").rows() == [("EG", 5)]
    rows = {(problem.file, problem.column, problem.value) for problem in tables.problems}
    assert rows == {
        ("popularity/day=2025-06-31/country=EG/a.csv", "date", "2025-06-31"),
        (
            "popularity/day=2025-06-01/country=__HIVE_DEFAULT_PARTITION__/a.csv",
            "market",
            None,
        ),
        ("popularity/day=2025-06-01/country=E%47/a.csv", "streams", None),
    }


def test_a_column_of_the_file_goes_before_its_folder(tmp_path: Path) -> None:
    own = streams(4, date=date(2025, 6, 5), market="JP")
    tables = load_files(tmp_path, {"popularity/market=EG/date=2025-06-01/p.parquet": own})
    assert tables.popularity.select("date", "market").rows() == [(date(2025, 6, 5), "JP")]


def test_a_folder_may_be_called_as_spark_calls_it(tmp_path: Path) -> None:
    parts = {
        "popularity.csv/part-0.csv": WHOLE,
        "popularity.csv/.part-0.csv.crc": b"?",
        "popularity.old/part-0.csv": WHOLE,
        "popularity.old.csv": WHOLE,
    }
    assert load_files(tmp_path, parts).popularity.height == 3


def test_a_folder_that_is_a_link_to_its_parent_ends(tmp_path: Path) -> None:
    (tmp_path / "popularity").mkdir()
    (tmp_path / "popularity" / "again").symlink_to(tmp_path / "popularity")
    assert load_files(tmp_path, {"popularity/a.csv": WHOLE}).popularity.height == 3


def test_gzip_is_read_as_what_it_holds(tmp_path: Path) -> None:
    plain = load(tmp_path / "plain", popularity=WHOLE)
    # Two members, as parallel uploads are joined.
    packed = gzip.compress(WHOLE[:40]) + gzip.compress(WHOLE[40:])
    tables = load_files(tmp_path / "packed", {"popularity.CSV.gz": packed})
    assert tables.digest == plain.digest
    assert not tables.problems


@pytest.mark.parametrize(
    "data",
    [
        WHOLE,
        gzip.compress(WHOLE)[:-12],
        gzip.compress(WHOLE)[:12],
        gzip.compress(WHOLE) + b"behind it",
        gzip.compress(b"")[:3],
    ],
    ids=["plain", "no-end", "a-head", "more-behind", "three-bytes"],
)
def test_what_is_no_whole_gzip_is_one_problem(data: bytes, tmp_path: Path) -> None:
    tables = load_files(tmp_path, {"popularity.csv.gz": data})
    assert tables.popularity.is_empty()
    ((file, value),) = told(tables)
    assert file == "popularity.csv.gz"
    assert "cannot be read" in value


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unzipped, "_FREE_BYTES", 1 << 20)
    bomb = gzip.compress(HEADER + b"2025-06-01,EG,a1,1\n" * 2_000_000, compresslevel=9)
    tables = load_files(tmp_path, {"popularity.csv.gz": bomb})
    assert tables.popularity.is_empty()
    assert told(tables) == [("popularity.csv.gz", "unpacks to more than 100 times its size")]


@pytest.mark.parametrize(
    "name", ["popularity.xlsx", "popularity/2025.json", "popularity.csv.bz2", "popularity.may.csv"]
)
def test_a_file_that_is_not_read_is_told(name: str, tmp_path: Path) -> None:
    tables = load_files(tmp_path, {name: b"?"})
    (problem,) = tables.problems
    assert (problem.file, problem.value) == (name, "is of a kind that is not read")
    assert problem.allowed == ".parquet, .csv, .csv.gz"


def test_one_table_in_two_kinds_is_one_too_many(tmp_path: Path) -> None:
    parts = {"popularity/a.csv": WHOLE, "popularity/a.csv.gz": gzip.compress(WHOLE)}
    ((_, value),) = told(load_files(tmp_path, parts))
    assert value == "popularity/a.csv and popularity/a.csv.gz are both there"
