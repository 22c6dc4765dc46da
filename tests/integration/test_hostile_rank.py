"""`handbill rank` on data that is wrong in every way we know: picks, or one line that says why."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from api.cli.main import main
from tests.unit.ranker.builders import (
    AS_OF,
    BEST,
    MARKETS,
    planted_catalog,
    planted_frames,
    planted_markets,
    write_folder,
)

ODD = "a'1\"/..\\;--"
EGYPT = pl.col("market") == "EG"
# More markets cost each as much again: what takes long is left to the benches.
MANY = 100


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANDBILL_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HANDBILL_CONFIG", str(tmp_path / "none.toml"))


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any, str]]:
    """Rank a folder of these tables: the exit code, the picks, what was said."""

    def call(tables: dict[str, Any], *options: str) -> tuple[int, Any, str]:
        both = {"catalog": planted_catalog(), "markets": planted_markets(), **tables}
        folder = write_folder(tmp_path / "data", both)
        options = ("--ranker", "heuristic", "--top", "2", "--json", *options)
        code = main(["rank", "--data", str(folder), *options])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, json.loads(said.out) if said.out else None, said.err

    return call


Run = Callable[..., tuple[int, Any, str]]


def best_everywhere(picks: Any) -> bool:
    return {p["market"]: p["artist_id"] for p in picks if p["rank"] == 1} == dict.fromkeys(
        MARKETS, BEST
    )


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("performance", {"spend": pl.lit(float("nan"))}, "performance"),
        ("performance", {"spend": pl.lit(float("inf"))}, "performance"),
        ("performance", {"spend": pl.col("spend") * 1000}, "EG"),
        ("performance", {"registrations": pl.lit(0)}, "EG"),
        ("performance", {"registrations": pl.lit(-1)}, ""),
        ("performance", {"artist_id": pl.lit("nobody")}, "performance"),
        ("performance", {"date": pl.lit(AS_OF + timedelta(days=4000))}, "performance"),
        ("popularity", {"streams": pl.col("streams") * 1000}, "popularity in EG"),
    ],
)
def test_what_is_wrong_in_one_market_for_a_week_changes_no_winner(
    run: Run, table: str, change: dict[str, pl.Expr], says: str
) -> None:
    rows = planted_frames()[table]
    where = EGYPT & pl.col("date").is_between(AS_OF - timedelta(days=14), AS_OF - timedelta(days=8))
    odd = rows.with_columns(
        pl.when(where).then(value).otherwise(pl.col(name)).alias(name)
        for name, value in change.items()
    )
    code, picks, said = run({**planted_frames(), table: odd})
    assert code == 0
    assert best_everywhere(picks)
    assert says in said


@pytest.mark.parametrize("data", [b"PAR1 this is no Parquet PAR1", b"", b"\x00\xff" * 50])
def test_corrupt_tables_are_done_without(run: Run, tmp_path: Path, data: bytes) -> None:
    frames = planted_frames()
    (tmp_path / "data").mkdir()
    for table in ("performance", "promotions", "similarity"):
        (tmp_path / "data" / f"{table}.parquet").write_bytes(data)
        del frames[table]
    code, picks, said = run(dict(frames))
    assert code == 0
    assert len(picks) == 2 * len(MARKETS)
    assert best_everywhere(picks)
    assert "performance: no row" in said
    assert "not used: performance.parquet: " in said


@pytest.mark.parametrize("table", ["catalog", "markets"])
def test_a_required_table_that_is_corrupt_is_one_line(run: Run, table: str) -> None:
    code, picks, said = run({table: b"\xff\xfe\x00broken"})
    assert (code, picks) == (1, None)
    assert said.strip().splitlines()[-1].startswith(f"error: {table}.csv")


def test_odd_ids_are_ids(run: Run) -> None:
    quoted = '"' + ODD.replace('"', '""') + '"'
    popularity = pl.DataFrame(
        {"date": [AS_OF], "market": ["EG"], "artist_id": [ODD], "streams": [10]}
    )
    code, picks, _ = run(
        {
            "catalog": f"artist_id,name,genre,artwork\n{quoted},N,,a.jpg\n",
            "popularity": popularity,
        }
    )
    assert code == 0
    assert {pick["artist_id"] for pick in picks} == {ODD}


def test_a_hundred_markets_are_ranked(run: Run) -> None:
    markets = "".join(f"m{i},en,EUR,1\n" for i in range(MANY))
    popularity = pl.DataFrame(
        {"market": [f"m{i}" for i in range(MANY)], "artist_id": "a03", "streams": 5}
    ).with_columns(date=pl.lit(AS_OF))
    code, picks, _ = run(
        {
            "catalog": planted_catalog(("a01", "a03")),
            "markets": "market,locales,currency,daily_budget\n" + markets,
            "popularity": popularity,
        }
    )
    assert code == 0
    assert {pick["artist_id"] for pick in picks if pick["rank"] == 1} == {"a03"}
    assert len(picks) == 2 * MANY


def test_nothing_at_all_beside_the_required_tables_is_dealt_in_order(run: Run) -> None:
    code, picks, said = run({})
    assert code == 0
    assert len(picks) == 2 * len(MARKETS)
    assert "performance: no row" in said
