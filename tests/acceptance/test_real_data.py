"""A customer's first day: real charts, real photographs, no history, foreign column names."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.acceptance.program import handbill

FOLDER = os.environ.get("HANDBILL_REAL_DATA")
LIMIT_S = 300

pytestmark = [
    pytest.mark.skipif(not FOLDER, reason="HANDBILL_REAL_DATA names no folder"),
    pytest.mark.timeout(LIMIT_S + 60),
]


def test_every_market_gets_its_ads_on_the_first_day(tmp_path: Path) -> None:
    assert FOLDER is not None
    started = time.monotonic()
    done = handbill(
        "demo", "--data", FOLDER, "--out", tmp_path / "out", "--json",
        cwd=tmp_path, timeout_s=LIMIT_S + 30,
    )  # fmt: skip
    seconds = time.monotonic() - started
    report = json.loads(done.stdout)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())

    assert done.returncode == (1 if manifest["failures"] else 0), done.stderr
    assert "Traceback" not in done.stderr
    assert manifest["campaign"]["ranker"] == "heuristic"
    assert manifest["campaign"]["fallbacks"], "the fall-back is not declared"
    assert len(report["markets"]) == 19
    assert all(market["assets"] > 0 for market in report["markets"])
    assert {row["code"] for row in manifest["failures"]} <= {"text_uncovered"}
    assert all("U+" in row["message"] for row in manifest["failures"])
    assert any(
        "copy_fallback" in warning for row in manifest["assets"] for warning in row["warnings"]
    )
    assert len(manifest["assets"]) == report["assets"]
    assert all(
        (tmp_path / "out" / row["key"]).stat().st_size == row["bytes"] for row in manifest["assets"]
    )
    assert seconds <= LIMIT_S
