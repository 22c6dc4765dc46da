"""Compiled loops that lay one level over a plane through a mask."""

import numpy as np

from render_farm.paint.jit import kernel
from render_farm.paint.kernels_pixels import Spot, Weights
from render_farm.paint.kernels_planes import Plane


@kernel
def over_plane_solid(canvas: Plane, level: int, alpha: Plane, spot: Spot) -> None:
    """Lay a level 0-255 over a plane where the mask covers it."""
    left, top, source_left, source_top, width, height = spot
    own = np.uint16(level)
    for y in range(height):
        under = canvas[top + y, left : left + width]
        cover = alpha[source_top + y, source_left : source_left + width]
        for x in range(width):
            light = np.uint16(under[x]) * np.uint16(255 - cover[x]) + np.uint16(128)
            light += own * np.uint16(cover[x])
            under[x] = (light + (light >> 8)) >> 8


@kernel
def over_plane_solid_faded(
    canvas: Plane, level: int, alpha: Plane, columns: Weights, rows: Weights, spot: Spot
) -> None:
    """Lay a level 0-255 over a plane through a mask, faded by weights 0-1 of columns and rows."""
    left, top, source_left, source_top, width, height = spot
    own = np.float32(level)
    for y in range(height):
        under = canvas[top + y, left : left + width]
        cover = alpha[source_top + y, source_left : source_left + width]
        row = rows[y] * np.float32(1 / 255)
        for x in range(width):
            below = np.float32(under[x])
            light = below + (own - below) * (columns[x] * row * np.float32(cover[x]))
            under[x] = np.int32(light + np.float32(0.5))
