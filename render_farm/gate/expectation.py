"""What a finished file should be, known before it is made."""

from dataclasses import dataclass, replace

from render_farm.encode import PaintedVideo, SoundSettings
from render_farm.errors import EncodeError
from templates.scene import Scene

_CODECS = {"jpg": "jpeg", "png": "png", "webp": "webp", "mp4": "h264"}
# A black moment between two scenes is no fault.
_SHORT_S = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """Codec, size and, for videos, frames, fps and what may stand still.

    still_s, black_s: how long the picture may stand still, or be black, at most (None = any).
    sound_hz: samples a second of what is heard (None = nothing is). max_bytes: of the file, and
    min_bit_rate: bits a second of its picture, as far as a platform demands them.
    """

    codec: str
    width: int
    height: int
    frames: int = 1
    fps: int | None = None
    still_s: float | None = None
    black_s: float | None = None
    sound_hz: int | None = None
    max_bytes: int | None = None
    min_bit_rate: int | None = None

    def painted(self, video: PaintedVideo) -> "Expectation":
        """The same, and to stand still or be black no longer than what was painted."""
        return replace(self, still_s=video.still_s, black_s=max(_SHORT_S, video.black_s))

    @property
    def duration_s(self) -> float | None:
        """Seconds; None for a still."""
        return None if self.fps is None else self.frames / self.fps

    @classmethod
    def of(
        cls,
        scene: Scene,
        *,
        format: str,
    ) -> "Expectation":
        """What a scene should become as jpg, png, webp (one moment of it) or mp4.

        Raises:
            EncodeError: an unknown format, or a still scene as mp4.
        """
        if format not in _CODECS:
            raise EncodeError(f"format {format!r}", allowed=", ".join(_CODECS))
        codec, width, height = _CODECS[format], scene.width_px, scene.height_px
        if format != "mp4":
            return cls(codec=codec, width=width, height=height)
        if scene.fps is None or scene.duration_s is None:
            raise EncodeError("a still scene as mp4", allowed="jpg, png, webp")
        return cls(
            codec=codec,
            width=width,
            height=height,
            frames=scene.frames,
            fps=scene.fps,
            sound_hz=None if scene.sound is None else SoundSettings().rate_hz,
        )
