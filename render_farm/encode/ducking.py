"""A voice over time → by how much the music under it makes way: a pure function."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_STEP_S = 0.01
# Softer than this under the voice's own mean, it pauses.
_UNDER_DB = 20.0
# The music is down when the voice begins, stays so between words, and comes back without haste.
_ATTACK_S, _HOLD_S, _RELEASE_S = 0.15, 0.5, 0.6


def ducking(voice: Samples, *, by_db: float, rate_hz: int) -> Samples:
    """A gain (n,) for all that lies under `voice` (n, 2): 1, or −by_db where it speaks."""
    step = max(1, round(_STEP_S * rate_hz))
    heard = _speaks(voice, step)
    if by_db <= 0 or not heard.any():
        return np.ones(len(voice), dtype=np.float32)
    before, after = round(_ATTACK_S / _STEP_S), round(_HOLD_S / _STEP_S)
    depth = _ramps(_spread(heard, before, after), before, round(_RELEASE_S / _STEP_S))
    places = np.arange(len(voice), dtype=np.float64) / step
    depth = np.interp(places, np.arange(len(depth)) + 0.5, depth)
    return np.asarray(10 ** (-by_db * depth / 20), dtype=np.float32)


def _speaks(voice: Samples, step: int) -> NDArray[np.bool_]:
    """For each step whether the voice is heard."""
    count = -(-len(voice) // step)
    power = np.zeros(count * step, dtype=np.float64)
    power[: len(voice)] = np.square(voice, dtype=np.float64).mean(axis=1)
    power = power.reshape(count, step).mean(axis=1)
    loud = power[power > 1e-9]
    if loud.size == 0:
        return np.zeros(count, dtype=np.bool_)
    return np.asarray(power > loud.mean() * 10 ** (-_UNDER_DB / 10))


def _spread(heard: NDArray[np.bool_], before: int, after: int) -> NDArray[np.float64]:
    """1 from `before` steps ahead of what is heard until `after` steps past it, else 0."""
    marks = np.convolve(heard.astype(np.float64), np.ones(before + after + 1))
    return np.asarray((marks[before : before + len(heard)] > 0.5).astype(np.float64))


def _ramps(down: NDArray[np.float64], attack: int, release: int) -> NDArray[np.float64]:
    """How deep it is, 0-1: falling over `attack` steps and rising over `release`."""
    depth, out = 0.0, np.empty_like(down)
    for index, wanted in enumerate(down):
        depth = min(depth + 1 / attack, 1.0) if wanted else max(depth - 1 / release, 0.0)
        out[index] = depth
    return out
