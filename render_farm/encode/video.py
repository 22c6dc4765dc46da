"""Painted frames, and maybe a sound → an MP4 file."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av
import numpy as np
from numpy.typing import NDArray

from render_farm.encode.run import Run
from render_farm.encode.settings import VideoSettings
from render_farm.encode.sound_track import SoundTrack
from render_farm.encode.stillness import Stillness
from render_farm.encode.whole_file import whole_file
from render_farm.errors import EncodeError

# ITU-T H.273 code points, which FFmpeg uses.
_BT709 = 1
_LIMITED_RANGE = 1
# How much frames may differ that count as alike before they are encoded.
LENIENT_LEVELS = 10


class Frame(Protocol):
    """A picture in planar 4:2:0."""

    @property
    def buffer(self) -> NDArray[np.uint8]:
        """Luma, Cb and Cr one after the other: (height · 3/2, width)."""
        ...


class FrameSource(Protocol):
    """Who paints: a VideoPainter."""

    width_px: int
    height_px: int
    fps: int

    def frames(self) -> Iterator[Frame]:
        """The frames in order; each is valid until the next is asked for."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class PaintedVideo:
    """What went into a file: the runs of frames that stand still, or are black (see Stillness).

    Measured more leniently than the quality gate does, which holds the finished file against it.
    """

    fps: int
    still: Run
    black: Run

    @property
    def frames(self) -> int:
        """How many pictures were painted."""
        return self.black.frames

    @property
    def still_s(self) -> float:
        """How long the picture stands still, at most."""
        return self.still.longest / self.fps

    @property
    def black_s(self) -> float:
        """How long it is black, at most."""
        return self.black.longest / self.fps

    def then(self, other: "PaintedVideo") -> "PaintedVideo":
        """With another part behind it, whose first frame may look like the last one of this."""
        return PaintedVideo(
            fps=self.fps,
            still=self.still.add(True).then(other.still),
            black=self.black.then(other.black),
        )


def encode_video(
    painter: FrameSource,
    path: Path,
    *,
    settings: VideoSettings,
    sound: NDArray[np.float32] | None = None,
) -> PaintedVideo:
    """Encode all frames and write the file whole to `path`, or leave nothing there.

    Frame n is shown at exactly n ÷ fps. The index lies at the front (faststart). sound: from
    `mix_sound`, as long as the video; None makes a file without an audio stream.

    Raises:
        EncodeError: the encoder refused, or the file cannot be written.
    """
    with whole_file(path) as temporary:
        try:
            with av.open(
                str(temporary), "w", format="mp4", options={"movflags": "+faststart"}
            ) as container:
                stream = _open_stream(container, painter, settings)
                track = None if sound is None else SoundTrack(container, sound, settings.sound)
                return _encode(container, stream, painter, track)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise EncodeError(f"cannot be encoded: {error}", where=str(path)) from error


def _open_stream(
    container: av.container.OutputContainer, painter: FrameSource, settings: VideoSettings
) -> av.VideoStream:
    options = settings.options(width_px=painter.width_px, height_px=painter.height_px)
    stream = container.add_stream("libx264", rate=painter.fps, options=options)
    context = stream.codec_context
    stream.width, stream.height, stream.pix_fmt = painter.width_px, painter.height_px, "yuv420p"
    context.time_base = Fraction(1, painter.fps)
    context.gop_size = max(1, round(settings.gop_s * painter.fps))
    context.thread_count = 1
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED_RANGE
    return stream


def _encode(
    container: av.container.OutputContainer,
    stream: av.VideoStream,
    painter: FrameSource,
    track: SoundTrack | None,
) -> PaintedVideo:
    stillness = Stillness(tolerance=LENIENT_LEVELS)
    for number, painted in enumerate(painter.frames()):
        # No copy: x264 takes what it needs of the painter's buffer before encode() returns.
        frame = av.VideoFrame.from_numpy_buffer(painted.buffer, format="yuv420p")
        frame.pts = number
        frame.time_base = Fraction(1, painter.fps)
        container.mux(stream.encode(frame))
        if track is not None:
            track.write_until((number + 1) / painter.fps)
        stillness.add(painted.buffer[: painter.height_px])
    container.mux(stream.encode(None))
    if track is not None:
        track.finish()
    return PaintedVideo(fps=painter.fps, still=stillness.still, black=stillness.black)
