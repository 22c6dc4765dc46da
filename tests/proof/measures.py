"""Two masks of the same text → how alike they are, as a whole and in the worst small window."""

from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
import numpy.typing as npt

from tests.proof.corpus import SIZE_PX
from tests.proof.drawing import Mask

# Coverage below this is no ink when boxes are measured: the edge of an edge.
_INK = 48
# Room around the ink, and for shifts of a pixel.
_PAD_PX = 8
# About a dot's size: differences along edges even out in it, a lost dot does not.
_WINDOW_PX = round(SIZE_PX / 10)

_Ink = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Likeness:
    """How like two pictures are.

    correlation: normalised (Pearson), of the whole pictures, ink boxes aligned to the pixel.
    width_px, other_width_px: of the inks. local: the greatest mean difference of coverage (0-1)
    over any window of a tenth of an em.
    """

    correlation: float
    width_px: int
    other_width_px: int
    local: float

    @property
    def width_error(self) -> float:
        """The difference of the inks' widths as a share of the other's."""
        return abs(self.width_px - self.other_width_px) / self.other_width_px


def compare(mask: Mask, other: Mask) -> Likeness:
    """Hold a mask against another of the same text. Raises ValueError where one has no ink."""
    ours, theirs = _trimmed(mask), _trimmed(other)
    size = (max(ours.shape[0], theirs.shape[0]), max(ours.shape[1], theirs.shape[1]))
    sides = [(0,) if a == b else (0, 1) for a, b in zip(ours.shape, theirs.shape, strict=True)]
    best, local = -1.0, 1.0
    for ends in product(*sides):
        still = _placed(ours, size, ends)
        for shift in product((-1, 0, 1), repeat=2):
            moved = _placed(theirs, size, ends, shift)
            found = _correlation(still, moved)
            if found > best:
                best, local = found, _worst_window(still, moved)
    return Likeness(
        correlation=best,
        width_px=ours.shape[1],
        other_width_px=theirs.shape[1],
        local=local,
    )


def _trimmed(mask: Mask) -> _Ink:
    """The mask's ink box, the faint edge around it cut away."""
    ink = mask >= _INK
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        raise ValueError("a picture without ink")
    box = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return box.astype(np.float32) / np.float32(255)


def _placed(
    ink: _Ink, size: tuple[int, int], ends: tuple[int, ...], shift: tuple[int, ...] = (0, 0)
) -> _Ink:
    """The ink on a canvas of `size` and a margin: at the top or bottom, left or right end.

    shift: a pixel around, since the faint edge may fall on either side.
    """
    canvas = np.zeros((size[0] + 2 * _PAD_PX, size[1] + 2 * _PAD_PX), dtype=np.float32)
    top, left = (
        _PAD_PX + end * (room - length) + step
        for end, room, length, step in zip(ends, size, ink.shape, shift, strict=True)
    )
    canvas[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return canvas


def _correlation(a: _Ink, b: _Ink) -> float:
    x, y = a - a.mean(), b - b.mean()
    return float(np.vdot(x, y) / np.sqrt(np.vdot(x, x) * np.vdot(y, y)))


def _worst_window(a: _Ink, b: _Ink) -> float:
    return float(np.abs(cv2.blur(a - b, (_WINDOW_PX, _WINDOW_PX))).max())
