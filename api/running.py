"""The farm that runs on this machine → where its clients find it: a small file in the data home."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from api.errors import FarmRunning


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """What `handbill up` says of itself.

    url: of the API, without a slash at the end. storage_url: of its S3 server.
    """

    url: str
    pid: int
    storage_url: str
    dashboard_url: str | None = None


@contextmanager
def only_farm(data_home: Path) -> Iterator[None]:
    """Be the one farm of a data home while inside. Raises FarmRunning."""
    data_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(data_home / "farm.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        running = find_running(data_home)
        raise FarmRunning(
            f"a farm runs here already{f', at {running.url}' if running else ''}",
            where=str(data_home),
            allowed="that one, or another HANDBILL_DATA_HOME",
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def announced(running: Running, data_home: Path) -> Iterator[None]:
    """Let clients find the farm while inside."""
    path = _path(data_home)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(asdict(running)), encoding="utf-8")
    part.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def find_running(data_home: Path) -> Running | None:
    """The farm of a data home; None when there is none, or when it died without a word."""
    try:
        running = Running(**json.loads(_path(data_home).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    with suppress(ProcessLookupError):
        os.kill(running.pid, 0)
        return running
    return None


def _path(data_home: Path) -> Path:
    return data_home / "farm.json"
