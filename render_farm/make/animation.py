"""SceneReport → a GIF or an animated WebP, in silence."""

from pathlib import Path

from render_farm.encode import AnimationSettings, PaintedVideo
from render_farm.encode.animation import encode_animation
from render_farm.make.counted import CountedFrames
from render_farm.make.film import film_painter
from render_farm.make.materials import Materials
from render_farm.pulse import Pulse
from templates import SceneReport


def make_animation(
    report: SceneReport,
    path: Path,
    *,
    settings: AnimationSettings,
    materials: Materials,
    pulse: Pulse,
) -> PaintedVideo:
    """Paint every frame in full, keep what `settings` keep. Raises PaintError, EncodeError."""
    painter = film_painter(report, materials=materials)
    frames = CountedFrames(painter, pulse)
    return encode_animation(frames, path, settings=settings, frames=painter.frame_count)
