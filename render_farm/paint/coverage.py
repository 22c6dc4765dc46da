"""Shapes → antialiased masks: how much of each pixel a shape covers, 0-255."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from render_farm.errors import PaintError
from render_farm.paint.kernels_fill import cover_boxes, cover_ellipse, cover_polygon
from render_farm.paint.raster import PixelRect, Pixels
from templates.scene import Box, ShapeKind

_FINE = 8  # samples a pixel and direction for the strokes of polygons
_STRIP_ROWS = 64


def outline(
    rect: PixelRect,
    box: Box,
    kind: ShapeKind,
    radius_px: float,
    points: tuple[tuple[float, float], ...],
    *,
    where: str,
) -> Pixels:
    """A shape that fills the box; radius_px of rectangles, points of polygons.

    Raises:
        PaintError: a polygon of less than three points; `where` is its name.
    """
    if kind is ShapeKind.RECTANGLE:
        return rounded_box(rect, box, radius_px)
    if kind is ShapeKind.ELLIPSE:
        return ellipse(rect, box)
    if len(points) < 3:
        raise PaintError("a polygon of less than 3 points", where=where, allowed="3 or more")
    return polygon(rect, box, points)


def rounded_box(rect: PixelRect, box: Box, radius_px: float) -> Pixels:
    """A rectangle with rounded corners; exact for upright edges, by distance in the corners."""
    if radius_px <= 0 and rect.box == box:
        return np.full((rect.height, rect.width), 255, dtype=np.uint8)
    return bars(rect, (box,), radius_px)


def ellipse(rect: PixelRect, box: Box) -> Pixels:
    """The ellipse that touches all four sides of the box."""
    across, down = box.width / 2, box.height / 2
    x = _centers(rect.left, rect.width) - (box.x + across)
    y = _centers(rect.top, rect.height) - (box.y + down)
    mask = np.empty((rect.height, rect.width), dtype=np.uint8)
    cover_ellipse(x, y, across, down, mask)
    return mask


def bars(rect: PixelRect, boxes: Iterable[Box], radius_px: float) -> Pixels:
    """Boxes that do not overlap, each with rounded ends; those without an area are left out."""
    edges = np.array(
        [
            (box.x, box.y, box.x + box.width, box.y + box.height)
            for box in boxes
            if box.width > 0 and box.height > 0
        ],
        dtype=np.float64,
    )
    corner = (rect.left, rect.top, rect.left, rect.top)
    mask = np.zeros((rect.height, rect.width), dtype=np.uint8)
    cover_boxes(edges.reshape(-1, 4) - corner, max(0.0, radius_px), mask)
    return mask


def polygon(rect: PixelRect, box: Box, points: tuple[tuple[float, float], ...]) -> Pixels:
    """A closed polygon (even-odd) through points given as fractions of the box."""
    mask = np.zeros((rect.height, rect.width), dtype=np.uint8)
    cover_polygon(_corners(rect, box, points), mask)
    return mask


def polygon_outline(
    rect: PixelRect, box: Box, points: tuple[tuple[float, float], ...], stroke_px: float
) -> Pixels:
    """The part of the polygon that lies within `stroke_px` of its edge."""
    corners = _corners(rect, box, points)
    line = np.empty((rect.height, rect.width), dtype=np.uint8)
    # OpenCV draws lines a fine pixel thicker than asked.
    thickness = max(1, round(2 * stroke_px * _FINE) - 1)
    for top in range(0, rect.height, _STRIP_ROWS):
        rows = min(_STRIP_ROWS, rect.height - top)
        fine = np.zeros((rows * _FINE, rect.width * _FINE), dtype=np.uint8)
        places = np.rint((corners - (0.0, top)) * _FINE - 0.5).astype(np.int32)
        cv2.polylines(fine, [places], isClosed=True, color=255, thickness=thickness)
        size = (rect.width, rows)
        line[top : top + rows] = cv2.resize(fine, size, interpolation=cv2.INTER_AREA)
    return np.minimum(line, polygon(rect, box, points))


def without(outer: Pixels, inner: Pixels) -> Pixels:
    """What the outer mask covers and the inner one does not: a stroke."""
    ring: Pixels = np.asarray(cv2.subtract(outer, inner), dtype=np.uint8)
    return ring


def _centers(first: int, count: int) -> NDArray[np.float64]:
    return np.arange(first, first + count, dtype=np.float64) + 0.5


def _corners(
    rect: PixelRect, box: Box, points: tuple[tuple[float, float], ...]
) -> NDArray[np.float64]:
    places = [
        (box.x + x * box.width - rect.left, box.y + y * box.height - rect.top) for x, y in points
    ]
    return np.array(places, dtype=np.float64)
