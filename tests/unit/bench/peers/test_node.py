"""What of Node's renderers is here, and a program that works in steps."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.peers import node, remotion_film
from bench.peers.errors import PeerFailed
from tests.unit.bench.subjects import run_of


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[set[str]]:
    """The programs that are found; no package is, until the test makes it."""
    programs = {"node", "chromium"}
    monkeypatch.setattr(node, "FOLDER", tmp_path)
    monkeypatch.setattr("shutil.which", lambda name: name if name in programs else None)
    yield programs


def _package(folder: Path, name: str) -> None:
    made = folder / "node_modules" / name
    made.mkdir(parents=True)
    (made / "package.json").write_text('{"version": "4.0.1"}', encoding="utf-8")


def test_what_is_missing_is_named(installed: set[str], tmp_path: Path) -> None:
    assert node.lacking("remotion", browser=True) == "remotion is not installed: make bench-peers"
    _package(tmp_path, "remotion")
    assert node.package_version("remotion") == "4.0.1"
    assert node.lacking("remotion", browser=True) is None
    installed.remove("chromium")
    assert node.lacking("remotion", browser=True) == "chromium is not installed"
    assert node.lacking("remotion", browser=False) is None
    installed.remove("node")
    assert node.lacking("remotion", browser=False) == "Node is not installed"


def test_an_absent_peer_is_one_row_with_the_reason(installed: set[str]) -> None:
    installed.clear()
    (row,) = remotion_film.rows(run_of("pulse"))
    assert (row.aim, row.skipped) == (None, "Node is not installed")


def _steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> list[float]:
    """Two steps of a shell's script instead of Node's."""
    file = tmp_path / "script.sh"
    file.write_text(script, encoding="utf-8")
    monkeypatch.setattr("shutil.which", lambda _: "/bin/sh")
    with node.steps(file, tmp_path / "job.json") as program:
        return [program.done("ready"), program.done("film")]


def test_steps_are_waited_for_and_their_processor_time_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    work = "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done"
    script = f"""echo '"ready"'; read x; {work}; echo '"film"'; read x"""
    ready, film = _steps(monkeypatch, tmp_path, script)
    assert film > ready


def test_a_program_that_ends_early_says_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = """echo '"ready"'; read x; echo 'Error: no browser' >&2; exit 1"""
    with pytest.raises(PeerFailed, match="Error: no browser"):
        _steps(monkeypatch, tmp_path, script)


def test_nothing_outlives_the_block(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"""sleep 61 & echo $! > {note}; echo '"ready"'; read x; echo '"film"'; sleep 62"""
    _steps(monkeypatch, tmp_path, script)
    ended = subprocess.run(
        ["ps", "-o", "stat=", "-p", note.read_text().strip()],
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.stdout.strip() in ("", "Z")
