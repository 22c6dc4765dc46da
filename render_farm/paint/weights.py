"""Where a layer may be seen: its frame, clip and opacity as weights of columns and rows."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.kernels_pixels import Weights
from render_farm.paint.raster import PixelRect
from render_farm.paint.state import NO_CLIP, LayerState
from templates.scene import AnyLayer, Box


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """What of the canvas an upright layer may touch; edges may cut through pixels."""

    left: float
    top: float
    right: float
    bottom: float
    opacity: float

    @property
    def pixels(self) -> PixelRect:
        """The whole pixels that it touches."""
        return PixelRect(
            left=math.floor(self.left),
            top=math.floor(self.top),
            right=math.ceil(self.right),
            bottom=math.ceil(self.bottom),
        )

    @property
    def full_pixels(self) -> PixelRect:
        """The pixels that lie wholly inside."""
        return PixelRect(
            left=math.ceil(self.left),
            top=math.ceil(self.top),
            right=math.floor(self.right),
            bottom=math.floor(self.bottom),
        )

    def full(self, rect: PixelRect) -> bool:
        """Whether every pixel of `rect` lies wholly inside, at full opacity."""
        across = self.left <= rect.left and rect.right <= self.right
        return self.opacity == 1 and across and self.top <= rect.top and rect.bottom <= self.bottom

    def weights(self, rect: PixelRect) -> tuple[Weights, Weights]:
        """0-1 for each column and each row of `rect`; rows carry the opacity."""
        columns = _inside(rect.left, rect.width, self.left, self.right)
        rows = _inside(rect.top, rect.height, self.top, self.bottom)
        return columns.astype(np.float32), (rows * self.opacity).astype(np.float32)


def window_of(layer: AnyLayer, state: LayerState, canvas: PixelRect) -> Window:
    """The layer's window on the canvas at a moment.

    The clip of a rotated layer is no upright box: whoever turns its pixels cuts them first.
    """
    left, top = float(canvas.left), float(canvas.top)
    right, bottom = float(canvas.right), float(canvas.bottom)
    if layer.frame is not None:
        frame = layer.frame
        left, right = max(left, frame.x), min(right, frame.x + frame.width)
        top, bottom = max(top, frame.y), min(bottom, frame.y + frame.height)
    if state.window is not None:
        left, top = max(left, state.window[0]), max(top, state.window[1])
        right, bottom = min(right, state.window[2]), min(bottom, state.window[3])
    if state.clip != NO_CLIP and state.matrix.upright:
        shown = clipped_box(layer.box, state)
        x0, y0 = state.matrix.apply(shown.x, shown.y)
        x1, y1 = state.matrix.apply(shown.x + shown.width, shown.y + shown.height)
        # A clip cuts at an edge only where it is set: what lies outside the box (shadow,
        # ink of tall marks) stays.
        left = max(left, min(x0, x1)) if state.clip[0] > 0 else left
        top = max(top, min(y0, y1)) if state.clip[1] > 0 else top
        right = min(right, max(x0, x1)) if state.clip[2] > 0 else right
        bottom = min(bottom, max(y0, y1)) if state.clip[3] > 0 else bottom
    return Window(left=left, top=top, right=right, bottom=bottom, opacity=state.opacity)


def clipped_box(box: Box, state: LayerState) -> Box:
    """What the clip leaves of a box, before the matrix."""
    left, top, right, bottom = state.clip
    return Box(
        x=box.x + left * box.width,
        y=box.y + top * box.height,
        width=box.width * (1 - left - right),
        height=box.height * (1 - top - bottom),
    )


def _inside(first: int, count: int, start: float, stop: float) -> NDArray[np.float64]:
    places = np.arange(first, first + count, dtype=np.float64)
    shared = np.minimum(places + 1, stop) - np.maximum(places, start)
    return np.asarray(np.clip(shared, 0, 1), dtype=np.float64)


def halves(weights: Weights) -> Weights:
    """Weights of chroma samples: the mean of each two."""
    return np.asarray((weights[0::2] + weights[1::2]) / 2, dtype=np.float32)
