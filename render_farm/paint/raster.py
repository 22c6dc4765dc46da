"""The painted content of a layer, before anything moves it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render_farm.errors import PaintError
from render_farm.paint.kernels_pixels import Spot, over_pixels
from templates.scene import Box

Pixels = NDArray[np.uint8]

MAX_RASTER_PIXELS = 64_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Raster:
    """Premultiplied RGBA pixels (height, width, 4); x and y: canvas column and row of the first.

    clear_edge: the outermost pixels are known to be empty, so that it can be resampled.
    """

    x: int
    y: int
    pixels: Pixels
    clear_edge: bool = False

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    @property
    def rect(self) -> "PixelRect":
        """What it covers of the canvas."""
        right, bottom = self.x + self.width, self.y + self.height
        return PixelRect(left=self.x, top=self.y, right=right, bottom=bottom)

    @property
    def packed(self) -> NDArray[np.uint32]:
        """The same pixels, not copied, one little-endian word each: (height, width)."""
        words: NDArray[np.uint32] = self.pixels.view(np.uint32)[:, :, 0]
        return words

    def with_clear_edge(self) -> "Raster":
        """The raster with one more empty pixel on every side, if it has no clear edge yet."""
        if self.clear_edge:
            return self
        pixels = np.pad(self.pixels, ((1, 1), (1, 1), (0, 0)))
        return Raster(x=self.x - 1, y=self.y - 1, pixels=pixels, clear_edge=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class PixelRect:
    """Whole pixels of the canvas: left and top included, right and bottom not."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns, never negative."""
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        """Rows, never negative."""
        return max(0, self.bottom - self.top)

    @property
    def empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.width == 0 or self.height == 0

    @property
    def area(self) -> int:
        """How many pixels it holds."""
        return self.width * self.height

    @property
    def box(self) -> Box:
        """The same as a box of a scene."""
        return Box(x=self.left, y=self.top, width=self.width, height=self.height)

    def cut(self, other: "PixelRect") -> "PixelRect":
        """What both share."""
        return PixelRect(
            left=max(self.left, other.left),
            top=max(self.top, other.top),
            right=min(self.right, other.right),
            bottom=min(self.bottom, other.bottom),
        )

    def join(self, other: "PixelRect") -> "PixelRect":
        """The smallest rectangle around both."""
        return PixelRect(
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )

    def grown(self, by: int) -> "PixelRect":
        """`by` more pixels on every side."""
        return PixelRect(
            left=self.left - by, top=self.top - by, right=self.right + by, bottom=self.bottom + by
        )

    def covers(self, other: "PixelRect") -> bool:
        """Whether every pixel of `other` is in it."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def even(self) -> "PixelRect":
        """Grown outwards to even edges, where the samples of a 4:2:0 picture begin and end."""
        return PixelRect(
            left=self.left - self.left % 2,
            top=self.top - self.top % 2,
            right=self.right + self.right % 2,
            bottom=self.bottom + self.bottom % 2,
        )


NOWHERE = PixelRect(left=0, top=0, right=0, bottom=0)


def spot_of(rect: PixelRect, *, canvas: tuple[int, int] = (0, 0), source: tuple[int, int]) -> Spot:
    """Where kernels work for `rect`, given the first pixels of canvas and source."""
    return (
        rect.left - canvas[0],
        rect.top - canvas[1],
        rect.left - source[0],
        rect.top - source[1],
        rect.width,
        rect.height,
    )


def lay(raster: Raster, *, over: Raster) -> None:
    """Lay a raster over another one, where they meet."""
    rect = raster.rect.cut(over.rect)
    if not rect.empty:
        spot = spot_of(rect, canvas=(over.x, over.y), source=(raster.x, raster.y))
        over_pixels(over.packed, raster.packed, spot)


def stacked(rasters: Sequence[Raster]) -> Raster:
    """Rasters laid over each other, the first one at the bottom, as one."""
    if len(rasters) == 1:
        return rasters[0]
    rect = rasters[0].rect
    for raster in rasters:
        rect = rect.join(raster.rect)
    pixels = np.zeros((rect.height, rect.width, 4), dtype=np.uint8)
    whole = Raster(x=rect.left, y=rect.top, pixels=pixels)
    for raster in rasters:
        lay(raster, over=whole)
    return whole


def half_spot(spot: Spot) -> Spot:
    """The same place in planes of half the size on both sides."""
    left, top, source_left, source_top, width, height = spot
    return (left // 2, top // 2, source_left // 2, source_top // 2, width // 2, height // 2)


def pixels_around(box: Box, *, where: str, pad_px: float = 0.0) -> PixelRect:
    """The whole pixels that a box touches, `pad_px` more on every side.

    Raises:
        PaintError: the box is empty, not finite, or too large to paint.
    """
    numbers = (box.x, box.y, box.width, box.height)
    if not all(map(math.isfinite, numbers)) or box.width <= 0 or box.height <= 0:
        raise PaintError(f"cannot paint into {box}", where=where, allowed="a box above 0×0 px")
    rect = PixelRect(
        left=math.floor(box.x - pad_px + 1e-6),
        top=math.floor(box.y - pad_px + 1e-6),
        right=math.ceil(box.x + box.width + pad_px - 1e-6),
        bottom=math.ceil(box.y + box.height + pad_px - 1e-6),
    )
    if rect.width * rect.height > MAX_RASTER_PIXELS:
        allowed = f"at most {MAX_RASTER_PIXELS} pixels"
        raise PaintError(
            f"{rect.width}×{rect.height} px is too large", where=where, allowed=allowed
        )
    return rect
