"""Worker processes at one video: killed, resumed, helped, on a real store."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from render_farm.storage import S3Store, SeaweedServer
from tests.integration.processes import wait_until

DRIVER = Path(__file__).with_name("segment_driver.py")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SeaweedServer]:
    with SeaweedServer(tmp_path / "storage") as started:
        yield started


def start(work: str, folder: Path, server: SeaweedServer) -> "subprocess.Popen[str]":
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-W", "error", str(DRIVER), work, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(asdict(server.settings)))
    process.stdin.close()
    return process


def made(process: "subprocess.Popen[str]") -> list[str]:
    """The pieces that a process made; it ended well."""
    assert process.stdout is not None
    with process.stdout:
        pieces = process.stdout.read().split()
    assert process.wait() == 0
    return pieces


def test_a_killed_render_is_resumed_with_help_and_no_piece_is_made_twice(
    server: SeaweedServer, tmp_path: Path
) -> None:
    store = S3Store(server.settings)
    first = start("render", tmp_path / "first", server)
    assert first.stdout is not None
    with first.stdout:
        early = first.stdout.readline().split()
        wait_until(lambda: any(k.endswith(".lease") for k in store.list_keys("segments/")))
        os.kill(first.pid, signal.SIGKILL)
        early += first.stdout.read().split()
    assert first.wait() == -signal.SIGKILL
    assert early
    started = time.monotonic()
    second = start("render", tmp_path / "second", server)
    helper = start("assist", tmp_path / "helper", server)
    helped, late = made(helper), made(second)
    assert time.monotonic() - started < 60
    pieces = [*early, *helped, *late]
    assert len(pieces) == len(set(pieces)) == 4
    assert sorted(store.list_keys("segments/")) == sorted(f"segments/{key}" for key in pieces)
    assert [file.name for file in (tmp_path / "second").iterdir()] == ["film.mp4"]
    assert not list((tmp_path / "helper").iterdir())
    store.close()
