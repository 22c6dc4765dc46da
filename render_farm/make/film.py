"""SceneReport → a video file, with what is heard."""

from pathlib import Path

from render_farm.encode import PaintedVideo, VideoSettings, encode_video
from render_farm.make.materials import Materials
from render_farm.paint import VideoPainter
from templates import SceneReport


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
