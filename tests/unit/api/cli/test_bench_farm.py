"""`handbill bench farm`: measures for people and programs, and a plan that measures nothing."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from api.cli.main import main
from bench import Group, Row
from bench.farm import FarmRun


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[FarmRun]:
    runs: list[FarmRun] = []

    def measured(
        run: FarmRun, *, groups: Mapping[str, Group], only: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, Row]]:
        assert "overhead" in groups
        runs.append(run)
        yield "overhead", Row(name="beside a task", value=9.0, unit="ms", aim=5.0, at_least=False)

    monkeypatch.setattr("bench.measured", measured)
    return runs


def test_a_missed_aim_is_no_failure(
    asked: list[FarmRun], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "farm", "--tasks", "50", "--workers", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["met"] for row in told["rows"]] == [False]
    assert "ray" in told["versions"]
    (run,) = asked
    assert (run.tasks, run.workers) == (50, 3)
    assert run.subjects.templates


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "farm"]) == 0
    out = capsys.readouterr().out
    assert "beside a task" in out and "missed" in out


def test_a_plan_measures_nothing(asked: list[FarmRun], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "farm", "--plan", "250000", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    values = {row["name"]: row["value"] for row in told["rows"]}
    assert values["all together"] > values["storage, once it is full"] > 0
    assert told["inputs"]["prices"]["day"] >= "2026-11-25"
    assert not asked


def test_a_plan_for_people_says_when_its_figures_are_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["bench", "farm", "--plan", "250000"]) == 0
    out = capsys.readouterr().out
    assert "250,000 ads a day" in out
    assert "prices (2026-" in out


@pytest.mark.parametrize(
    ("options", "exit_code", "says"),
    [
        (["--only", "films"], 2, "allowed: "),
        (["--plan", "0"], 2, "--plan"),
        (["--inputs", "x.yaml"], 2, "beside --plan"),
        (["--plan", "5", "--inputs", "/nowhere.yaml"], 1, "/nowhere.yaml"),
    ],
)
def test_what_it_cannot_use_is_refused(
    options: list[str],
    exit_code: int,
    says: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    assert main(["bench", "farm", *options]) == exit_code
    assert says in capsys.readouterr().err
