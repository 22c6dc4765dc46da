"""MoviePy declares pillow<12; we run it with the newest Pillow, so what we use of it is tried."""

from pathlib import Path

import numpy as np
import pytest
from moviepy import AudioArrayClip, ColorClip, CompositeVideoClip, ImageClip, VideoFileClip, vfx
from PIL import __version__ as pillow_version

RATE = 44100


def test_pillow_is_the_newest_line() -> None:
    assert int(pillow_version.split(".")[0]) >= 13


# MoviePy's readers leave their pipes to the garbage collector when they close.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_clips_effects_sound_writing_and_reading(tmp_path: Path) -> None:
    pixels = np.zeros((48, 64, 3), dtype=np.uint8)
    pixels[:, :32] = (250, 40, 40)
    moment = np.arange(RATE) / RATE
    tone = 0.4 * np.sin(2 * np.pi * 440 * moment)
    sound = AudioArrayClip(np.stack([tone, tone], axis=1), fps=RATE)
    picture = ImageClip(pixels, duration=1).with_effects([vfx.Resize(0.5), vfx.CrossFadeIn(0.2)])
    ground = ColorClip((64, 48), color=(0, 0, 90), duration=1)
    film = CompositeVideoClip([ground, picture.with_position((8, 8))]).with_audio(sound)
    path = tmp_path / "film.mp4"
    film.write_videofile(
        str(path), fps=10, codec="libx264", audio_codec="aac", logger=None, threads=1
    )
    film.close()
    with VideoFileClip(str(path)) as read:
        assert read.size == [64, 48]
        assert abs(read.duration - 1) < 0.15
        frame = read.get_frame(0.8)
        assert frame[20, 12, 0] > 150
        assert frame[44, 60, 2] > 60
        assert read.audio is not None
        assert np.abs(read.audio.get_frame(moment[2000:8000])).max() > 0.2
        read.audio.close()
