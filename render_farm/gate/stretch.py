"""Frames of a video → its longest frozen and its longest black stretch."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from render_farm.gate.expectation import Expectation

# Every eighth sample of every eighth row tells enough, and costs 30 µs a frame.
_EVERY = 8
# Limited-range black is 16; an encoder may leave a few levels of noise on it.
_BLACK_LEVEL = 22
# Of the fewer samples, the greatest difference that an encoder makes of the same picture.
_SAME_LEVELS = 3


class Stretches:
    """Counts frames that repeat the one before, and frames without light."""

    def __init__(self) -> None:
        self._last: NDArray[np.uint8] | None = None
        self._frozen = _Run()
        self._black = _Run()

    def add(self, luma: NDArray[np.uint8]) -> None:
        """Look at the next frame's luma."""
        fewer = luma[::_EVERY, ::_EVERY].copy()
        same = self._last is not None and _same(self._last, fewer)
        self._frozen.add(same)
        self._black.add(bool(fewer.max() <= _BLACK_LEVEL))
        self._last = fewer

    def reasons(self, expected: Expectation, fps: int) -> Iterator[str]:
        """What lasts longer than it was meant to."""
        frozen_s, black_s = self._frozen.longest / fps, self._black.longest / fps
        if expected.frozen_s is not None and frozen_s > expected.frozen_s + 0.5 / fps:
            yield f"the picture stands still for {frozen_s:.2f} s, not {expected.frozen_s:.2f} s"
        if black_s > expected.black_s + 0.5 / fps:
            yield f"the picture is black for {black_s:.2f} s, not {expected.black_s:.2f} s"


class _Run:
    """The longest run of true among the booleans added."""

    def __init__(self) -> None:
        self.longest = 0
        self._current = 0

    def add(self, holds: bool) -> None:
        self._current = self._current + 1 if holds else 0
        self.longest = max(self.longest, self._current)


def _same(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> bool:
    gap = np.maximum(before, now) - np.minimum(before, now)
    return bool(gap.max() <= _SAME_LEVELS)
