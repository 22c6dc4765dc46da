"""`handbill simulate` and `handbill experiment`: one document with --json, tables for people."""

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from api.cli.main import main
from tests.unit.ranker.builders import planted_catalog, planted_markets, write_folder

TINY = ["days=8", "history_days=6", "markets=2", "artists=12", "templates=2"]


def _tiny(*more: str) -> list[str]:
    arguments = ["simulate", "--policy", "random", "--seeds", "2", "--seed", "5", *more]
    return [*arguments, *(part for dial in TINY for part in ("--dial", dial))]


def test_policies_are_played_beside_heuristic_and_oracle(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    assert main(_tiny("--json", "--dial", "beta=0", "--out", str(page))) == 0
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 4
    assert '<td dir="auto">beta</td>' in text
    told = json.loads(capsys.readouterr().out)
    assert told["seeds"] == [5, 6]
    assert (told["dials"]["beta"], told["dials"]["artists"]) == (0, 12)
    worlds = [(world["seed"], world["policy"]) for world in told["worlds"]]
    assert worlds == [(s, p) for s in (5, 6) for p in ("random", "heuristic", "oracle")]
    policies = {one["policy"]: one for one in told["policies"]}
    assert list(policies) == ["random", "heuristic", "oracle"]
    assert set(policies["random"]["gap_closed"]) == {"value", "low", "high"}


def test_the_tables_of_a_world_are_written_and_read(tmp_path: Path) -> None:
    folder = str(tmp_path / "world")
    assert main([*_tiny(), "--tables", folder]) == 0
    assert main(["rank", "--data", folder, "--top", "2", "--ranker", "heuristic"]) == 0
    assert main([*_tiny(), "--tables", folder]) == 1


def test_a_test_is_told_for_each_world(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*_tiny(), "--ab", "random"]) == 0
    assert "nothing can be said yet" in capsys.readouterr().out


def test_the_dials_are_listed_as_a_file_that_can_be_given(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["simulate", "--list-dials"]) == 0
    file = tmp_path / "dials.yaml"
    file.write_text(capsys.readouterr().out + "days: 1\n", encoding="utf-8")
    assert main([*_tiny("--json"), "--dials", str(file)]) == 0


@pytest.mark.parametrize("dial", ["beta", "beta=[", "beta=9", "nosuch=1"])
def test_a_wrong_dial_is_told_with_what_is_allowed(
    dial: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_tiny("--dial", dial)) > 0
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "allowed: " in error


def test_a_test_is_planned(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["experiment", "plan", "--change", "-0.05", "--per-day", "400", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["registrations"], told["days"]) == (5967, 30)
    assert main(["experiment", "plan"]) == 0
    assert "5,967 registrations" in capsys.readouterr().out


def test_a_test_is_read_from_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [
        (date(2025, 3, 1) + timedelta(days=day), market, arm, count)
        for day in range(30)
        for market in ("BR", "EG", "JP")
        for arm, count in (("new", 50 + day % 7), ("old", 30 + day % 5))
    ]
    frame = pl.DataFrame(rows, schema=["date", "market", "experiment_arm", "n"], orient="row")
    performance = frame.select(
        *("date", "market", "experiment_arm"),
        channel=pl.lit("meta"),
        os=pl.lit("ios"),
        artist_id=pl.lit("a01"),
        template_id=pl.lit("pulse"),
        impressions=pl.col("n") * 1000,
        clicks=pl.col("n") * 10,
        registrations="n",
        subscriptions=pl.col("n") // 10,
        spend=pl.lit(100.0),
    )
    tables = {"catalog": planted_catalog(), "markets": planted_markets()}
    folder = str(write_folder(tmp_path / "data", {**tables, "performance": performance}))
    arms = ["--treatment", "new", "--control", "old"]
    assert main(["experiment", "read", "--data", folder, *arms, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["answer"] == "the treatment is cheaper"
    # The last five days have not matured.
    assert told["last_day"] == "2025-03-25"
    assert main(["experiment", "read", "--data", folder, *arms]) == 0
    assert "cost per registration: -" in capsys.readouterr().out
    assert main(["experiment", "read", "--data", folder, "--treatment", "x", "--control", "old"])
    assert "two of new, old" in capsys.readouterr().err
