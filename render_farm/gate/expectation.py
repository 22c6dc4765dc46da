"""What a finished file should be, known before it is made."""

from dataclasses import dataclass

from render_farm.errors import EncodeError
from templates.scene import Scene

_CODECS = {"jpg": "jpeg", "png": "png", "webp": "webp", "mp4": "h264"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """Codec, size and, for videos, frames, fps and what may stand still.

    frozen_s: the longest stretch without any change that is meant so (None = any). black_s: the
    longest black stretch that is meant so.
    """

    codec: str
    width: int
    height: int
    frames: int = 1
    fps: int | None = None
    frozen_s: float | None = None
    black_s: float = 0.5

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
        return cls(codec=codec, width=width, height=height, frames=scene.frames, fps=scene.fps)
