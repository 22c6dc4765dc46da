"""What a finished file should be, known before it is made."""

from dataclasses import dataclass, replace

from render_farm.encode import AnimationSettings, PaintedVideo, SoundSettings
from render_farm.errors import EncodeError
from render_farm.formats import asset_format
from templates.scene import Scene

_CODECS = {
    "jpg": "jpeg",
    "png": "png",
    "webp": "webp",
    "mp4": "h264",
    "gif": "gif",
    "animated-webp": "webp",
}
# A black moment between two scenes is no fault.
_SHORT_S = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """Codec, size and, for videos, frames, fps and what may stand still.

    still_s, black_s: how long the picture may stand still, or be black, at most (None = any).
    sound_hz: samples a second of what is heard (None = nothing is), lufs: its loudness. cut_s: how
    much shorter than the others the last of an animation's frames is shown. max_bytes: of the file,
    and min_bit_rate: bits a second of its picture, as far as a platform demands them.
    """

    codec: str
    width: int
    height: int
    frames: int = 1
    fps: int | None = None
    still_s: float | None = None
    black_s: float | None = None
    sound_hz: int | None = None
    lufs: float | None = None
    cut_s: float = 0.0
    max_bytes: int | None = None
    min_bit_rate: int | None = None

    def painted(self, video: PaintedVideo) -> "Expectation":
        """The same, and to stand still or be black no longer than what was painted."""
        return replace(self, still_s=video.still_s, black_s=max(_SHORT_S, video.black_s))

    @property
    def duration_s(self) -> float | None:
        """Seconds; None for a still."""
        return None if self.fps is None else self.frames / self.fps - self.cut_s

    @classmethod
    def of(
        cls,
        scene: Scene,
        *,
        format: str,
    ) -> "Expectation":
        """What a scene should become in a format: one moment of it, or all.

        Raises:
            EncodeError: an unknown format, or a still scene as one that lasts.
        """
        if format not in _CODECS:
            raise EncodeError(f"format {format!r}", allowed=", ".join(_CODECS))
        codec, width, height = _CODECS[format], scene.width_px, scene.height_px
        made = asset_format(format)
        if not made.moving:
            return cls(codec=codec, width=width, height=height)
        if scene.fps is None or scene.duration_s is None:
            raise EncodeError(f"a still scene as {format}", allowed="jpg, png, webp")
        if made.animation is not None:
            return cls._animated(scene, scene.fps, made.animation)
        heard = SoundSettings()
        return cls(
            codec=codec,
            width=width,
            height=height,
            frames=scene.frames,
            fps=scene.fps,
            sound_hz=None if scene.sound is None else heard.rate_hz,
            lufs=None if scene.sound is None else heard.lufs + scene.sound.gain_db,
        )

    @classmethod
    def _animated(cls, scene: Scene, fps: int, settings: AnimationSettings) -> "Expectation":
        step = settings.step(fps)
        width, height = settings.size_px(scene.width_px, scene.height_px)
        frames = -(-scene.frames // step)
        return cls(
            codec=settings.codec,
            width=width,
            height=height,
            frames=frames,
            fps=fps // step,
            cut_s=(frames * step - scene.frames) / fps,
        )
