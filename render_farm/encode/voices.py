"""Clips that are shown, and their files → what is heard of them, beside the picture."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from render_farm.encode.loudness import loudness_lufs
from render_farm.encode.settings import SoundSettings
from render_farm.errors import EncodeError
from render_farm.local_file import LocalFile
from render_farm.video_file import video_format
from templates.scene import Voice

Samples = NDArray[np.float32]

# A voice that begins or ends in the middle of a wave clicks.
_SOFT_S = 0.01
# Lifting what is softer than that would lift its noise.
_QUIET_LUFS = -50.0


def heard_voices(
    voices: tuple[Voice, ...],
    *,
    files: Callable[[str], LocalFile],
    seconds: float,
    settings: SoundSettings,
) -> Samples:
    """All voices together, each at settings.lufs times its volume: (n, 2), n for `seconds`.

    Raises EncodeError: a clip cannot be read.
    """
    together = np.zeros((round(seconds * settings.rate_hz), 2), dtype=np.float32)
    for voice in voices:
        first, last = _shown(voice, seconds)
        if first >= last:
            continue
        stretch = _stretch(voice, files(voice.sha256), until_s=last, rate_hz=settings.rate_hz)
        begin = round(first * settings.rate_hz)
        count = round(last * settings.rate_hz) - begin
        skipped = round((first - voice.start_s) * settings.rate_hz)
        whole = _looped(stretch, voice, skipped + count, rate_hz=settings.rate_hz)
        part = whole[skipped : skipped + count]
        level = voice.volume * _gain(part, settings)
        part = softened(part * np.float32(level), rate_hz=settings.rate_hz)
        together[begin : begin + len(part)] += part[: len(together) - begin]
    return together


def softened(samples: Samples, *, rate_hz: int) -> Samples:
    """The same, rising from and falling to nothing at its ends."""
    count = min(round(_SOFT_S * rate_hz), len(samples) // 2)
    if count == 0:
        return samples
    rise = np.linspace(0, 1, count, endpoint=False, dtype=np.float32)[:, None]
    soft = samples.copy()
    soft[:count] *= rise
    soft[-count:] *= rise[::-1]
    return soft


def _shown(voice: Voice, seconds: float) -> tuple[float, float]:
    """When it is first and last heard, in seconds of the scene."""
    first = max(voice.in_s, voice.start_s)
    last = seconds if voice.out_s is None else min(voice.out_s, seconds)
    runs_s = (voice.to_s - voice.from_s) / voice.speed
    return first, last if voice.loop else min(last, voice.start_s + runs_s)


def _stretch(voice: Voice, file: LocalFile, *, until_s: float, rate_hz: int) -> Samples:
    """What runs of the clip, no longer than it is needed."""
    # MoviePy takes a third of a second to import, which silent videos need not pay.
    from render_farm.encode.voice_reader import VoiceReader  # noqa: PLC0415

    needed_s = (until_s - voice.start_s) * voice.speed
    try:
        with file.path.open("rb") as opened:
            known = video_format(opened.read(16))
        return VoiceReader(file.path, format=known, rate_hz=rate_hz).read(
            from_s=voice.from_s,
            seconds=min(voice.to_s - voice.from_s, needed_s),
            speed=voice.speed,
        )
    except OSError as error:
        where = f"inputs/{voice.sha256}"
        raise EncodeError(f"the clip's sound cannot be read: {error}", where=where) from error


def _looped(stretch: Samples, voice: Voice, count: int, *, rate_hz: int) -> Samples:
    """The stretch again and again, each time as long as its picture runs."""
    if not voice.loop:
        return stretch
    once = max(1, round((voice.to_s - voice.from_s) / voice.speed * rate_hz))
    whole = np.zeros((once, 2), dtype=np.float32)
    whole[: len(stretch)] = stretch[:once]
    return np.tile(whole, (math.ceil(count / once), 1))


def _gain(samples: Samples, settings: SoundSettings) -> float:
    lufs = loudness_lufs(samples, rate_hz=settings.rate_hz)
    return float(10 ** ((settings.lufs - max(lufs, _QUIET_LUFS)) / 20)) if len(samples) else 1.0
