"""A seed → short loops of music: pad, bass, pluck and a soft beat, as small WAV files.

Everything is added to a circle of samples, so that what rings at the end rings on at the start.
"""

import wave
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
RATE_HZ = 24_000
LOOPS = 6
_BEATS = 16
_LEVEL = 0.7
# Four chords of four beats, in semitones above the key.
_PROGRESSIONS = (
    ((0, 4, 7, 11), (9, 12, 16, 19), (5, 9, 12, 16), (7, 11, 14, 17)),
    ((0, 3, 7, 10), (8, 12, 15, 19), (3, 7, 10, 14), (10, 14, 17, 20)),
    ((0, 4, 7, 14), (7, 11, 14, 21), (9, 12, 16, 23), (5, 9, 12, 19)),
    ((0, 3, 7, 14), (5, 8, 12, 15), (8, 12, 15, 22), (7, 10, 14, 17)),
)
_KEYS_HZ = (110.0, 123.47, 130.81, 98.0, 116.54, 146.83)
_BASS_BEATS = (0.0, 1.5, 2.5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Loop:
    """What a loop is made of: sixteen beats at `bpm` over four chords."""

    path: str
    bpm: float
    key_hz: float
    chords: tuple[tuple[int, ...], ...]
    seed: tuple[int, ...]

    @property
    def samples(self) -> int:
        """How long it is."""
        return round(_BEATS * 60 / self.bpm * RATE_HZ)


def plan_loops(seed: int) -> tuple[Loop, ...]:
    """The loops of a seed; no two in the same key."""
    rng = np.random.default_rng([seed, 8])
    keys = rng.permutation(len(_KEYS_HZ))
    return tuple(
        Loop(
            path=f"sound/loop-{index + 1}.wav",
            bpm=float(rng.integers(110, 126)),
            key_hz=_KEYS_HZ[int(keys[index])],
            chords=_PROGRESSIONS[index % len(_PROGRESSIONS)],
            seed=(seed, 9, index),
        )
        for index in range(LOOPS)
    )


def write_sounds(folder: Path, *, seed: int) -> int:
    """Write the loops below an existing folder; how many."""
    loops = plan_loops(seed)
    (folder / "sound").mkdir()
    for loop in loops:
        levels = np.round(make_loop(loop) * 32767).astype("<i2")
        with wave.open(str(folder / loop.path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(levels.tobytes())
    return len(loops)


def make_loop(loop: Loop) -> Samples:
    """The samples of a loop, mono, within ±0.7."""
    rng = np.random.default_rng(loop.seed)
    music = _Circle(loop)
    # What sounds together with the kick makes way for it.
    beat = np.arange(loop.samples) % (loop.samples / _BEATS) / (loop.samples / _BEATS)
    for bar, chord in enumerate(loop.chords):
        for semitones in chord:
            music.add(bar * 4, _pad(loop.key_hz * _up(semitones), music.seconds(4)), level=0.05)
        for at in _BASS_BEATS:
            note = _bass(loop.key_hz / 2 * _up(chord[0] % 12), music.seconds(1))
            music.add(bar * 4 + at, note, level=0.34)
        for step in range(8):
            semitones = chord[int(rng.integers(len(chord)))] + 24
            level = 0.09 if step % 2 else 0.05
            music.add(bar * 4 + step / 2, _pluck(loop.key_hz * _up(semitones)), level=level)
    music.samples *= 0.45 + 0.55 * np.minimum(1, np.minimum(beat * 2.2, (1 - beat) * 60))
    kick, hat = _kick(), _hat(rng)
    for number in range(_BEATS):
        music.add(number, kick, level=0.55)
        music.add(number + 0.5, hat, level=0.07)
    return np.asarray(music.samples * (_LEVEL / np.abs(music.samples).max()))


def sound_rows(
    artist_ids: Iterable[str], *, genre: Iterable[int], seed: int
) -> list[tuple[str, str, str, str]]:
    """A row of the content table for each artist: one of the loops, by genre, in all locales."""
    loops = plan_loops(seed)
    return [
        (artist, "und", "sound", loops[kind % len(loops)].path)
        for artist, kind in zip(artist_ids, genre, strict=True)
    ]


class _Circle:
    """Samples in which beat 16 is beat 0."""

    def __init__(self, loop: Loop) -> None:
        self.samples: Samples = np.zeros(loop.samples)
        self._bpm = loop.bpm

    def seconds(self, beats: float) -> float:
        return beats * 60 / self._bpm

    def add(self, beat: float, voice: Samples, *, level: float) -> None:
        start = round(self.seconds(beat) * RATE_HZ) % len(self.samples)
        first = voice[: len(self.samples) - start]
        self.samples[start : start + len(first)] += level * first
        self.samples[: len(voice) - len(first)] += level * voice[len(first) :]


def _up(semitones: float) -> float:
    return float(2 ** (semitones / 12))


def _times(seconds: float) -> Samples:
    return np.arange(round(seconds * RATE_HZ)) / RATE_HZ


def _pad(hz: float, seconds: float) -> Samples:
    """Two voices a hair apart, soft at both ends, longer than the chord so that chords melt."""
    t = _times(seconds + 0.5)
    swell = np.minimum(1, t / 0.35) * np.minimum(1, (t[-1] - t) / 0.6)
    tone = np.zeros_like(t)
    for voice in (hz * 0.9985, hz * 1.0015):
        z = np.exp(2j * np.pi * voice * t)
        # Powers of z are the harmonics.
        tone += (z * (1 + z * (0.42 + z * (0.2 + z * 0.1)))).imag
    return np.asarray(tone * swell)


def _bass(hz: float, seconds: float) -> Samples:
    t = _times(seconds)
    tone = np.sin(2 * np.pi * hz * t) + 0.25 * np.sin(4 * np.pi * hz * t)
    return np.asarray(tone * np.minimum(1, t / 0.01) * np.exp(-3.2 * t) * _tail(t))


def _pluck(hz: float) -> Samples:
    t = _times(0.7)
    tone = np.sin(2 * np.pi * hz * t) + 0.3 * np.sin(2 * np.pi * 2.003 * hz * t) * np.exp(-9 * t)
    return np.asarray(tone * np.minimum(1, t / 0.004) * np.exp(-6.5 * t) * _tail(t))


def _kick() -> Samples:
    t = _times(0.32)
    phase = 2 * np.pi * (46 * t + 70 / 26 * (1 - np.exp(-26 * t)))
    return np.asarray(np.sin(phase) * np.exp(-9 * t) * np.minimum(1, t / 0.002) * _tail(t))


def _hat(rng: np.random.Generator) -> Samples:
    t = _times(0.09)
    noise = np.diff(rng.normal(0, 1, len(t) + 1))
    return np.asarray(noise * np.exp(-55 * t) * _tail(t))


def _tail(t: Samples) -> Samples:
    """The last hundredth of a second falls to nothing, or the end would click."""
    return np.asarray(np.minimum(1, (t[-1] - t) / 0.01))
