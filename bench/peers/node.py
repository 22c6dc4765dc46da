"""Node's renderers: what is here of them, and a program that works in steps while we measure."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO

from bench.peers.errors import PeerFailed
from bench.processes import end_family, family_cpu_s

FOLDER = Path(__file__).parent
BROWSER = "chromium"
# A step that takes longer will never end.
_PATIENCE_S = 300.0


def lacking(package: str, *, browser: bool) -> str | None:
    """Why a package of Node cannot be measured here; None when it can."""
    if shutil.which("node") is None:
        return "Node is not installed"
    if package_version(package) is None:
        return f"{package} is not installed: make bench-peers"
    if browser and shutil.which(BROWSER) is None:
        return f"{BROWSER} is not installed"
    return None


def package_version(package: str) -> str | None:
    """The version of a package under bench/peers; None where it is not installed."""
    try:
        text = (FOLDER / "node_modules" / package / "package.json").read_text(encoding="utf-8")
    except OSError:
        return None
    return str(json.loads(text)["version"])


def program_versions() -> dict[str, str | None]:
    """Node, the browser and the peers' packages that are here."""
    packages = {name: package_version(name) for name in ("@remotion/renderer", "@takumi-rs/core")}
    return {"node": _told("node"), BROWSER: _told(BROWSER), **packages}


@lru_cache(maxsize=8)
def _told(program: str) -> str | None:
    path = shutil.which(program)
    if path is None:
        return None
    done = subprocess.run(  # noqa: S603 - a program of the system, named above
        [path, "--version"], capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout.strip().removeprefix("v") or None


class Steps:
    """A program that says when a step is done, and goes on when it is told to."""

    def __init__(self, process: "subprocess.Popen[str]", errors: IO[str]) -> None:
        self._process = process
        self._errors = errors

    def done(self, step: str) -> float:
        """Wait for the step; seconds of the processor that the program and its family took so far.

        Raises PeerFailed.
        """
        line = _pipe(self._process.stdout).readline()
        if not line or json.loads(line) != step:
            raise PeerFailed(self._last_words() or f"said {line!r} instead of {step!r}")
        seconds = family_cpu_s(self._process.pid)
        going_on = _pipe(self._process.stdin)
        going_on.write("\n")
        going_on.flush()
        return seconds

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors if "Error" in line]
        return lines[-1] if lines else ""


@contextmanager
def steps(script: Path, job: Path) -> Iterator[Steps]:
    """Run a script of Node on a job; nothing of it outlives the block."""
    command = [shutil.which("node") or "node", str(script), str(job)]
    # Bundles and profiles of browsers that are left behind go when the job's folder goes.
    environment = {**os.environ, "TMPDIR": str(job.parent)}
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own script
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment,
        )
        watch = threading.Timer(_PATIENCE_S, end_family, [process.pid])
        watch.start()
        try:
            yield Steps(process, errors)
        finally:
            watch.cancel()
            end_family(process.pid)
            process.communicate()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise PeerFailed("has no pipe")
    return pipe
