"""`handbill bench`: a table for people, one document for programs, exit 0 also for a miss."""

import json
from collections.abc import Iterator

import pytest

from api.cli.main import main
from bench import Row, Run

ROWS = (
    Row(name="painting", value=4.0, unit="ms", aim=3.0, at_least=False),
    Row(name="Remotion", value=None, unit="ms", skipped="Node is not installed"),
)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    runs: list[Run] = []

    def measured(run: Run, *, only: tuple[str, ...] = ()) -> Iterator[tuple[str, Row]]:
        runs.append(run)
        return (("films", row) for row in ROWS)

    monkeypatch.setattr("bench.measured", measured)
    return runs


def test_a_missed_aim_is_no_failure(asked: list[Run], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "render", "--template", "pulse", "--seconds", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["met"] for row in told["rows"]] == [False, None]
    assert told["rows"][1]["skipped"] == "Node is not installed"
    assert {"python", "av", "pillow"} <= told["versions"].keys()
    (run,) = asked
    assert ([template.id for template in run.templates], run.seconds) == (["pulse"], 1.0)


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "render"]) == 0
    out = capsys.readouterr().out
    assert "cores" in out.splitlines()[0]
    assert "≤ 3" in out and "missed" in out and "Node is not installed" in out


@pytest.mark.parametrize(
    ("option", "says"),
    [(["--only", "films2"], "allowed: films"), (["--seconds", "0"], "0.03")],
)
def test_what_it_does_not_know_is_refused(
    option: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "render", *option]) == 2
    assert says in capsys.readouterr().err
