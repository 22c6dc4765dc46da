from dataclasses import replace

import pytest

from render_farm.encode import PaintedVideo, Run
from render_farm.errors import EncodeError
from render_farm.gate import Expectation
from templates.scene import Sound
from tests.unit.render_farm.paint.scenes import scene


def test_a_video_has_frames_and_a_duration() -> None:
    expected = Expectation.of(scene(frames=25), format="mp4")
    assert (expected.codec, expected.frames, expected.fps) == ("h264", 25, 10)
    assert expected.duration_s == 2.5


def test_a_moment_of_a_video_is_a_still() -> None:
    expected = Expectation.of(scene(frames=25), format="webp")
    assert (expected.codec, expected.frames, expected.duration_s) == ("webp", 1, None)


def test_what_is_heard() -> None:
    heard = replace(scene(frames=25), sound=Sound(sha256="a" * 64))
    assert Expectation.of(heard, format="mp4").sound_hz == 48_000
    assert Expectation.of(heard, format="jpg").sound_hz is None
    assert Expectation.of(scene(frames=25), format="mp4").sound_hz is None


def test_an_animation_is_smaller_and_slower_and_lasts_as_long() -> None:
    wide = replace(scene(), width_px=1080, height_px=1920, fps=30, duration_s=91 / 30)
    for format, codec in (("gif", "gif"), ("animated-webp", "webp")):
        expected = Expectation.of(wide, format=format)
        assert (expected.codec, expected.width, expected.height) == (codec, 540, 960)
        assert (expected.frames, expected.fps) == (46, 15)
        assert expected.duration_s == pytest.approx(91 / 30)


@pytest.mark.parametrize("kind", ["bmp", ""])
def test_unknown_formats_are_refused(kind: str) -> None:
    with pytest.raises(EncodeError, match="jpg, png, webp, mp4"):
        Expectation.of(scene(), format=kind)


def test_a_still_scene_is_no_video() -> None:
    for format in ("mp4", "gif", "animated-webp"):
        with pytest.raises(EncodeError, match=f"still scene as {format}"):
            Expectation.of(scene(), format=format)


def test_what_was_painted_may_stand_still_as_long() -> None:
    painted = PaintedVideo(fps=10, still=Run(frames=24, tail=15, longest=15), black=Run(frames=25))
    expected = Expectation.of(scene(frames=25), format="mp4").painted(painted)
    assert (expected.still_s, expected.black_s) == (1.5, 0.5)
