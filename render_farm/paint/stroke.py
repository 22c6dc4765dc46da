"""Letters → the line along their outline, as one mask.

By distance to the edge of all letters together, so that joined letters and overlapping contours
show no seams, and corners are round. Strip by strip: memory does not grow with the text.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from render_farm.paint.raster import PixelRect, Pixels
from templates.scene import GlyphRun
from templates.text import FontLibrary
from templates.text.raster import rasterise

_FINE = 4  # samples a pixel and direction at which distances are taken
_STRIP_ROWS = 192


def outlined(
    runs: Sequence[GlyphRun],
    rect: PixelRect,
    *,
    origin: tuple[float, float],
    stroke_px: float,
    fonts: FontLibrary,
) -> Pixels:
    """Coverage 0-255 of `rect` by a line `stroke_px` wide, half of it on each side of the edge.

    origin: where the runs' origin lies on the canvas.
    """
    half = stroke_px / 2
    margin = math.ceil(half) + 2
    fine = [_enlarged(run) for run in runs]
    out = np.empty((rect.height, rect.width), dtype=np.uint8)
    for top in range(0, rect.height, _STRIP_ROWS):
        rows = min(_STRIP_ROWS, rect.height - top)
        letters = rasterise(
            fine,
            width_px=rect.width * _FINE,
            height_px=(rows + 2 * margin) * _FINE,
            fonts=fonts,
            x_px=(origin[0] - rect.left) * _FINE,
            y_px=(origin[1] - rect.top - top + margin) * _FINE,
        )
        line = _line(letters, half * _FINE)[margin * _FINE : (margin + rows) * _FINE]
        size = (rect.width, rows)
        out[top : top + rows] = cv2.resize(line, size, interpolation=cv2.INTER_AREA)
    return out


def _enlarged(run: GlyphRun) -> GlyphRun:
    glyphs = tuple(replace(g, x=g.x * _FINE, y=g.y * _FINE) for g in run.glyphs)
    return replace(run, size_px=run.size_px * _FINE, glyphs=glyphs)


def _line(letters: Pixels, half: float) -> Pixels:
    """Where the edge of the letters is nearer than `half` samples."""
    inside = np.asarray(letters >= 128, dtype=np.uint8)
    away = _distance(1 - inside) + _distance(inside)
    # From centre to centre of samples: the edge lies half-way between the last two.
    line: Pixels = np.rint(np.clip(half + 1 - away, 0, 1) * 255).astype(np.uint8)
    return line


def _distance(mask: Pixels) -> np.typing.NDArray[np.float32]:
    """For each sample of the mask, how far away the nearest one outside it is."""
    found = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(found, dtype=np.float32)
