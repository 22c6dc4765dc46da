"""What a layout knows of a clip without its frames."""

import hashlib
from dataclasses import dataclass

from templates.color import opaque
from templates.pictures.facts import THUMB_SIDE, PictureFacts, Swatch


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoFacts:
    """A clip's hash, its frames and how many a second there are, and one of them as a picture.

    fps: of the even grid of frames that it is read in, whatever its own frames' times are. heard:
    whether it has a sound. likeness: a frame of its middle, upright, pixels made square.
    """

    sha256: str
    frames: int
    fps: float
    heard: bool
    likeness: PictureFacts

    @property
    def duration_s(self) -> float:
        """How long it lasts, in seconds."""
        return self.frames / self.fps


def stand_in_video(sha256: str, *, rgb: tuple[int, int, int] = (96, 88, 110)) -> VideoFacts:
    """Facts of a clip that nobody has: 20 s in 9:16, for checks and previews."""
    return VideoFacts(
        sha256=sha256,
        frames=600,
        fps=30.0,
        heard=True,
        likeness=PictureFacts(
            sha256=hashlib.sha256(sha256.encode()).hexdigest(),
            width=1080,
            height=1920,
            focal=(0.5, 0.42),
            palette=(Swatch(color=opaque(*rgb), share=1.0),),
            thumb=bytes(rgb) * THUMB_SIDE**2,
        ),
    )
