"""`handbill bench farm` on as little as there is to measure: real Ray, real stores."""

import json

import pytest

from api.cli.main import main
from bench.farm import FarmRun
from bench.farm.dispatch import rows
from tests.proof.needs import need_postgres
from tests.unit.bench.subjects import run_of

pytestmark = pytest.mark.timeout(200)


def test_under_stress_every_task_ends_once(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--tasks", "40", "--workers", "2", "--fail-rate", "0.05", "--kill-every", "2"]
    assert main(["bench", "farm", "--stress", *options, "--json"]) == 0
    told = {row["name"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    ended = told["tasks that succeeded"]["value"] + told["tasks that failed"]["value"]
    assert ended == 40
    assert all(row["met"] is not False for row in told.values())


def test_the_farm_is_timed_beside_each_task(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--only", "overhead", "--tasks", "40", "--rounds", "1", "--json"]
    assert main(["bench", "farm", *options]) == 0
    told = json.loads(capsys.readouterr().out)["rows"]
    assert all(row["value"] > 0 for row in told)
    assert [row["unit"] for row in told] == ["ms", "1/s", "ms"] * 2


def test_one_dispatcher_on_every_store() -> None:
    need_postgres()
    told = list(rows(FarmRun(subjects=run_of(), tasks=64, rounds=1)))
    assert [row.unit for row in told] == ["1/s", "ms"] * 3
    assert all(row.value and not row.skipped for row in told)
