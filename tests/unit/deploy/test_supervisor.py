"""Of programs that are too small to fail: what is started when, and started again."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.service import Service
from deploy.local.supervisor import Supervisor

_PROGRAM = "import time; print('up', flush=True); time.sleep(60)"


def service(folder: Path, name: str, *, after: tuple[str, ...] = ()) -> Service:
    return Service(
        name=name,
        command=(sys.executable, "-I", "-S", "-c", _PROGRAM),
        environment=dict(os.environ),
        folder=folder,
        ready=lambda log: b"up" in log.read_bytes(),
        after=after,
    )


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    both = (service(tmp_path, "first"), service(tmp_path, "second", after=("first",)))
    made = Supervisor(both, folder=tmp_path, restart_s=0)
    yield made
    made.close()


def turn_until(supervisor: Supervisor, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        supervisor.turn()
        time.sleep(0.01)


def told(folder: Path) -> dict[str, dict[str, int]]:
    services: dict[str, dict[str, int]] = json.loads((folder / "services.json").read_text())
    return services


def test_what_others_wait_for_comes_first(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.turn()
    assert told(tmp_path)["second"]["starts"] == 0
    turn_until(supervisor, lambda: supervisor.ready)
    assert told(tmp_path)["second"]["starts"] == 1


def test_what_dies_is_started_again_and_each_start_keeps_its_log(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    turn_until(supervisor, lambda: supervisor.ready)
    os.kill(told(tmp_path)["first"]["pid"], signal.SIGKILL)
    turn_until(supervisor, lambda: told(tmp_path)["first"]["starts"] == 2 and supervisor.ready)
    assert told(tmp_path)["second"]["starts"] == 1
    logs = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert logs == ["first.1.log", "first.2.log", "second.1.log"]


def test_the_end_leaves_nobody(supervisor: Supervisor, tmp_path: Path) -> None:
    turn_until(supervisor, lambda: supervisor.ready)
    pids = [entry["pid"] for entry in told(tmp_path).values()]
    supervisor.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert not (tmp_path / "services.json").exists()
