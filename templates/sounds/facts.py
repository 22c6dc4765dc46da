"""What a layout knows of a sound without its samples."""

import math
from dataclasses import dataclass

LOUDNESS_STEP_S = 0.02
# No template is longer, and what lies past its end is never heard.
MOST_STUDIED_S = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class SoundFacts:
    """A sound's hash, its length in seconds, and how loud it is from moment to moment.

    loudness: root mean square of the samples, 0-1 of full scale, for each LOUDNESS_STEP_S of the
    first MOST_STUDIED_S seconds; at least one.
    """

    sha256: str
    duration_s: float
    loudness: tuple[float, ...]


def stand_in_sound(sha256: str, *, duration_s: float = 30.0) -> SoundFacts:
    """Facts of a sound that nobody has: words with pauses, for checks and previews."""
    steps = round(min(duration_s, MOST_STUDIED_S) / LOUDNESS_STEP_S)
    return SoundFacts(
        sha256=sha256,
        duration_s=duration_s,
        loudness=tuple(_spoken(index * LOUDNESS_STEP_S) for index in range(steps)),
    )


def _spoken(t_s: float) -> float:
    """Syllables, four a second, in phrases of about two seconds."""
    phrase = max(math.sin(2.9 * t_s + 0.6) + 0.55 * math.sin(7.1 * t_s), 0.0)
    syllable = 0.35 + 0.65 * abs(math.sin(math.pi * 2.1 * t_s))
    return round(min(0.01 + 0.22 * phrase * syllable, 1.0), 4)
