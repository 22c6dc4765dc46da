"""Ranking ⇄ Parquet."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pytest

from ranker import Pick, Ranking, RankingUnreadableError, Reason, read_ranking, write_ranking

PICK = Pick(
    market="EG",
    channel="meta",
    objective="registrations",
    rank=1,
    artist_id="ليلى",
    template_id="pulse",
    score=0.5,
    predicted_relative_cpr=0.8,
    predicted_registration_share=None,
    explored=False,
    propensity=1.0,
    reasons=(Reason(name="popularity", value=0.9, weight=0.5, text="More streams “here”"),),
    model_version="heuristic-1",
    data_as_of=date(2025, 5, 1),
    stale=False,
)
RANKING = Ranking(
    picks=(PICK, replace(PICK, rank=2, artist_id="x")),
    as_of=date(2025, 5, 2),
    data_as_of=date(2025, 5, 1),
    model_version="heuristic-1",
    ranker="heuristic",
    fallbacks=("xgboost: not enough data",),
    notes=("left out in 1 of 2 markets, 3 pairs: rests",),
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_ranking(RANKING, tmp_path / "deep" / "ranking.parquet")
    assert read_ranking(tmp_path / "deep" / "ranking.parquet") == RANKING
    empty = replace(RANKING, notes=(), picks=(), data_as_of=None)
    write_ranking(empty, tmp_path / "ranking.parquet")
    assert read_ranking(tmp_path / "ranking.parquet") == empty


def test_the_columns_are_those_of_the_contract(tmp_path: Path) -> None:
    write_ranking(RANKING, tmp_path / "ranking.parquet")
    frame = pl.read_parquet(tmp_path / "ranking.parquet")
    assert frame.columns == [
        *("market", "channel", "objective", "rank", "artist_id", "template_id", "score"),
        *("predicted_relative_cpr", "predicted_registration_share", "explored", "propensity"),
        *("reasons", "model_version", "data_as_of", "stale", "moves"),
    ]
    assert json.loads(frame["reasons"][0])[0]["text"] == "More streams “here”"


def test_equal_rankings_are_equal_bytes_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_ranking(RANKING, tmp_path / "a.parquet")
    write_ranking(RANKING, tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "ranking.parquet"
    write_ranking(RANKING, target)

    def full(table: object, file: BinaryIO) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ranker.store.pq.write_table", full)
    with pytest.raises(OSError, match="No space left"):
        write_ranking(replace(RANKING, picks=()), target)
    assert read_ranking(target) == RANKING
    assert [path.name for path in tmp_path.iterdir()] == ["ranking.parquet"]


def test_another_file_is_no_ranking(tmp_path: Path) -> None:
    pl.DataFrame({"market": ["EG"]}).write_parquet(tmp_path / "other.parquet")
    (tmp_path / "text.parquet").write_text("hello")
    for name in ("other.parquet", "text.parquet", "absent.parquet"):
        with pytest.raises(RankingUnreadableError, match="is no ranking"):
            read_ranking(tmp_path / name)
