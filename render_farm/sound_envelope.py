"""Decoded samples → how loud a sound is from moment to moment."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from templates.sounds.facts import LOUDNESS_STEP_S, MOST_STUDIED_S

_PER_S = round(1 / LOUDNESS_STEP_S)
_STEPS = round(MOST_STUDIED_S * _PER_S)


class SoundEnvelope:
    """Gathers the power of samples, step by step, of the part that a template may play."""

    def __init__(self) -> None:
        self._power = np.zeros(_STEPS)
        self._counts = np.zeros(_STEPS)
        self._heard = 0

    def add(self, samples: NDArray[Any], *, rate_hz: int, channels: int) -> None:
        """The next samples: (channels, n), or (1, n · channels) when they lie interleaved."""
        by_channel = samples if len(samples) > 1 else samples.reshape(-1, channels).T
        places = self._heard + np.arange(by_channel.shape[1])
        self._heard += len(places)
        steps = places * _PER_S // rate_hz
        if len(steps) == 0 or steps[0] >= _STEPS:
            return
        power = (_full_scale(by_channel) ** 2).mean(axis=0)
        first, stop = int(steps[0]), min(int(steps[-1]) + 1, _STEPS)
        known, steps = slice(first, stop), steps - first
        self._power[known] += np.bincount(steps, weights=power)[: stop - first]
        self._counts[known] += np.bincount(steps)[: stop - first]

    def levels(self) -> tuple[float, ...]:
        """Root mean squares, 0-1, one for each step that was heard."""
        heard = self._counts > 0
        levels = np.sqrt(self._power[heard] / self._counts[heard])
        # Rounded, so that processors whose decoders differ in a last bit agree on a picture.
        return tuple(round(min(float(level), 1.0), 4) for level in levels)


def _full_scale(samples: NDArray[Any]) -> NDArray[np.float64]:
    """Samples of any type as -1 to 1."""
    if samples.dtype.kind == "f":
        return samples.astype(np.float64)
    half = 2.0 ** (8 * samples.itemsize - 1)
    offset = half if samples.dtype.kind == "u" else 0.0
    return (samples.astype(np.float64) - offset) / half
