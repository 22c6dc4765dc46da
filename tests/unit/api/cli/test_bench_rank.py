"""`handbill bench rank`: which groups are measured, and how it is told."""

import json
from collections.abc import Iterator, Mapping
from importlib import import_module

import pytest

from api.cli.main import main
from bench import Group, Row
from bench.rank import RANK_GROUPS, RankRun


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[RankRun]:
    runs: list[RankRun] = []

    def measured(
        run: RankRun, *, groups: Mapping[str, Group], only: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, Row]]:
        runs.append(run)
        yield "scoring", Row(name="all arms", value=5.0, unit="s", aim=12.0, at_least=False)

    monkeypatch.setattr("bench.measured", measured)
    return runs


@pytest.mark.parametrize("name", RANK_GROUPS)
def test_a_group_is_a_file_with_rows(name: str) -> None:
    assert callable(import_module(RANK_GROUPS[name].module).rows)
    assert RANK_GROUPS[name].title


def test_programs_get_one_document(
    asked: list[RankRun], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "rank", "--quick", "--seeds", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["met"] for row in told["rows"]] == [True]
    assert {"numba", "xgboost-cpu"} <= set(told["versions"])
    assert asked[0].quick and asked[0].seeds == 3


def test_people_get_a_table(asked: list[RankRun], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "rank"]) == 0
    out = capsys.readouterr().out
    assert RANK_GROUPS["scoring"].title.split(",", maxsplit=1)[0] in out
    assert "met" in out


def test_an_unknown_group_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "rank", "--only", "films"]) == 2
    assert f"allowed: {', '.join(RANK_GROUPS)}" in capsys.readouterr().err
