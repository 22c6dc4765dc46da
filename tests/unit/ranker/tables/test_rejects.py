"""Rejected rows as files."""

from pathlib import Path

import polars as pl

from ranker import write_rejects
from tests.unit.ranker.builders import load


def test_a_file_per_table_with_the_row_as_found_and_why(tmp_path: Path) -> None:
    tables = load(
        tmp_path / "data",
        popularity='date,market,artist_id,streams,note\n2025-06-01,EG,a1,-4,"a, b"\n',
    )
    assert write_rejects(tables, tmp_path / "out") == {"popularity": 1}
    rows = pl.read_csv(tmp_path / "out" / "popularity.rejects.csv").to_dicts()
    assert rows == [
        {
            "row": 2,
            "problem": "streams: '-4.0'; allowed: a whole number from 0 to 1000000000000",
            "date": "2025-06-01",
            "market": "EG",
            "artist_id": "a1",
            "streams": -4,
            "note": "a, b",
        }
    ]


def test_nothing_rejected_writes_nothing(tmp_path: Path) -> None:
    assert write_rejects(load(tmp_path / "data"), tmp_path / "out") == {}
    assert list((tmp_path / "out").iterdir()) == []
