"""A house on memory twins, and a client that asks its API without a network."""

import asyncio
import io
import math
import wave
from array import array
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from api.house import House
from api.rest import create_app
from api.settings import Settings
from render_farm.keys import Toolchain
from render_farm.queue import JobRecord, MemoryJobStore
from render_farm.storage import MemoryStore
from render_farm.submission import Submission
from render_farm.toolchain import this_toolchain
from templates import Library, open_library
from templates.text import FontLibrary

LIBRARY = Path(__file__).parent.parent / "library"


class IdleFarm:
    """Nobody works: tasks stay queued, so that tests see them so."""

    dashboard_url = None
    failed = False

    def metrics_targets(self) -> tuple[str, ...]:
        """Two nodes, as if they were there."""
        return ("10.0.0.1:8080", "10.0.0.2:8080")

    def check(self) -> None:
        """Nothing fails."""

    def start(self) -> None:
        """Nobody starts."""

    def nudge(self) -> None:
        """Nobody hears."""

    def wait(self, job_id: str, *, progress: Callable[[JobRecord], None]) -> JobRecord:
        """Nobody would ever be done."""
        raise AssertionError(f"{job_id} would wait for ever ({progress})")


def memory_house(tmp_path: Path, **settings: Any) -> House:
    """A house whose storage and job store are the memory twins."""
    store, jobs = MemoryStore(), MemoryJobStore()
    fonts = _fonts()
    return House(
        settings=Settings(data_home=tmp_path, **settings),
        store=store,
        storage_url="memory",
        bucket="memory",
        jobs=jobs,
        library=_library(),
        fonts=fonts,
        submission=Submission(store=store, jobs=jobs, fonts=fonts, toolchain=this_toolchain(fonts)),
        farm=IdleFarm(),
    )


@cache
def _fonts() -> FontLibrary:
    return FontLibrary.packaged()


@cache
def _library() -> Library:
    return open_library(folders=[LIBRARY])


@cache
def _toolchain() -> Toolchain:
    return this_toolchain(_fonts())


class ApiClient:
    """Requests to the app of a house, as a program on this machine would send them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._transport = httpx.ASGITransport(create_app(house), raise_app_exceptions=False)

    def send(self, method: str, path: str, **what: Any) -> httpx.Response:
        """One request and its answer."""
        return asyncio.run(self._send(method, path, what))

    def get(self, path: str, **what: Any) -> httpx.Response:
        """GET."""
        return self.send("GET", path, **what)

    def post(self, path: str, **what: Any) -> httpx.Response:
        """POST."""
        return self.send("POST", path, **what)

    def add_picture(self) -> str:
        """Upload a picture; its key."""
        key: str = self.post("/v1/inputs", content=picture()).json()["key"]
        return key

    def add_sound(self) -> str:
        """Upload a sound; its key."""
        key: str = self.post("/v1/inputs", content=sound()).json()["key"]
        return key

    async def _send(self, method: str, path: str, what: dict[str, Any]) -> httpx.Response:
        async with httpx.AsyncClient(
            transport=self._transport, base_url="http://127.0.0.1:8600"
        ) as http:
            return await http.request(method, path, **what)


def picture(width: int = 320, height: int = 240) -> bytes:
    """A small PNG."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(file, "PNG")
    return file.getvalue()


def sound(seconds: float = 1.5) -> bytes:
    """A small WAV."""
    rate = 8000
    tone = (round(9000 * math.sin(i / 3)) for i in range(round(seconds * rate)))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(array("h", tone).tobytes())
    return file.getvalue()


def job_body(artwork: str, **changes: Any) -> dict[str, Any]:
    """A job that is right, unless `changes` make it wrong."""
    return {
        "template": "bill",
        "content": {"artist": "Amal Haddad", "artwork": artwork},
        "ratios": ["1:1", "9:16"],
        "locales": ["ar-EG", "en-US"],
        **changes,
    }


def problem_of(answer: httpx.Response, *, status: int, code: str) -> dict[str, Any]:
    """The problem document of an answer, checked to be one (RFC 9457)."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["code"] == code, document
    assert document["type"] == f"urn:handbill:problem:{code}"
    assert document["title"] and document["detail"] and document["instance"]
    assert "Traceback" not in answer.text
    return document


def pointers(document: dict[str, Any]) -> Iterable[str]:
    """Where the faults of a problem document are."""
    return [fault["pointer"] for fault in document["errors"]]
