import json
from dataclasses import replace

from render_farm.encode import SoundSettings, VideoSettings, pixel_versions, sound_versions


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
    assert "cpu-independent=1" in VideoSettings().options()["x264-params"]


def test_all_libraries_that_shape_pixels_are_named() -> None:
    versions = pixel_versions()
    assert {"av", "numpy", "opencv-python-headless", "pillow", "uharfbuzz"} <= set(versions)
    assert all(versions.values())
    assert set(sound_versions()) == {"imageio-ffmpeg", "moviepy"}
