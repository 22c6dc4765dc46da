"""Shapes → antialiased masks: how much of each pixel a shape covers, 0-255."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from render_farm.errors import PaintError
from render_farm.paint.kernels_fill import cover_ellipse, cover_polygon
from render_farm.paint.raster import PixelRect, Pixels, pixels_around
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
    columns = _overlap(rect.left, rect.width, box.x, box.x + box.width)
    rows = _overlap(rect.top, rect.height, box.y, box.y + box.height)
    mask = np.tile(_to_bytes(columns), (rect.height, 1))
    for row in np.flatnonzero(rows < 1):
        mask[row] = _to_bytes(columns * rows[row])
    radius = min(radius_px, box.width / 2, box.height / 2)
    if radius > 0:
        _round_corners(mask, rect, box, radius)
    return mask


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
    mask = np.zeros((rect.height, rect.width), dtype=np.uint8)
    for bar in boxes:
        if bar.width <= 0 or bar.height <= 0:
            continue
        own = pixels_around(bar, where="bars").cut(rect)
        rows = slice(own.top - rect.top, own.bottom - rect.top)
        columns = slice(own.left - rect.left, own.right - rect.left)
        # Neighbours may share a column of pixels, of which each covers a part of its own.
        mask[rows, columns] = cv2.add(mask[rows, columns], rounded_box(own, bar, radius_px))
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


def _overlap(first: int, count: int, start: float, stop: float) -> NDArray[np.float64]:
    places = np.arange(first, first + count, dtype=np.float64)
    shared = np.minimum(places + 1, stop) - np.maximum(places, start)
    return np.asarray(np.clip(shared, 0, 1), dtype=np.float64)


def _centers(first: int, count: int) -> NDArray[np.float64]:
    return np.arange(first, first + count, dtype=np.float64) + 0.5


def _to_bytes(share: NDArray[np.float64]) -> Pixels:
    return np.rint(share * 255).astype(np.uint8)


def _round_corners(mask: Pixels, rect: PixelRect, box: Box, radius: float) -> None:
    """Replace the four corner squares of a box's mask by distance to the corner's circle."""
    x, y = _centers(rect.left, rect.width), _centers(rect.top, rect.height)
    left, right = box.x + radius, box.x + box.width - radius
    top, bottom = box.y + radius, box.y + box.height - radius
    for columns, center_x in ((x < left, left), (x > right, right)):
        for rows, center_y in ((y < top, top), (y > bottom, bottom)):
            away = np.hypot((x[columns] - center_x)[None, :], (y[rows] - center_y)[:, None])
            corner = _to_bytes(np.clip(radius + 0.5 - away, 0, 1))
            square = np.ix_(rows, columns)
            mask[square] = np.minimum(mask[square], corner)


def _corners(
    rect: PixelRect, box: Box, points: tuple[tuple[float, float], ...]
) -> NDArray[np.float64]:
    places = [
        (box.x + x * box.width - rect.left, box.y + y * box.height - rect.top) for x, y in points
    ]
    return np.array(places, dtype=np.float64)
