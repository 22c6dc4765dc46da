"""A frame as encoders want it: planar 4:2:0, BT.709 limited range, and layers for it."""

from dataclasses import dataclass

import numpy as np

from render_farm.paint.kernels_planes import chroma_planes, luma_plane
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
    def of(cls, buffer: Pixels) -> "I420":
        """The picture whose planes a buffer holds."""
        height, width = buffer.shape[0] * 2 // 3, buffer.shape[1]
        quarter = (height // 2) * (width // 2)
        chroma = buffer[height:].reshape(-1)
        return cls(
            buffer=buffer,
            luma=buffer[:height],
            cb=chroma[:quarter].reshape(height // 2, width // 2),
            cr=chroma[quarter:].reshape(height // 2, width // 2),
        )

    @classmethod
    def blank(cls, width: int, height: int, color: Color) -> "I420":
        """A picture of even size in one colour."""
        frame = cls.of(np.empty((height * 3 // 2, width), dtype=np.uint8))
        frame.luma[:], frame.cb[:], frame.cr[:] = levels_of(color)
        return frame

    @property
    def planes(self) -> tuple[Pixels, Pixels, Pixels]:
        """Luma, Cb and Cr."""
        return (self.luma, self.cb, self.cr)

    def copy(self) -> "I420":
        """The same picture in memory of its own."""
        return I420.of(self.buffer.copy())

    def part(self, rect: PixelRect) -> tuple[Pixels, Pixels, Pixels]:
        """Luma, Cb and Cr of an even rectangle, not copied."""
        half = np.s_[rect.top // 2 : rect.bottom // 2, rect.left // 2 : rect.right // 2]
        luma = self.luma[rect.top : rect.bottom, rect.left : rect.right]
        return (luma, self.cb[half], self.cr[half])

    def copy_from(self, other: "I420", rect: PixelRect) -> None:
        """Take the samples of an even rectangle from a frame of the same size."""
        for mine, theirs in zip(self.part(rect), other.part(rect), strict=True):
            np.copyto(mine, theirs)


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

    @property
    def pairs(self) -> tuple[tuple[Pixels, Pixels], ...]:
        """Samples and their alpha, of luma, Cb and Cr."""
        return ((self.luma, self.alpha), (self.cb, self.thin), (self.cr, self.thin))


def levels_of(color: Color) -> tuple[int, int, int]:
    """Luma, Cb and Cr of a colour; its alpha does not count."""
    pixels = np.empty((2, 2, 4), dtype=np.uint8)
    pixels[:, :] = (color.red, color.green, color.blue, 255)
    planes = planes_of(Raster(x=0, y=0, pixels=pixels))
    return int(planes.luma[0, 0]), int(planes.cb[0, 0]), int(planes.cr[0, 0])


def evened(raster: Raster) -> Raster:
    """The raster grown to even edges by empty pixels."""
    rect = raster.rect.even()
    if rect == raster.rect:
        return raster
    left, top = raster.x - rect.left, raster.y - rect.top
    pixels = np.zeros((rect.height, rect.width, raster.pixels.shape[2]), dtype=np.uint8)
    pixels[top : top + raster.height, left : left + raster.width] = raster.pixels
    return Raster(x=rect.left, y=rect.top, pixels=pixels)


def planes_of(raster: Raster) -> Planes:
    """The raster's planes, grown to even edges by empty samples."""
    raster = evened(raster)
    rect = raster.rect
    luma, alpha = (np.empty((rect.height, rect.width), dtype=np.uint8) for _ in range(2))
    half = (rect.height // 2, rect.width // 2)
    cb, cr, thin = (np.empty(half, dtype=np.uint8) for _ in range(3))
    luma_plane(raster.packed, luma, alpha)
    chroma_planes(raster.packed, cb, cr, thin)
    opaque = bool(alpha.size) and int(alpha.min()) == 255
    return Planes(rect=rect, luma=luma, alpha=alpha, cb=cb, cr=cr, thin=thin, opaque=opaque)
