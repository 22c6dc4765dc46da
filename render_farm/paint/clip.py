"""What the painter asks of clips: frames of a part of their picture, as planes."""

from dataclasses import dataclass
from typing import Protocol

from render_farm.errors import PaintError
from render_farm.paint.i420 import I420
from render_farm.paint.raster import PixelRect, pixels_around
from templates.scene import Box, VideoLayer


@dataclass(frozen=True, kw_only=True, slots=True)
class ClipView:
    """A part of a clip's picture, in fractions of it, resized to even width and height.

    fps: of the even grid in which its frames are numbered, from 0.
    """

    sha256: str
    fps: float
    crop: Box
    width_px: int
    height_px: int


class ClipFrames(Protocol):
    """A view that was opened."""

    def frame(self, number: int) -> I420:
        """Frame `number`, BT.709 limited; valid until the next is asked for. Rising is cheap.

        Raises PaintError: it cannot be read.
        """

    def close(self) -> None:
        """End all that reads it."""


class ClipSource(Protocol):
    """Where clips come from."""

    def open(self, view: ClipView, *, where: str) -> ClipFrames:
        """Begin to read. where: the layer, for messages. Raises PaintError: there is no clip."""


class NoClips:
    """The source of scenes that show none."""

    def open(self, view: ClipView, *, where: str) -> ClipFrames:
        """Raises PaintError."""
        raise PaintError(f"no clip {view.sha256}", where=where, allowed="none was given")


def view_of(layer: VideoLayer) -> tuple[ClipView, PixelRect]:
    """What a layer shows, and the even pixels of the canvas that its box touches.

    Where those reach beyond the clip's edge, what there is of it is stretched by that fraction of
    a pixel. Raises PaintError: the box is empty.
    """
    rect, box, crop = pixels_around(layer.box, where=layer.name).even(), layer.box, layer.crop
    across, down = crop.width / box.width, crop.height / box.height
    left = max(0.0, crop.x + (rect.left - box.x) * across)
    top = max(0.0, crop.y + (rect.top - box.y) * down)
    right = min(1.0, crop.x + (rect.right - box.x) * across)
    bottom = min(1.0, crop.y + (rect.bottom - box.y) * down)
    view = ClipView(
        sha256=layer.sha256,
        fps=layer.fps,
        crop=Box(x=left, y=top, width=right - left, height=bottom - top),
        width_px=rect.width,
        height_px=rect.height,
    )
    return view, rect
