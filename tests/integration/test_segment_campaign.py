"""Videos of several artists from submission to storage: what they share is rendered once."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from render_farm.dispatch import Dispatcher, DispatcherSettings, run_job
from render_farm.job import RenderJob, RenderTask, TaskResult
from render_farm.local_room import LocalCrew
from render_farm.queue import MemoryJobStore, TaskState
from render_farm.storage import MemoryStore, StoredObject
from render_farm.submission import Submission
from render_farm.toolchain import this_toolchain
from render_farm.worker import Workshop
from templates import SlotValue, Template
from templates.text import FontLibrary
from tests.unit.templates.samples import make_template, picture_bytes

CARD = {"position": "absolute", "inset": 0}


def film(**changes: Any) -> Template:
    """An artist's picture and name, then a card of the brand, half a second each."""
    end = {
        "id": "end",
        "kind": "box",
        **CARD,
        "motion": {"shown": [0.5, None]},
        "children": [
            {"id": "ground", "kind": "shape", "fill": "#203040", **CARD},
            {"id": "cta", "kind": "text", "slot": "cta", "style": "name", "color": "#ffffff"},
        ],
    }
    art = {"id": "art", "kind": "picture", "slot": "artwork", **CARD}
    name = {"id": "name", "kind": "text", "slot": "name", "style": "name", "color": "#ffffff"}
    plain = {
        "kind": "animated",
        "duration_s": 1,
        "fps": 24,
        "cuts_s": [0.5],
        "colors": {"scheme": "dark"},
        "layout": {"id": "page", "kind": "box", "children": [art, name, end]},
    }
    return make_template(**{**plain, **changes})


class Signed(MemoryStore):
    """A store that knows which thread put which piece."""

    def __init__(self) -> None:
        super().__init__()
        self.makers: dict[str, str] = {}

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        stored = super().put_new(key, body, sha256=sha256, content_type=content_type)
        if key.startswith("segments/") and content_type == "video/mp4":
            self.makers[key] = threading.current_thread().name
        return stored


class Farm:
    """A submission desk and a workshop on one memory store."""

    def __init__(self, scratch: Path) -> None:
        self.fonts = fonts = FontLibrary.packaged()
        self.scratch = scratch
        self.store = Signed()
        self.jobs = MemoryJobStore()
        self.workshop = Workshop(store=self.store, fonts=fonts, scratch=scratch)
        self.submission = Submission(
            store=self.store, jobs=self.jobs, fonts=fonts, toolchain=this_toolchain(fonts)
        )

    def submit(self, *names: str, **changes: Any) -> list[RenderTask]:
        self.queue(*names, **changes)
        return [lease.task for lease in self.jobs.claim("test", limit=9, lease_s=60)]

    def queue(self, *names: str, **changes: Any) -> None:
        creatives = []
        for number, name in enumerate(names):
            red = 60 * number + 40
            picture = picture_bytes(size=(400, 400), color=(red, 90, 30))
            content: dict[str, SlotValue] = {
                "name": name,
                "artwork": self.submission.add_picture(picture),
            }
            creatives.append(
                self.submission.creative(film(**changes), content={"en": content}, ratios=("1:1",))
            )
        self.submission.submit(RenderJob(id="job", name="test", creatives=tuple(creatives)))

    def segments(self) -> dict[str, bytes]:
        return {key: self.store.get(key) for key in self.store.list_keys("segments/")}

    def render(self, task: RenderTask) -> TaskResult:
        return self.workshop.render(task)


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    yield Farm(tmp_path)
    assert not list(tmp_path.iterdir()), "a file was left in the scratch folder"


def test_an_end_card_is_rendered_once_for_all_artists(farm: Farm) -> None:
    tasks = farm.submit("Nour Haddad", "Sia Adler")
    assert [task.cuts_s for task in tasks] == [(0.5,)] * 2
    results = [farm.render(task) for task in tasks]
    assert len({result.sha256 for result in results}) == 2
    assert {(result.frames, result.fps) for result in results} == {(24, 24)}
    assert len(farm.segments()) == 3


def test_an_artist_alone_is_rendered_in_one_go(farm: Farm) -> None:
    (task,) = farm.submit("Nour Haddad")
    assert task.cuts_s == ()
    farm.render(task)
    assert farm.segments() == {}
    farm.workshop.assist(task)
    assert farm.segments() == {}


def test_two_workers_share_a_long_video(farm: Farm) -> None:
    farm.queue("Nour Haddad", duration_s=24)

    def worker() -> Workshop:
        return Workshop(store=farm.store, fonts=farm.fonts, scratch=farm.scratch)

    crew, settings = LocalCrew(worker), DispatcherSettings(limit=2)
    dispatcher = Dispatcher(store=farm.jobs, crew=crew, settings=settings, tag="")
    record = run_job(dispatcher, "job", jobs=farm.jobs)
    dispatcher.close()
    assert record.state is TaskState.SUCCEEDED
    (task,) = farm.jobs.tasks("job")
    assert task.task.cuts_s == (10.0,)
    assert len(farm.segments()) == 2
    assert {name.split("_")[0] for name in farm.store.makers.values()} == {
        "renderer-1", "renderer-2",
    }  # fmt: skip


def test_what_an_assistant_made_is_used(farm: Farm) -> None:
    task, _ = farm.submit("Nour Haddad", "Sia Adler")
    farm.workshop.assist(task)
    made = farm.segments()
    assert len(made) == 2
    farm.render(task)
    assert farm.segments() == made


@pytest.mark.parametrize("left", [0.1, 0.8], ids=["no index", "frames missing"])
def test_pieces_that_are_unfit_are_removed_and_the_video_is_made_without_them(
    farm: Farm, left: float, caplog: pytest.LogCaptureFixture
) -> None:
    task, other = farm.submit("Nour Haddad", "Sia Adler")
    farm.workshop.assist(task)
    pieces = farm.segments()
    key = max(pieces, key=lambda name: len(pieces[name]))
    torn = pieces[key][: int(left * len(pieces[key]))]
    farm.store.replace(key, torn, content_type="video/mp4")
    with caplog.at_level(logging.WARNING):
        result = farm.render(task)
    assert [record.__dict__["action"] for record in caplog.records] == ["pieces_unfit"]
    assert result.frames == 24
    assert farm.segments() == {}
    farm.render(other)
    assert len(farm.segments()) == 2
