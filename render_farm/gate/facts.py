"""What a finished file was found to be."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class FileFacts:
    """A checked file. codec: jpeg, png, webp, gif or h264; fps and duration_s: None for stills."""

    codec: str
    width: int
    height: int
    frames: int
    fps: int | None
    duration_s: float | None
    bytes: int
    sha256: str
