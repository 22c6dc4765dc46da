"""Clips made in place: each frame tells its number, each second flashes and beeps."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
# Luma of a frame that flashes, and of one that does not.
LIGHT, DARK = 230, 40


@contextmanager
def _fair_scheduling() -> Iterator[None]:
    """Undo what SVT-AV1 does as root: it makes the thread that calls it a real-time one, and with
    it every process that this one starts from then on. Two busy ones stop a machine of two cores.
    """
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


def frame_luma(number: int) -> int:
    """The luma of the band at the left of a frame, which tells its number modulo 16."""
    return 20 + 13 * (number % 16)


def planes(number: int, *, size: tuple[int, int], flash: bool) -> NDArray[np.uint8]:
    """A frame (height · 3/2, width): left half its number, right half light or dark; red chroma."""
    width, height = size
    frame = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    frame[:height, : width // 2] = frame_luma(number)
    frame[:height, width // 2 :] = LIGHT if flash else DARK
    return frame


def beeps(seconds: float, *, level: float = 0.5) -> NDArray[np.float32]:
    """Silence in which every second begins with 100 ms of a tone: (samples,)."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    on = (t % 1.0) < 0.1
    return np.asarray(level * on * np.sin(2 * np.pi * 1000 * t), dtype=np.float32)


def clip(
    seconds: float = 2.0,
    *,
    fps: int = 30,
    size: tuple[int, int] = (160, 120),
    format: str = "mp4",
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    sound: NDArray[np.float32] | None = None,
    rotation: int = 0,
    times: list[int] | None = None,
    told: dict[str, int] | None = None,
    options: dict[str, str] | None = None,
) -> bytes:
    """A clip. times: of the frames, in thousandths of a second, where they are not even.

    told: colour tags of the stream. rotation: degrees, as phones write them.
    """
    out = io.BytesIO()
    with _fair_scheduling(), av.open(out, "w", format=format) as container:
        stream: Any = container.add_stream(codec, rate=fps, options=options or {"g": "15"})
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        if times is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        for name, value in (told or {}).items():
            setattr(stream.codec_context, name, value)
        if rotation:
            stream.set_display_rotation(rotation)
        track: Any = None
        if sound is not None:
            spoken = "libopus" if format == "webm" else "aac"
            track = container.add_stream(spoken, rate=RATE_HZ, layout="mono")
        for number in range(round(seconds * fps) if times is None else len(times)):
            moment = number / fps if times is None else times[number] / 1000
            frame = av.VideoFrame.from_ndarray(
                planes(number, size=size, flash=moment % 1.0 < 0.1), format="yuv420p"
            )
            frame.pts = number if times is None else times[number]
            frame.time_base = Fraction(1, fps) if times is None else Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if track is not None and sound is not None:
            heard = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
            heard.sample_rate, heard.pts = RATE_HZ, 0
            container.mux(track.encode(heard))
            container.mux(track.encode(None))
    return out.getvalue()
