"""A clip on the farm: from its bytes to a stored video, in one go and in pieces."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from render_farm.clip import Clips
from render_farm.encode import VideoSettings, encode_video
from render_farm.errors import EncodeError
from render_farm.job import RenderJob
from render_farm.keys import Toolchain
from render_farm.local_file import named_file
from render_farm.paint import I420, VideoPainter
from render_farm.queue import MemoryJobStore
from render_farm.segments.key import segment_key
from render_farm.segments.piece import Piece, pieces_of
from render_farm.storage import MemoryStore
from render_farm.submission import Submission
from render_farm.toolchain import this_toolchain
from render_farm.worker import Workshop
from templates import PictureRef, SlotValue, VideoRef, make_scene, open_library, resolve
from templates.scene import Box, Color, Scene, VideoLayer
from templates.text import FontLibrary
from templates.videos.facts import stand_in_video
from tests.integration.clips import beeps, clip
from tests.integration.processes import children
from tests.unit.render_farm.paint.scenes import NO_FONTS, pictures
from tests.unit.templates.samples import facts, make_template, picture_bytes, plain_template


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """What other tests of this process run, such as a Ray that is up, does not count."""
    before = set(children(os.getpid()))
    yield
    assert set(children(os.getpid())) <= before


@pytest.mark.parametrize("format", ["mp4", "gif", "jpg"])
def test_a_clip_becomes_a_stored_ad(format: str, fonts: FontLibrary, tmp_path: Path) -> None:
    store, jobs = MemoryStore(), MemoryJobStore()
    submission = Submission(store=store, jobs=jobs, fonts=fonts, toolchain=this_toolchain(fonts))
    plain = plain_template()
    plain["layout"]["children"][0] = {
        "id": "film", "kind": "video", "slot": "clip", "width": 60, "height": 40, "from_s": 0.5,
    }  # fmt: skip
    template = make_template(
        slots={**plain["slots"], "clip": {"type": "video", "bind": "content.clip"}},
        layout=plain["layout"],
        kind="animated",
        duration_s=1,
        fps=25,
    )
    content: dict[str, SlotValue] = {
        "name": "Nour",
        "artwork": submission.add_picture(picture_bytes(size=(400, 400))),
        "clip": submission.add_video(clip(2.0, sound=beeps(2))),
    }
    creative = submission.creative(
        template, content={"en": content}, ratios=("1.91:1",), format=format
    )
    job = RenderJob(id="a", name="test", creatives=(creative,))
    assert submission.plan(job).problems == ()
    submission.submit(job)
    (lease,) = jobs.claim("test", limit=1, lease_s=60)
    workshop = Workshop(store=store, fonts=fonts, scratch=tmp_path)
    result = workshop.render(lease.task)
    assert (result.width, result.frames > 0) == (1200 if format != "gif" else result.width, True)
    if format == "mp4":
        path = tmp_path / "stored.mp4"
        path.write_bytes(store.get(result.key))
        with av.open(str(path)) as container:
            assert len(container.streams.audio) == 1
        path.unlink()
    assert not list(tmp_path.iterdir()), "a file was left in the scratch folder"


def scene(sha256: str, **changes: Any) -> Scene:
    whole = Box(x=0, y=0, width=1, height=1)
    plain: dict[str, Any] = {"fps": 30.0, "first": 0, "last": 59, **changes}
    layer = VideoLayer(
        name="film",
        box=Box(x=0, y=0, width=160, height=120),
        sha256=sha256,
        crop=whole,
        **plain,
    )
    black = Color(red=0, green=0, blue=0)
    return Scene(
        width_px=160, height_px=120, background=black, layers=(layer,), duration_s=2, fps=30
    )


def painter(what: Scene, clips: Clips) -> VideoPainter:
    return VideoPainter(what, pictures=pictures(), fonts=NO_FONTS, clips=clips)


def keys(what: Scene, cuts_s: tuple[float, ...]) -> list[str]:
    toolchain = Toolchain(fonts="f" * 64, paint_epoch=1, versions={})
    plan = painter(what, Clips(lambda _: named_file(Path("none")))).plan
    pieces: tuple[Piece, ...] = tuple(pieces_of(cuts_s, frames=what.frames, fps=30))
    return [
        segment_key(what, piece, plan=plan, settings=VideoSettings(), toolchain=toolchain)
        for piece in pieces
    ]


class TestPieces:
    """Pieces of a video in which a clip runs."""

    def test_their_frames_are_those_of_the_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "a.mp4"
        path.write_bytes(clip(2.0, options={"g": "25", "bf": "2"}))
        with Clips(lambda _: named_file(path)) as clips:
            film = painter(scene("a" * 64, speed=1.5, loop=True), clips)
            whole = [frame.buffer.copy() for frame in film.frames()]
            for first, stop in ((0, 20), (20, 21), (37, 60)):
                part = [frame.buffer.copy() for frame in film.frames(first=first, stop=stop)]
                assert all(
                    np.array_equal(one, other)
                    for one, other in zip(part, whole[first:stop], strict=True)
                )

    def test_their_keys_say_which_frames_are_shown(self) -> None:
        cuts = (1.0,)
        plain = keys(scene("a" * 64), cuts)
        assert keys(scene("b" * 64), cuts)[0] != plain[0]
        assert keys(scene("a" * 64, speed=2.0), cuts)[0] != plain[0]
        # What runs until the cut is the same; what comes after it is not.
        shorter = keys(scene("a" * 64, last=40), cuts)
        assert shorter[0] == plain[0]
        assert shorter[1] != plain[1]
        # A clip that begins a second later shows in the second piece what another did at first.
        late = keys(scene("a" * 64, first=30, last=89), cuts)
        assert late[0] == keys(scene("a" * 64), (1.0,))[1]


def test_breaking_off_an_encoding_leaves_no_process(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(clip(2.0))

    class Broken:
        """A painter whose third frame fails."""

        width_px, height_px, fps = 160, 120, 30

        def __init__(self, film: VideoPainter) -> None:
            self._film = film

        def frames(self) -> Iterator[I420]:
            for number, frame in enumerate(self._film.frames()):
                if number == 3:
                    raise ValueError("the paint ran out")
                yield frame

    with Clips(lambda _: named_file(path)) as clips, pytest.raises(EncodeError, match="ran out"):
        encode_video(
            Broken(painter(scene("a" * 64), clips)),
            tmp_path / "out.mp4",
            settings=VideoSettings(),
        )
    assert not (tmp_path / "out.mp4").exists()


def test_the_end_card_of_the_packaged_template_is_one_for_all_artists(fonts: FontLibrary) -> None:
    template = open_library().get("clip")

    def last_key(name: str, rgb: tuple[int, int, int], clip_sha256: str) -> str:
        artwork, shown = facts(rgb), stand_in_video(clip_sha256, rgb=rgb)
        content: dict[str, SlotValue] = {
            "name": name,
            "artwork": PictureRef(sha256=artwork.sha256),
            "clip": VideoRef(sha256=clip_sha256),
        }
        resolved = resolve(template, content=content, locale="en", ratio="9:16")
        made = make_scene(
            resolved,
            pictures={artwork.sha256: artwork},
            videos={clip_sha256: shown},
            fonts=fonts,
        )
        return keys(made.scene, template.cuts_s)[-1]

    one = last_key("Nour", (180, 60, 40), "1a" * 32)
    assert one == last_key("The Longest Name of All", (20, 60, 190), "2b" * 32)
