"""The program's edge: exit codes, one-line errors, nothing heavy loaded for nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from api.cli.main import main
from api.cli.output import report
from api.errors import InvalidFile, SettingsError
from ranker import TableMissingError
from render_farm.errors import QualityFailure

HEAVY = ("ray", "xgboost", "polars", "duckdb", "cv2", "numpy", "PIL", "sqlalchemy", "boto3",
         "fastapi", "pydantic", "uharfbuzz", "numba", "av", "rich", "httpx")  # fmt: skip


def test_the_command_line_loads_no_room_of_the_house() -> None:
    code = "import api.cli.main, sys; api.cli.main.main(['--help']); print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert not loaded & set(HEAVY)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("handbill 0.")


@pytest.mark.parametrize(
    "noun", ["demo", "up", "openapi", "rank", "render", "data", "templates", "jobs", "storage"]
)
def test_each_noun_has_help(noun: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([noun, "--help"]) == 0
    assert f"Usage: handbill {noun}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nosuch"], "No such command 'nosuch'"),
        (["data"], "see handbill data --help"),
        (["data", "check"], "Missing argument"),
        (["rank", "--data", "x", "--top", "0"], "--top"),
        (["rank", "--data", "x", "--as-of", "soon"], "%Y-%m-%d"),
        (["rank", "--data", "x", "--ranker", "oracle"], "heuristic"),
        (["templates", "list", "--nosuch"], "--nosuch"),
        (["up", "--port", "99999"], "0 to 65535"),
        (["up", "--host", "0.0.0.0"], "no keys yet"),  # noqa: S104 - to be refused
    ],
)
def test_wrong_use_is_one_line_and_exit_2(
    arguments: list[str],
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HANDBILL_DATA_HOME", str(tmp_path))
    assert main(arguments) == 2
    printed = capsys.readouterr()
    errors = [line for line in printed.err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert says in errors[0]
    assert printed.out == "" or "Usage" in printed.out


@pytest.mark.parametrize(
    ("error", "line", "code"),
    [
        (
            SettingsError("70000", where="HANDBILL_PORT", allowed="0 to 65535"),
            "error: HANDBILL_PORT: 70000; allowed: 0 to 65535",
            2,
        ),
        (
            TableMissingError(file="catalog", what="no such table", allowed="catalog.csv"),
            "error: catalog: no such table; allowed: catalog.csv",
            1,
        ),
        (QualityFailure(("black", "short"), where="a.mp4"), "error: a.mp4: black; short", 1),
        (
            FileNotFoundError(2, "No such file or directory", "x.json"),
            "error: x.json: No such file or directory",
            1,
        ),
        (
            ValueError("two\nlines"),
            "error: unforeseen ValueError: two lines; HANDBILL_DEBUG=1 shows where it came from",
            1,
        ),
    ],
)
def test_an_error_is_one_line(
    error: Exception, line: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(error) == code
    assert capsys.readouterr().err == line + "\n"


def test_debugging_shows_where_it_came_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDBILL_DEBUG", "1")
    try:
        raise ValueError("lost")
    except ValueError as error:
        report(error)
    assert "Traceback" in capsys.readouterr().err


def test_any_command_ends_in_order_by_sigterm(monkeypatch: pytest.MonkeyPatch) -> None:
    cleared = []

    def show() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(10)
        finally:
            cleared.append("scratch")

    app = typer.Typer()
    app.command()(show)
    monkeypatch.setattr("api.cli.main.build", lambda: app)
    assert main([]) == 130
    assert cleared == ["scratch"]


def test_what_a_file_is_called_never_steers_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report(InvalidFile("no\x1b[2J \u202epicture", where="a\ud800.jpg"))
    assert capsys.readouterr().err == "error: a\\ud800.jpg: no\\x1b[2J \\u202epicture\n"
