"""A clip that is drawn instead of read: a picture that slowly grows, without any decoder."""

import numpy as np
from PIL import Image

from render_farm.paint import I420, ClipView
from render_farm.paint.i420 import planes_of
from render_farm.paint.raster import Raster

# By so much of itself in a frame.
_GROWS = 0.002


class DrawnClips:
    """A ClipSource whose every clip is the middle of `picture` in 9:16."""

    def __init__(self, picture: Image.Image) -> None:
        side = (picture.width - picture.height * 9 / 16) / 2
        self._picture = picture.crop((round(side), 0, picture.width - round(side), picture.height))

    def open(self, view: ClipView, *, where: str) -> "DrawnFrames":
        """The view of it."""
        return DrawnFrames(self._picture, view)


class DrawnFrames:
    """Frames of a view."""

    def __init__(self, picture: Image.Image, view: ClipView) -> None:
        self._picture, self._view = picture, view

    def frame(self, number: int) -> I420:
        """The picture, larger from frame to frame."""
        view, picture = self._view, self._picture
        inset = (1 - 1 / (1 + _GROWS * number)) / 2
        crop = view.crop
        shown = (
            (crop.x + inset * crop.width) * picture.width,
            (crop.y + inset * crop.height) * picture.height,
            (crop.x + (1 - inset) * crop.width) * picture.width,
            (crop.y + (1 - inset) * crop.height) * picture.height,
        )
        size = (view.width_px, view.height_px)
        resized = picture.resize(size, Image.Resampling.BICUBIC, box=shown)
        pixels = np.full((view.height_px, view.width_px, 4), 255, dtype=np.uint8)
        pixels[:, :, :3] = np.asarray(resized)
        planes = planes_of(Raster(x=0, y=0, pixels=pixels))
        frame = I420.of(np.empty((view.height_px * 3 // 2, view.width_px), dtype=np.uint8))
        frame.luma[:], frame.cb[:], frame.cr[:] = planes.luma, planes.cb, planes.cr
        return frame

    def close(self) -> None:
        """Nothing is open."""
