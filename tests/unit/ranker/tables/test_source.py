"""Where tables are found: one file, a folder of files, a folder that somebody rewrites."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ranker import (
    TableMissingError,
    TablesChangingError,
    TableUnreadableError,
    load_tables,
    write_rejects,
)
from ranker.tables import load as loading
from ranker.tables import source
from ranker.tables.source import TableFile, TableSource, open_source
from tests.unit.ranker.builders import CATALOG, MARKETS_CSV, TODAY, load, write_folder

COLUMNS = "date,market,artist_id,streams\n"


def chart(*streams: int, market: str = "EG") -> pl.DataFrame:
    days = [date(2025, 6, 1 + i) for i in range(len(streams))]
    return pl.DataFrame(
        {"date": days, "market": market, "artist_id": "a1", "streams": pl.Series(streams)}
    )


def folder_of(place: Path, parts: dict[str, str | bytes | pl.DataFrame]) -> Path:
    write_folder(place, {"catalog": CATALOG, "markets": MARKETS_CSV})
    write_folder(place / "popularity", parts)
    return place


def test_a_table_may_be_a_folder_of_files(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "parts", {"p2": chart(3, market="JP"), "p1": chart(1, 2)})
    (folder / "popularity" / "_SUCCESS").touch()
    tables = load_tables(folder, today=TODAY)
    assert tables.popularity["streams"].to_list() == [1, 2, 3]
    whole = load(tmp_path / "whole", popularity=pl.concat([chart(1, 2), chart(3, market="JP")]))
    assert tables.digest == whole.digest


def test_a_problem_of_a_part_names_the_part(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, {"a": COLUMNS + "2025-06-01,EG,a1,1\n", "b": COLUMNS + "2025-06-01,EG,a1,-1\n"}
    )
    tables = load_tables(folder, today=TODAY)
    (problem,) = tables.problems
    assert (problem.file, problem.row) == ("popularity/b.csv", 2)
    write_rejects(tables, tmp_path / "out")
    (row,) = pl.read_csv(tmp_path / "out" / "popularity.rejects.csv").to_dicts()
    assert (row["file"], row["row"], row["streams"]) == ("popularity/b.csv", 2, -1)


def test_a_broken_part_costs_itself(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": chart(1), "b": chart(2, 3)})
    part = folder / "popularity" / "b.parquet"
    part.write_bytes(part.read_bytes()[:-9])
    tables = load_tables(folder, today=TODAY)
    assert tables.popularity["streams"].to_list() == [1]
    (problem,) = tables.problems
    assert problem.file == "popularity/b.parquet"
    assert "cannot be read" in (problem.value or "")


def test_a_file_that_breaks_half_way_is_not_used_by_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_BATCH_ROWS", 1000)
    frame = chart(1).drop("streams").join(pl.DataFrame({"streams": range(20_000)}), how="cross")
    write_folder(tmp_path, {"catalog": CATALOG, "markets": MARKETS_CSV})
    path = tmp_path / "popularity.parquet"
    frame.write_parquet(path, row_group_size=1000, compression="zstd")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 9000] = bytes(9000)
    path.write_bytes(data)
    tables = load_tables(tmp_path, today=TODAY)
    assert tables.popularity.is_empty()
    assert "popularity" in tables.missing
    assert [problem.file for problem in tables.problems] == ["popularity.parquet"]


def test_a_file_beside_a_folder_of_its_name_is_one_too_many(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": chart(1)})
    chart(2).write_parquet(folder / "popularity.parquet")
    tables = load_tables(folder, today=TODAY)
    (problem,) = tables.problems
    assert "popularity.parquet and popularity/a.parquet are both there" in (problem.value or "")


def test_a_folder_that_is_rewritten_meanwhile_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(
        tmp_path, {"catalog": CATALOG, "markets": MARKETS_CSV, "popularity": COLUMNS}
    )
    monkeypatch.setattr(loading, "_PAUSE_S", 0)
    read, times = TableSource.files, 0

    def rewritten(self: TableSource, table: str) -> tuple[TableFile, ...]:
        nonlocal times
        if table == "popularity" and times < most:
            times += 1
            (folder / "popularity.csv").write_text(COLUMNS + "2025-06-01,EG,a1,1\n" * times)
        return read(self, table)

    monkeypatch.setattr(TableSource, "files", rewritten)
    most = 1
    assert load_tables(folder, today=TODAY).popularity["streams"].to_list() == [1]
    most, times = 100, 1
    with pytest.raises(TablesChangingError, match="changed while they were read, 3 times"):
        load_tables(folder, today=TODAY)


def test_a_broken_file_at_rest_is_an_error_at_once(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"markets": MARKETS_CSV})
    (folder / "catalog.parquet").write_bytes(b"PAR1")
    with pytest.raises(TableUnreadableError, match=r"catalog\.parquet: cannot be read"):
        load_tables(folder, today=TODAY)


def test_files_below_a_strange_scheme_are_told() -> None:
    with pytest.raises(TableMissingError, match="no such place"):
        open_source("gopher://here/there")
    with pytest.raises(TableMissingError, match="unknown: user; allowed: aws_access"):
        open_source("s3://bucket/day", storage={"user": "me"})
