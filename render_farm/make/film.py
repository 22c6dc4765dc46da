"""SceneReport → a video file, with what is heard."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from render_farm.encode import PaintedVideo, VideoSettings, encode_video
from render_farm.make.counted import CountedFrames
from render_farm.make.materials import Materials
from render_farm.paint import VideoPainter
from render_farm.pulse import Pulse
from templates import SceneReport
from templates.scene import Scene


class FilmMaker(Protocol):
    """Who makes a video file with given settings: `make_film`, or out of segments."""

    def __call__(
        self,
        report: SceneReport,
        path: Path,
        *,
        settings: VideoSettings,
        materials: Materials,
        pulse: Pulse,
    ) -> PaintedVideo:
        """Put the whole video to `path`, a step a frame; tell how long it stands still."""


def make_film(
    report: SceneReport,
    path: Path,
    *,
    settings: VideoSettings,
    materials: Materials,
    pulse: Pulse | None = None,
) -> PaintedVideo:
    """Paint and encode every frame. Raises PaintError, EncodeError, InvalidInput."""
    painter = film_painter(report, materials=materials)
    sound = film_sound(report.scene, settings=settings, materials=materials)
    frames = CountedFrames(painter, pulse or Pulse())
    return encode_video(frames, path, settings=settings, sound=sound)


def film_painter(report: SceneReport, *, materials: Materials) -> VideoPainter:
    """Who paints the frames. Raises PaintError."""
    return VideoPainter(
        report.scene,
        pictures=materials.picture,
        fonts=materials.fonts,
        animations=report.animations,
        clips=materials.clips,
    )


def film_sound(
    scene: Scene, *, settings: VideoSettings, materials: Materials
) -> NDArray[np.float32] | None:
    """What is heard, mixed; None in silence. Raises EncodeError, InvalidInput."""
    if scene.sound is None:
        return None
    seconds = scene.frames / (scene.fps or 1)
    return materials.mixed(scene.sound, seconds=seconds, settings=settings.sound)
