"""How clients find the farm of this machine, and why there is never a second."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.errors import FarmRunning
from api.running import Running, announced, find_running, only_farm


def test_a_farm_is_found_while_it_runs(tmp_path: Path) -> None:
    running = Running(
        url="http://127.0.0.1:8600", pid=os.getpid(), storage_url="http://127.0.0.1:1"
    )
    with announced(running, tmp_path):
        assert find_running(tmp_path) == running
    assert find_running(tmp_path) is None


def test_a_farm_that_died_without_a_word_is_not(tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    url = "http://127.0.0.1:1"
    state = {"url": url, "pid": int(gone.stdout), "storage_url": url}
    (tmp_path / "farm.json").write_text(json.dumps(state), encoding="utf-8")
    assert find_running(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"url": 1, "surprise": 2}'])
def test_a_broken_state_file_is_no_farm(tmp_path: Path, text: str) -> None:
    (tmp_path / "farm.json").write_text(text, encoding="utf-8")
    assert find_running(tmp_path) is None


def test_there_is_one_farm_in_a_home(tmp_path: Path) -> None:
    second = only_farm(tmp_path)
    with only_farm(tmp_path), pytest.raises(FarmRunning, match="HANDBILL_DATA_HOME"):
        second.__enter__()
    with only_farm(tmp_path):
        assert (tmp_path / "farm.lock").exists()
