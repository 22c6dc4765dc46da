"""Frames of a video → the longest stretches in which nothing changes, or nothing is lit."""

import numpy as np
from numpy.typing import NDArray

from render_farm.encode.run import Run

# Every eighth sample of every eighth row tells enough, and costs 30 µs a frame.
_EVERY = 8
# Limited-range black is 16.
_BLACK_LEVEL = 16


class Stillness:
    """Watches luma planes go by.

    tolerance: differences of up to so many levels are none. A frame is held against the one that
    its stretch began with, so that a slow drift counts as movement.
    """

    def __init__(self, *, tolerance: int) -> None:
        self._tolerance = tolerance
        self._first: NDArray[np.uint8] | None = None
        # Of each frame but the first: whether it looks like the one its stretch began with.
        self.still = Run()
        # Of each frame: whether it is black.
        self.black = Run()

    def add(self, luma: NDArray[np.uint8]) -> None:
        """Look at the next frame's luma (rows, columns)."""
        fewer = luma[::_EVERY, ::_EVERY].copy()
        same = self._first is not None and _gap(self._first, fewer) <= self._tolerance
        if self.black.frames:
            self.still = self.still.add(same)
        self.black = self.black.add(int(fewer.max()) <= _BLACK_LEVEL + self._tolerance)
        if not same:
            self._first = fewer

    @property
    def still_frames(self) -> int:
        """How many frames in a row look like the one before them, at most."""
        return self.still.longest

    @property
    def black_frames(self) -> int:
        """How many frames in a row are black, at most."""
        return self.black.longest


def _gap(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> int:
    return int((np.maximum(before, now) - np.minimum(before, now)).max())
