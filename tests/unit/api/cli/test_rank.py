"""`handbill rank` is a command and a noun: what stands alone ranks, `evaluate` looks back."""

import json
from pathlib import Path

import pytest

from api.cli.main import main
from tests.unit.ranker.builders import planted


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANDBILL_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HANDBILL_CONFIG", str(tmp_path / "none.toml"))


def test_evaluate_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    planted(tmp_path / "data")
    command = ["rank", "evaluate", "--data", str(tmp_path / "data"), "--policy", "heuristic"]
    assert main([*command, "--days", "3", "--cold-share", "0", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert [row["policy"] for row in found["policies"]] == ["random", "heuristic", "oracle"]
    assert found["days"] == 3
    assert "day 3 of 3" in said.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--data is missing; allowed: a folder of tables"),
        (["--top", "2", "evaluate", "--data", "x"], "--top stands before evaluate"),
        (["evaluate"], "Missing option '--data'"),
        (["evaluate", "--data", "x", "--budget-share", "2"], "--budget-share"),
    ],
)
def test_wrong_use_is_exit_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rank", *arguments]) == 2
    error = capsys.readouterr().err
    assert says in error and error.count("\n") == 1


def test_an_unknown_policy_names_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(tmp_path / "data")
    command = ["rank", "evaluate", "--data", str(tmp_path / "data"), "--policy", "magic"]
    assert main(command) == 1
    assert "random, popularity, heuristic" in capsys.readouterr().err
