"""`handbill up` in a folder of its own → when it is ready, its first frame, its idle memory.

*Ready* is from the start of the program until `GET /readyz` answers 200: storage, database, Ray and
the API are up. On a busy machine it waits for its turns, so that the seconds of the processor that
it took until then stand beside it. *First frame* is of a warm farm, whose renderer has made one
file before: from sending `POST /v1/render-jobs` with one still, whose picture was uploaded before,
until the client reads that its task has succeeded, which means painted, encoded, checked and
stored. *Idle memory* is the proportional set size of the program and all that it started.
"""

import io
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import httpx
from PIL import Image

from bench.farm.errors import BenchBroken
from bench.farm.run import FarmRun
from bench.processes import end_family, family, family_cpu_s, memory_bytes
from bench.report import Row

MOST_READY_S = 15.0
MOST_FIRST_MS = 300.0
_WAIT_S = 120.0
_LOOK_S = 0.003
_SETTLE_S = 3.0

T = TypeVar("T")


def rows(run: FarmRun) -> Iterator[Row]:
    """Ready in a new folder and in one with data; memory before and after the first job."""
    with tempfile.TemporaryDirectory() as folder:
        with farm_up(run, Path(folder)) as (api, process, ready_s):
            yield _ready("in a new folder", ready_s, process)
            yield _memory("no renderer yet", process)
            picture = _upload(api)
            first_frame_ms(api, picture, "warm-up")
            yield Row(
                name="first still of a submitted job, renderer warm",
                value=median(
                    first_frame_ms(api, picture, f"round {n}") for n in range(3 * run.rounds)
                ),
                unit="ms",
                aim=MOST_FIRST_MS,
                at_least=False,
            )
            yield _memory("one renderer idle", process)
        with farm_up(run, Path(folder)) as (_, process, ready_s):
            yield _ready("in a folder with data", ready_s, process)


@contextmanager
def farm_up(
    run: FarmRun, folder: Path
) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes], float]]:
    """Its API, its process, and seconds until it was ready; ended by Ctrl-C. Raises BenchBroken."""
    started = time.perf_counter()
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*run.program, "up", "--port", "0", "--workers", str(run.workers)],
            env=_environment(folder),
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
    try:
        url = _until(lambda: _url(folder, process))
        with httpx.Client(base_url=url, timeout=30) as api:
            _until(lambda: api.get("/readyz").status_code == httpx.codes.OK or None)
            yield api, process, time.perf_counter() - started
        os.killpg(process.pid, signal.SIGINT)
        process.wait(_WAIT_S)
    finally:
        if process.poll() is None:
            end_family(process.pid)
            process.wait()


def first_frame_ms(api: httpx.Client, picture: str, name: str) -> float:
    """Milliseconds from submitting one still until its task has succeeded. Raises BenchBroken."""
    body = {
        "template": "spotlight",
        "content": {"name": name, "artwork": picture},
        "ratios": ["1:1"],
        "locales": ["en"],
    }
    started = time.perf_counter()
    job = _answer(api.post("/v1/render-jobs", json=body))
    _until(lambda: _succeeded(_answer(api.get(job["url"]))))
    return 1000 * (time.perf_counter() - started)


def _succeeded(job: Mapping[str, Any]) -> bool | None:
    if job["counts"]["failed"]:
        raise BenchBroken("its task failed", where=str(job["id"]))
    return True if job["counts"]["succeeded"] else None


def _ready(where: str, seconds: float, process: subprocess.Popen[bytes]) -> Row:
    return Row(
        name=f"`handbill up` ready, {where}",
        value=seconds,
        unit="s",
        reference="of the processor",
        reference_value=family_cpu_s(process.pid),
        aim=MOST_READY_S,
        at_least=False,
    )


def _memory(what: str, process: subprocess.Popen[bytes]) -> Row:
    time.sleep(_SETTLE_S)
    processes = family(process.pid)
    size = sum(map(memory_bytes, processes))
    name = f"idle memory, {what} ({len(processes)} processes)"
    return Row(name=name, value=size / 1e6, unit="MB")


def _upload(api: httpx.Client) -> str:
    file = io.BytesIO()
    Image.radial_gradient("L").resize((1200, 1200)).convert("RGB").save(file, "JPEG")
    return str(_answer(api.post("/v1/inputs", content=file.getvalue()))["key"])


def _answer(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise BenchBroken(f"{answer.status_code}: {answer.text[:200]}", where=str(answer.url))
    return dict(answer.json())


def _url(folder: Path, process: subprocess.Popen[bytes]) -> str | None:
    if process.poll() is not None:
        said = (folder / "up.log").read_text(encoding="utf-8", errors="replace")
        raise BenchBroken(f"it ended: {said[-500:]}", where="handbill up")
    file = folder / "home" / "farm.json"
    return str(json.loads(file.read_text(encoding="utf-8"))["url"]) if file.exists() else None


def _environment(folder: Path) -> dict[str, str]:
    """Without settings of whoever runs the bench."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HANDBILL_", "RAY_"))}
    home = {
        "HANDBILL_DATA_HOME": str(folder / "home"),
        "HANDBILL_CONFIG": str(folder / "none.toml"),
    }
    return {**kept, **home}


def _until(look: Callable[[], T | None]) -> T:
    deadline = time.monotonic() + _WAIT_S
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise BenchBroken(f"nothing after {_WAIT_S:g} s", where="handbill up")
        time.sleep(_LOOK_S)
    return found
