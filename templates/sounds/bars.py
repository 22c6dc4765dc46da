"""SoundFacts → the heights of a waveform's bars, as an ear would judge them.

Loudness is felt by its logarithm (Fechner; a decibel scale), so heights are decibels under the
loudest bar. How many of them a full height spans follows the sound: a mastered song moves by
10 dB and would be a wall of equal bars over the 40 dB that speech needs.
"""

import math
from collections.abc import Sequence

from templates.sounds.facts import LOUDNESS_STEP_S, SoundFacts

_LEAST_SPAN_DB, _MOST_SPAN_DB = 12.0, 40.0
# The quietest tenth may go to the ground: clicks and gaps say little of a sound.
_QUIET_SHARE = 0.1
_BELOW_QUIET_DB = 3.0
_SILENCE_DB = -90.0


def bar_heights(facts: SoundFacts, *, bars: int, seconds: float | None) -> tuple[float, ...]:
    """Heights 0-1 of `bars` equal parts of what is heard, the loudest 1; all 0 in silence.

    seconds: how long it is heard, cut or looped to that; None: the whole of the sound.
    """
    known_s = len(facts.loudness) * LOUDNESS_STEP_S
    end_s = min(facts.duration_s, known_s) if seconds is None else seconds
    parts = [
        _strength(facts, end_s * index / bars, end_s * (index + 1) / bars) for index in range(bars)
    ]
    decibels = [_decibels(part) for part in parts]
    top = max(decibels)
    if top <= _SILENCE_DB:
        return (0.0,) * bars
    span = _span(decibels, top)
    return tuple(round(min(max(1 + (level - top) / span, 0.0), 1.0), 3) for level in decibels)


def _strength(facts: SoundFacts, start_s: float, end_s: float) -> float:
    """How strong a part sounds: between its mean power and its loudest moment."""
    first = round(start_s / LOUDNESS_STEP_S)
    last = max(round(end_s / LOUDNESS_STEP_S), first + 1)
    heard = [facts.loudness[_step(facts, index)] for index in range(first, last)]
    mean = math.sqrt(sum(level * level for level in heard) / len(heard))
    return (mean + max(heard)) / 2


def _step(facts: SoundFacts, index: int) -> int:
    """Which step of the sound is heard at the `index`th step of the scene, looping."""
    around_s = ((index + 0.5) * LOUDNESS_STEP_S) % facts.duration_s
    return min(int(around_s / LOUDNESS_STEP_S), len(facts.loudness) - 1)


def _decibels(level: float) -> float:
    return max(20 * math.log10(level), _SILENCE_DB) if level > 0 else _SILENCE_DB


def _span(decibels: Sequence[float], top: float) -> float:
    quiet = sorted(decibels)[int(_QUIET_SHARE * len(decibels))]
    return min(max(top - quiet + _BELOW_QUIET_DB, _LEAST_SPAN_DB), _MOST_SPAN_DB)
