"""A frame as encoders want it: planar 4:2:0, BT.709 limited range, and layers for it."""

from dataclasses import dataclass

import numpy as np

from render_farm.paint.kernels_yuv import to_planes
from render_farm.paint.raster import PixelRect, Pixels, Raster
from templates.scene import Color


@dataclass(frozen=True, kw_only=True, slots=True)
class I420:
    """One picture: luma (height, width), Cb and Cr (half of both), all in one buffer.

    buffer: (height · 3/2, width), the planes one after the other, as PyAV's yuv420p arrays.
    """

    buffer: Pixels
    luma: Pixels
    cb: Pixels
    cr: Pixels

    @classmethod
    def blank(cls, width: int, height: int, color: Color) -> "I420":
        """A picture of even size in one colour."""
        buffer = np.empty((height * 3 // 2, width), dtype=np.uint8)
        quarter = (height // 2) * (width // 2)
        chroma = buffer[height:].reshape(-1)
        frame = cls(
            buffer=buffer,
            luma=buffer[:height],
            cb=chroma[:quarter].reshape(height // 2, width // 2),
            cr=chroma[quarter:].reshape(height // 2, width // 2),
        )
        pixels = np.empty((2, 2, 4), dtype=np.uint8)
        pixels[:, :] = (color.red, color.green, color.blue, 255)
        sample = planes_of(Raster(x=0, y=0, pixels=pixels))
        frame.luma[:], frame.cb[:], frame.cr[:] = sample.luma[0, 0], sample.cb, sample.cr
        return frame

    def copy_from(self, other: "I420", rect: PixelRect) -> None:
        """Take the samples of an even rectangle from a frame of the same size."""
        for mine, theirs in zip(self.cut(rect), other.cut(rect), strict=True):
            mine[:] = theirs

    def cut(self, rect: PixelRect) -> tuple[Pixels, Pixels, Pixels]:
        """Luma, Cb and Cr of an even rectangle, to read or write."""
        half = np.s_[rect.top // 2 : rect.bottom // 2, rect.left // 2 : rect.right // 2]
        whole = np.s_[rect.top : rect.bottom, rect.left : rect.right]
        return self.luma[whole], self.cb[half], self.cr[half]


@dataclass(frozen=True, kw_only=True, slots=True)
class Planes:
    """A layer's pixels as premultiplied planes, lying on an even rectangle of the canvas.

    alpha goes with the luma, thin with the chroma. opaque: nothing shines through anywhere.
    """

    rect: PixelRect
    luma: Pixels
    alpha: Pixels
    cb: Pixels
    cr: Pixels
    thin: Pixels
    opaque: bool

    def cut(self, rect: PixelRect) -> tuple[tuple[Pixels, Pixels], ...]:
        """Pairs of samples and alpha for luma, Cb and Cr of an even rectangle inside."""
        left, top = rect.left - self.rect.left, rect.top - self.rect.top
        right, bottom = left + rect.width, top + rect.height
        whole = np.s_[top:bottom, left:right]
        half = np.s_[top // 2 : bottom // 2, left // 2 : right // 2]
        thin = self.thin[half]
        return (
            (self.luma[whole], self.alpha[whole]),
            (self.cb[half], thin),
            (self.cr[half], thin),
        )


def planes_of(raster: Raster) -> Planes:
    """The raster's planes, grown to even edges by empty samples."""
    rect = PixelRect(
        left=raster.x, top=raster.y, right=raster.x + raster.width, bottom=raster.y + raster.height
    ).even()
    pixels = raster.pixels
    if pixels.shape[:2] != (rect.height, rect.width):
        left, top = raster.x - rect.left, raster.y - rect.top
        pixels = np.zeros((rect.height, rect.width, 4), dtype=np.uint8)
        pixels[top : top + raster.height, left : left + raster.width] = raster.pixels
    luma, alpha = (np.empty((rect.height, rect.width), dtype=np.uint8) for _ in range(2))
    half = (rect.height // 2, rect.width // 2)
    cb, cr, thin = (np.empty(half, dtype=np.uint8) for _ in range(3))
    to_planes(pixels, luma, alpha, cb, cr, thin)
    opaque = bool(alpha.size) and int(alpha.min()) == 255
    return Planes(rect=rect, luma=luma, alpha=alpha, cb=cb, cr=cr, thin=thin, opaque=opaque)
