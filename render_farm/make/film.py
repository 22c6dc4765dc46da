"""SceneReport → a video file, with what is heard."""

from pathlib import Path
from typing import Protocol

from render_farm.encode import PaintedVideo, VideoSettings, encode_video
from render_farm.make.materials import Materials
from render_farm.paint import VideoPainter
from templates import SceneReport


class FilmMaker(Protocol):
    """Who makes a video file with given settings: `make_film`, or out of segments."""

    def __call__(
        self, report: SceneReport, path: Path, *, settings: VideoSettings, materials: Materials
    ) -> PaintedVideo:
        """Put the whole video to `path`; tell how long it stands still."""


def make_film(
    report: SceneReport, path: Path, *, settings: VideoSettings, materials: Materials
) -> PaintedVideo:
    """Paint and encode every frame. Raises PaintError, EncodeError, InvalidInput."""
    scene = report.scene
    painter = VideoPainter(
        scene,
        pictures=materials.picture,
        fonts=materials.fonts,
        animations=report.animations,
    )
    sound = None
    if scene.sound is not None:
        seconds = scene.frames / painter.fps
        sound = materials.mixed(scene.sound, seconds=seconds, settings=settings.sound)
    return encode_video(painter, path, settings=settings, sound=sound)
