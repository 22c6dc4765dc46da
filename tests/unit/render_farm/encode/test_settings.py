import json
from dataclasses import replace

import pytest

from render_farm.encode import (
    AnimationSettings,
    SoundSettings,
    VideoSettings,
    pixel_versions,
    sound_versions,
)


def test_every_setting_is_in_the_key() -> None:
    base = VideoSettings()
    others = (replace(base, crf=23), replace(base, preset="fast"), replace(base, gop_s=1.0))
    assert len({settings.key() for settings in (base, *others)}) == 4
    assert json.loads(base.key())["crf"] == 21


def test_settings_of_the_sound_count_where_there_is_one() -> None:
    base, other = VideoSettings(), VideoSettings(sound=SoundSettings(bit_rate=96_000))
    assert base.key() == other.key()
    assert "sound" not in json.loads(base.key())
    assert len({base.key(), base.key(heard=True), other.key(heard=True)}) == 3


def test_encoding_does_not_depend_on_the_processor() -> None:
    options = VideoSettings().options(width_px=1080, height_px=1920)
    assert "cpu-independent=1" in options["x264-params"]


def test_all_libraries_that_shape_pixels_are_named() -> None:
    versions = pixel_versions()
    assert {"av", "numpy", "opencv-python-headless", "pillow", "uharfbuzz"} <= set(versions)
    assert all(versions.values())
    assert set(sound_versions()) == {"imageio-ffmpeg", "moviepy"}


@pytest.mark.parametrize(
    ("size", "small"),
    [
        ((1080, 1920), (540, 960)),
        ((1080, 1350), (540, 675)),
        ((1200, 628), (1032, 540)),
        ((540, 540), (540, 540)),
        ((120, 160), (120, 160)),
        ((1080, 1), (1080, 1)),
    ],
)
def test_an_animation_is_never_larger(size: tuple[int, int], small: tuple[int, int]) -> None:
    assert AnimationSettings(codec="gif").size_px(*size) == small


@pytest.mark.parametrize(("fps", "kept"), [(24, 24), (25, 25), (30, 15), (50, 25), (60, 20)])
def test_frames_are_dropped_evenly(fps: int, kept: int) -> None:
    assert fps / AnimationSettings(codec="gif").step(fps) == kept


def test_every_setting_of_an_animation_is_in_its_key() -> None:
    base = AnimationSettings(codec="gif")
    others = (
        replace(base, codec="webp"), replace(base, short_px=320), replace(base, max_fps=10),
        replace(base, tolerance=0), replace(base, quality=60), replace(base, making=3),
    )  # fmt: skip
    assert len({it.key() for it in (base, *others)}) == 7


@pytest.mark.parametrize(
    ("width", "height", "frames"),
    [(2, 2, 10), (1080, 1080, 10), (1080, 1920, 10), (1440, 2560, 5), (2160, 3840, 4)],
)
def test_large_frames_are_looked_at_less_far_ahead(width: int, height: int, frames: int) -> None:
    options = VideoSettings().options(width_px=width, height_px=height)
    assert options["x264-params"].endswith(f":rc-lookahead={frames}")
