"""Alert rules and dashboard: valid, each alert with its runbook, each fires when it should."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.proof.needs import need_program

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy" / "prometheus" / "handbill.rules.yml"
RULE_TESTS = sorted(Path(__file__).with_name("alerts").glob("*.test.yml"))
OPERATIONS = ROOT / "docs" / "operations.md"


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def run(*command: str | Path) -> None:
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_takes_rules_and_configuration() -> None:
    need_program("promtool", package="prometheus")
    run("promtool", "check", "rules", RULES)
    run("promtool", "check", "config", RULES.with_name("prometheus.yml"))


def test_each_alert_fires_when_it_should_and_not_before() -> None:
    need_program("promtool", package="prometheus")
    run("promtool", "test", "rules", *RULE_TESTS)
    fired = {
        case["alertname"]
        for file in RULE_TESTS
        for test in yaml.safe_load(file.read_text(encoding="utf-8"))["tests"]
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }
    assert fired == {alert["alert"] for alert in alerts()}


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: str(alert["alert"]))
def test_each_alert_has_a_runbook(alert: dict[str, Any]) -> None:
    name: str = alert["alert"]
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert alert["annotations"]["summary"].endswith(".")
    assert alert["annotations"]["runbook_url"] == f"docs/operations.md#{name.lower()}"
    page = OPERATIONS.read_text(encoding="utf-8")
    runbook = re.search(rf"^### {name}\n(.+?)(?=^##|\Z)", page, re.DOTALL | re.MULTILINE)
    assert runbook is not None, f"{name} has no runbook"
    assert len(runbook[1].split()) > 25, f"the runbook of {name} says too little"


def test_no_runbook_is_of_an_alert_that_is_gone() -> None:
    page = OPERATIONS.read_text(encoding="utf-8")
    assert set(re.findall(r"^### (Handbill\w+)$", page, re.MULTILINE)) == {
        alert["alert"] for alert in alerts()
    }


def test_the_dashboard_is_one_that_grafana_can_lay_out() -> None:
    board = json.loads((ROOT / "deploy" / "grafana" / "handbill.json").read_text(encoding="utf-8"))
    panels = board["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
        assert panel["title"]
        for target in panel.get("targets", ()):
            assert target["datasource"]["uid"] == "${datasource}"
