"""A finished video → what is wrong with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

from render_farm.encode.stillness import Stillness
from render_farm.gate.boxes import outer_boxes
from render_farm.gate.expectation import Expectation
from render_farm.gate.sound import look_at_sound
from render_farm.gate.still import is_blank

_BT709 = 1
# What phones and ad platforms decode in hardware.
_PROFILE = "High"
_HIGHEST_LEVEL = 52
_LIMITED_RANGE = 1
# Differences that an encoder makes of the same picture.
SAME_LEVELS = 4
_SLACK_S = 0.3


def look_at_video(path: Path, expected: Expectation) -> tuple[str, ...]:
    """Every reason against the video, after decoding all of it; empty when it is as asked."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                return ("no video stream",)
            stream = container.streams.video[0]
            seen = (*_head(stream, expected), *_frames(container.decode(stream), stream, expected))
        with av.open(str(path)) as container:
            return (*seen, *_begins(path), *look_at_sound(container, expected))
    except (av.FFmpegError, OSError, ValueError) as error:
        return (f"cannot be decoded: {error}",)


def _head(stream: av.VideoStream, expected: Expectation) -> Iterator[str]:
    """What the stream says of itself."""
    context = stream.codec_context
    if context.name != expected.codec:
        yield f"codec is {context.name}, not {expected.codec}"
    if context.profile != _PROFILE or not 0 < context.level <= _HIGHEST_LEVEL:
        yield (
            f"profile is {context.profile}, level {context.level / 10:g}, "
            f"not {_PROFILE} up to {_HIGHEST_LEVEL / 10:g}"
        )
    if context.pix_fmt != "yuv420p":
        yield f"pixel format is {context.pix_fmt}, not yuv420p"
    if (context.width, context.height) != (expected.width, expected.height):
        size = f"{context.width}×{context.height}"
        yield f"size is {size}, not {expected.width}×{expected.height}"
    if stream.average_rate != expected.fps:
        yield f"fps is {stream.average_rate}, not {expected.fps}"
    if stream.sample_aspect_ratio not in {None, 0, 1}:
        yield f"pixels are {stream.sample_aspect_ratio} as wide as high, not square"
    if expected.min_bit_rate is not None and (stream.bit_rate or 0) < expected.min_bit_rate:
        yield f"the picture has {stream.bit_rate} bits a second, not {expected.min_bit_rate}"
    tags = (context.color_primaries, context.color_trc, context.colorspace)
    if tags != (_BT709, _BT709, _BT709) or context.color_range != _LIMITED_RANGE:
        yield f"colour is tagged {tags}, range {context.color_range}, not BT.709 limited"


def _begins(path: Path) -> Iterator[str]:
    """A player on the network starts before it has all only if the index comes first."""
    names = outer_boxes(path)
    order = [name for name in names if name in {"moov", "mdat"}]
    if order[:2] != ["moov", "mdat"]:
        yield f"no faststart: the boxes are {', '.join(names)}"


def _frames(
    frames: Iterator[av.VideoFrame], stream: av.VideoStream, expected: Expectation
) -> Iterator[str]:
    """What the decoded frames say."""
    fps = expected.fps or 1
    stillness = Stillness(tolerance=SAME_LEVELS)
    count, blank_last = 0, True
    for frame in frames:
        luma = _luma(frame)
        if frame.time is None or abs(frame.time - count / fps) > 0.25 / fps:
            yield f"frame {count} is at {frame.time} s, not {count / fps:.4f} s"
            return
        if count in (0, expected.frames - 1):
            blank_last = is_blank(luma)
            if count == 0 and blank_last:
                yield "the first frame is blank: one flat colour"
        stillness.add(luma)
        count += 1
    if count != expected.frames:
        yield f"{count} frames, not {expected.frames}"
    elif blank_last and count > 1:
        yield "the last frame is blank: one flat colour"
    yield from _durations(stream, count, expected)
    yield from stretches(stillness, expected, fps)


def stretches(stillness: Stillness, expected: Expectation, fps: int) -> Iterator[str]:
    """What lasts longer than it was painted; a few frames more are the encoder's."""
    still_s, black_s = stillness.still_frames / fps, stillness.black_frames / fps
    if expected.still_s is not None and still_s > expected.still_s + _SLACK_S:
        yield f"the picture stands still for {still_s:.2f} s, not {expected.still_s:.2f} s"
    if expected.black_s is not None and black_s > expected.black_s + _SLACK_S:
        yield f"the picture is black for {black_s:.2f} s, not {expected.black_s:.2f} s"


def _durations(stream: av.VideoStream, count: int, expected: Expectation) -> Iterator[str]:
    if stream.duration is None or stream.time_base is None:
        yield "the file does not say how long it is"
        return
    told = float(stream.duration * stream.time_base)
    wanted = expected.duration_s or 0.0
    if count == expected.frames and abs(told - wanted) > 0.5 / (expected.fps or 1):
        yield f"duration is {told:.3f} s, not {wanted:.3f} s"


def _luma(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """The frame's luma plane, not copied: valid while the frame is."""
    plane = frame.planes[0]
    # PyAV's planes are buffers, which its type stubs do not say.
    samples = np.frombuffer(cast("memoryview[int]", plane), dtype=np.uint8)
    rows: NDArray[np.uint8] = samples.reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
