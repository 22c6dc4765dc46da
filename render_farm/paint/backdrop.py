"""Layers at the back that rest for a while → one picture of them, until one of them moves."""

from collections.abc import Sequence

from render_farm.paint.i420 import I420
from render_farm.paint.raster import PixelRect
from render_farm.paint.schedule import States
from render_farm.paint.stage import Cast, repaint

# To paint the picture pays when it serves so many frames.
_AHEAD = 8


class Backdrop:
    """What lies under the layers that move: the base, and on it whoever rests.

    plan: the states of the cast, from the frame that is painted first on.
    """

    def __init__(self, base: I420, plan: Sequence[States], canvas: PixelRect) -> None:
        self._base = base
        self._canvas = canvas
        self._kept = resting(plan)
        self._players = len(plan)
        self._flat: I420 | None = None
        self._count = 0

    def under(self, index: int, cast: Cast, rects: Sequence[PixelRect]) -> tuple[I420, int]:
        """The picture to begin with in a frame, and how many of the cast are in it.

        To be asked of every frame in turn, also where nothing (no `rects`) is painted.
        """
        if not self._players:
            return self._base, 0
        if self._kept[index] < self._count:
            self._count = 0
        ahead = self._kept[index + 1 : index + 1 + _AHEAD]
        count = min(ahead) if len(ahead) == _AHEAD else 0
        # Where all rest, nothing is painted at all.
        if rects and self._count < count < self._players and any(cast[self._count : count]):
            if self._flat is None:
                self._flat = self._base.copy()
            repaint(self._flat, self._base, cast[:count], self._canvas)
            self._count = count
        return (self._base if self._flat is None or not self._count else self._flat, self._count)


def resting(plan: Sequence[States]) -> list[int]:
    """For each frame, how many layers, counted from the back, are as in the frame before."""
    counts: list[int] = []
    for frame in range(len(plan[0]) if plan else 0):
        count = 0
        for states in plan:
            if frame == 0 or states[frame] != states[frame - 1]:
                break
            count += 1
        counts.append(count)
    return counts
