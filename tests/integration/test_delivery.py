"""Films through a workshop: what a platform takes, and the poster beside it."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render_farm.errors import DeliveryRefused, InvalidInput
from render_farm.job import RenderJob, RenderTask, TaskResult
from render_farm.queue import MemoryJobStore
from render_farm.storage import MemoryStore
from render_farm.submission import Plan, Submission
from render_farm.toolchain import this_toolchain
from render_farm.worker import Workshop
from templates import SlotValue
from templates.text import FontLibrary
from tests.integration.clips import clip
from tests.unit.templates.samples import make_template, plain_template

SECONDS, FPS = 5.0, 24
FLOOR = 516_000
CLIP = {"id": "film", "kind": "video", "slot": "film", "width": 60, "height": 40}


class Desk:
    """A workshop on a store in memory, and a film template of five slow seconds."""

    def __init__(self, scratch: Path) -> None:
        self.store = MemoryStore()
        self._jobs = MemoryJobStore()
        fonts = FontLibrary.packaged()
        self._workshop = Workshop(store=self.store, fonts=fonts, scratch=scratch)
        self._submission = Submission(
            store=self.store, jobs=self._jobs, fonts=fonts, toolchain=this_toolchain(fonts)
        )

    def job(
        self, *, grain: int, placement: str | None, format: str, seconds: float = SECONDS
    ) -> RenderJob:
        template = make_template(kind="animated", duration_s=seconds, fps=FPS, poster_s=1.0)
        artwork = self._submission.add_picture(photo(grain))
        creative = self._submission.creative(
            template,
            content={"en": {"name": "Marlow Reyes", "artwork": artwork}},
            ratios=("1:1",),
            placement=placement,
            format=format,
        )
        return RenderJob(id=f"{grain} {placement} {format}", name="films", creatives=(creative,))

    def task(self, *, grain: int, placement: str | None, format: str = "mp4") -> RenderTask:
        self._submission.submit(self.job(grain=grain, placement=placement, format=format))
        (lease,) = self._jobs.claim("test", limit=1, lease_s=60)
        return lease.task

    def clip_task(self, *, format: str) -> RenderTask:
        """Two seconds of a clip beside the name."""
        plain = plain_template()
        layout = {**plain["layout"], "children": [CLIP, *plain["layout"]["children"][1:]]}
        slots = {**plain["slots"], "film": {"type": "video", "bind": "content.film"}}
        template = make_template(
            kind="animated", duration_s=2.0, fps=FPS, poster_s=1.0, slots=slots, layout=layout
        )
        content: dict[str, SlotValue] = {
            "name": "Marlow Reyes",
            "artwork": self._submission.add_picture(photo(6)),
            "film": self._submission.add_video(clip(3.0)),
        }
        creative = self._submission.creative(
            template, content={"en": content}, ratios=("1:1",), format=format
        )
        self._submission.submit(RenderJob(id="clip", name="clip", creatives=(creative,)))
        (lease,) = self._jobs.claim("test", limit=1, lease_s=60)
        return lease.task

    def plan(self, job: RenderJob) -> Plan:
        return self._submission.plan(job)

    def render(self, task: RenderTask) -> TaskResult:
        return self._workshop.render(task)

    def assets(self) -> list[str]:
        return list(self.store.list_keys("assets/"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield Desk(tmp_path)
    assert not list(tmp_path.iterdir()), "a file was left in the scratch folder"


def photo(grain: int) -> bytes:
    dice = np.random.default_rng(4)
    slope = np.linspace(60, 190, 400)[:, None, None] + np.zeros((1, 400, 3))
    noisy = slope + dice.integers(-grain, grain + 1, (400, 400, 3))
    Image.fromarray(noisy.astype(np.uint8)).save(file := io.BytesIO(), "PNG")
    return file.getvalue()


def test_a_video_has_its_poster_beside_it(desk: Desk) -> None:
    result = desk.render(desk.task(grain=0, placement=None))
    assert result.poster == result.key.replace(".mp4", ".poster.jpg")
    assert sorted(desk.assets()) == sorted([result.key, result.poster])
    with Image.open(io.BytesIO(desk.store.get(result.poster))) as poster:
        assert (poster.format, poster.size) == ("JPEG", (result.width, result.height))


def test_a_poster_that_is_gone_is_made_again_and_the_video_is_not(desk: Desk) -> None:
    task = desk.task(grain=0, placement=None)
    first = desk.render(task)
    assert first.poster is not None
    desk.store.delete(first.poster)
    again = desk.render(task)
    assert (again.key, again.created) == (first.key, False)
    assert desk.store.head(first.poster) is not None


def test_a_still_has_none(desk: Desk) -> None:
    result = desk.render(desk.task(grain=0, placement=None, format="jpg"))
    assert (result.poster, result.frames, result.fps) == (None, 1, None)
    assert desk.assets() == [result.key]


def test_a_floor_is_met_and_the_file_has_the_key_of_its_own_settings(desk: Desk) -> None:
    anywhere = desk.render(desk.task(grain=6, placement=None))
    task = desk.task(grain=6, placement="tiktok.feed")
    placed = desk.render(task)
    assert 8 * anywhere.bytes / SECONDS < FLOOR <= 8 * placed.bytes / SECONDS
    assert placed.key != anywhere.key
    assert not desk.render(task).created


def test_pieces_climb_the_ladder_too(desk: Desk) -> None:
    task = desk.task(grain=6, placement="tiktok.feed")
    joined = desk.render(replace(task, cuts_s=(2.0,)))
    assert 8 * joined.bytes / SECONDS >= FLOOR
    assert joined.poster is not None and sorted(desk.assets()) == sorted(
        [joined.key, joined.poster]
    )
    pieces = [key for key in desk.store.list_keys("segments/") if not key.endswith(".lease")]
    assert len(pieces) >= 4, "two pieces of each rung, each with a key of its own"


def test_what_cannot_be_met_stores_nothing(desk: Desk) -> None:
    with pytest.raises(DeliveryRefused, match=r"tiktok\.feed.*516 at least"):
        desk.render(desk.task(grain=0, placement="tiktok.feed"))
    assert desk.assets() == []


@pytest.mark.parametrize(
    ("format", "seconds", "said"),
    [("gif", SECONDS, "a gif file"), ("mp4", 3.0, "a video of 3 s"), ("mp4", SECONDS, "")],
)
def test_a_dry_run_tells_what_a_placement_refuses(
    desk: Desk, format: str, seconds: float, said: str
) -> None:
    job = desk.job(grain=0, placement="tiktok.feed", format=format, seconds=seconds)
    failures = [problem.failure for problem in desk.plan(job).problems]
    assert [failure.code for failure in failures] == (["delivery_refused"] if said else [])
    assert all(said in failure.message and not failure.retryable for failure in failures)


def test_an_animation_is_a_file_like_others(desk: Desk) -> None:
    result = desk.render(desk.task(grain=6, placement=None, format="gif"))
    assert result.key.endswith(".gif")
    assert (result.width, result.height, result.fps, result.frames) == (540, 540, 24, 120)
    assert result.poster is not None and result.poster in desk.assets()


def test_a_clip_moves_in_an_animation_too(desk: Desk) -> None:
    result = desk.render(desk.clip_task(format="animated-webp"))
    with Image.open(io.BytesIO(desk.store.get(result.key))) as film:
        assert getattr(film, "n_frames", 1) > 20


def test_a_webp_of_what_does_not_move_says_so(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="nothing moves"):
        desk.render(desk.task(grain=0, placement=None, format="animated-webp"))
    assert desk.assets() == []
