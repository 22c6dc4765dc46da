"""A raster whose rows or columns are alike in the middle → which of them may be left out.

What softens alpha finds the same in each of them, as long as its reach stays among them: it is
done without them, and they are put back as copies of one. A card's shadow is mostly middle.
"""

from dataclasses import dataclass

import numpy as np

from render_farm.paint.kernels_soft import even_middle, open_gap
from render_farm.paint.raster import Pixels, Raster


@dataclass(frozen=True, kw_only=True, slots=True)
class Middle:
    """Rows and columns that are left out: from which on (of the raster), and how many."""

    top: int
    rows: int
    left: int
    columns: int

    @classmethod
    def of(cls, raster: Raster, *, reach_px: int, blocks_px: int) -> "Middle":
        """All that lie further than the reach from what is unlike them, in whole blocks."""
        top, bottom, left, right = even_middle(raster.packed)
        # Loops that put them back check no bounds: where nothing is left out, the place is inside.
        return cls(
            top=min(top + reach_px, raster.height - 1),
            rows=_blocks(bottom - top - 2 * reach_px, blocks_px),
            left=min(left + reach_px, raster.width - 1),
            columns=_blocks(right - left - 2 * reach_px, blocks_px),
        )

    def alpha_without(self, raster: Raster) -> Pixels:
        """(height, width) of the raster's alpha, as far as it is not left out."""
        alpha = raster.pixels[:, :, 3]
        below, right = self.top + self.rows, self.left + self.columns
        out = np.empty((raster.height - self.rows, raster.width - self.columns), dtype=np.uint8)
        out[: self.top, : self.left] = alpha[: self.top, : self.left]
        out[: self.top, self.left :] = alpha[: self.top, right:]
        out[self.top :, : self.left] = alpha[below:, : self.left]
        out[self.top :, self.left :] = alpha[below:, right:]
        return out

    def put_back(self, pixels: Pixels, *, left: int, top: int) -> Pixels:
        """Pixels with copies for what was left out; left, top: where the raster lies in them."""
        height, width = pixels.shape[:2]
        out = np.empty((height + self.rows, width + self.columns, 4), dtype=np.uint8)
        gap = (left + self.left, self.columns, top + self.top, self.rows)
        open_gap(pixels.view(np.uint32)[:, :, 0], gap, out.view(np.uint32)[:, :, 0])
        return out


def _blocks(count: int, size: int) -> int:
    return max(0, count - count % size)
