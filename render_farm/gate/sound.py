"""What is heard of a finished video → what is wrong with it."""

from collections.abc import Iterator

import av
import numpy as np

from render_farm.encode.loudness import LoudnessMeter
from render_farm.gate.expectation import Expectation

_CODEC = "aac"
# AAC comes in frames of 1024 samples: the last one is filled up.
_AAC_FRAME = 1024
_CHANNELS = 2
# As far as loudness may be off (EBU R 128 allows half of it, live programmes all).
_SLACK_LU = 1.0
# Below −60 dBFS nobody hears anything.
_SILENT = 0.001


def look_at_sound(container: av.container.InputContainer, expected: Expectation) -> Iterator[str]:
    """Every reason against the sound, after decoding all of it; none where silence was asked for.

    Raises av.FFmpegError where it cannot be decoded.
    """
    streams = container.streams.audio
    wanted = 0 if expected.sound_hz is None else 1
    if len(streams) != wanted:
        yield f"{len(streams)} audio streams, not {wanted}"
    if expected.sound_hz is None or not streams:
        return
    context = streams[0].codec_context
    if context.name != _CODEC:
        yield f"the sound's codec is {context.name}, not {_CODEC}"
    if (context.sample_rate, context.channels) != (expected.sound_hz, 2):
        yield (
            f"the sound has {context.channels} channels of {context.sample_rate} Hz, "
            f"not 2 of {expected.sound_hz}"
        )
    yield from _heard(container.decode(streams[0]), expected, expected.sound_hz)


def _heard(frames: Iterator[av.AudioFrame], expected: Expectation, rate_hz: int) -> Iterator[str]:
    start_s, end_s, loudest = None, 0.0, 0.0
    meter = LoudnessMeter(rate_hz=rate_hz)
    for frame in frames:
        begin_s = frame.time or 0.0
        start_s = begin_s if start_s is None else start_s
        end_s = begin_s + frame.samples / rate_hz
        samples = frame.to_ndarray()
        loudest = max(loudest, float(np.abs(samples).max(initial=0.0)))
        if len(samples) == _CHANNELS:
            meter.add(np.asarray(samples.T, dtype=np.float32))
    slack_s = max(1 / (expected.fps or 1), _AAC_FRAME / rate_hz)
    if start_s is None or abs(start_s) > slack_s:
        yield f"the sound begins at {start_s} s, not 0 s"
    wanted_s = expected.duration_s or 0.0
    if abs(end_s - wanted_s) > slack_s:
        yield f"the sound ends at {end_s:.3f} s, not {wanted_s:.3f} s"
    if loudest < _SILENT:
        yield "the sound is silent throughout"
    lufs = meter.lufs()
    if expected.lufs is not None and abs(lufs - expected.lufs) > _SLACK_LU:
        yield f"the sound has {lufs:.1f} LUFS, not {expected.lufs:.1f}"
