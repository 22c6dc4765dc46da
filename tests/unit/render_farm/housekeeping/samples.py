"""Objects, jobs and clocks that the tests of housekeeping hand around."""

import json
from collections.abc import Sequence
from typing import Any

from render_farm.job import RenderJob, RenderTask, TaskResult, Use
from render_farm.queue import Ending, MemoryJobStore
from render_farm.storage import MemoryStore, sha256_of
from templates import PictureRef

DAY_S = 86_400.0
AGE_S = 30 * DAY_S


class Clock:
    """Seconds since 1970; stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def digest(name: str) -> str:
    return sha256_of(name.encode())


def asset(name: str, ending: str = "jpg") -> str:
    return f"assets/{digest(name)[:2]}/{digest(name)}.{ending}"


def picture(name: str) -> str:
    return f"inputs/{digest(name)}"


def put(store: MemoryStore, *keys: str, body: bytes = b"-") -> None:
    for key in keys:
        store.put_new(key, body, sha256=sha256_of(body), content_type="image/jpeg")


def task(
    request: str,
    *,
    pictures: Sequence[str] = ("artwork",),
    artist: str | None = "a1",
    market: str | None = "EG",
) -> RenderTask:
    return RenderTask(
        request_key=request,
        template=digest("template"),
        template_id="spotlight",
        template_version="1.0.0",
        ratio="1:1",
        locale="ar-EG",
        content={f"slot{n}": PictureRef(sha256=digest(it)) for n, it in enumerate(pictures)},
        format="jpg",
        cost_s=1.0,
        uses=(Use(artist_id=artist, market=market, channel="meta"),),
    )


def job(job_id: str, *, closing: str | None = None) -> RenderJob:
    return RenderJob(id=job_id, name=job_id, creatives=(), closing=closing)


def result(name: str, *, poster: bool = False) -> TaskResult:
    return TaskResult(
        asset_key=digest(name),
        key=asset(name, "mp4" if poster else "jpg"),
        sha256=digest("bytes"),
        bytes=1,
        width=1080,
        height=1080,
        frames=1,
        fps=None,
        duration_s=None,
        codec="jpeg",
        fonts=(),
        warnings=(),
        render_s=0.1,
        created=True,
        poster=asset(name, "poster.jpg") if poster else None,
    )


def run(jobs: MemoryJobStore, job_id: str, wanted: RenderTask, made: TaskResult) -> None:
    """A job of one task, done."""
    jobs.submit(job(job_id), [wanted])
    (lease,) = jobs.claim("dispatcher", limit=1, lease_s=60)
    assert jobs.settle([Ending(lease=lease, outcome=made, worker="w")]) == (True,)


def put_manifest(store: MemoryStore, name: str, *results: TaskResult, **labels: Any) -> None:
    rows = [
        {
            "market": "EG",
            "channel": "meta",
            "artist_id": "a1",
            "locale": "ar-EG",
            "ratio": "1:1",
            "template_id": "spotlight",
            "template_version": "1.0.0",
            "rank": 1,
            **labels,
            "key": one.key,
            "poster": one.poster,
        }
        for one in results
    ]
    document = {"schema_version": 1, "campaign": {"id": name}, "assets": rows, "failures": []}
    store.replace(
        f"campaigns/{name}.json", json.dumps(document).encode(), content_type="application/json"
    )
