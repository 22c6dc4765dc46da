"""Small soft pixels in floating point → whole ones, rounded with dither."""

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from render_farm.paint.fill import noise
from render_farm.paint.kernels_soft import enlarge_rows
from render_farm.paint.raster import Pixels


def enlarged(soft: MatLike, size: tuple[int, int], *, factor: int | None = None) -> Pixels:
    """Premultiplied pixels (rows, columns, 4), enlarged by a cubic to `size` (width, height).

    factor: how many pixels a small one becomes on each side; None = as many as fill `size`. Columns
    are enlarged first, which leaves few rows; each finished row is then mixed out of four of them.
    """
    rows, columns = soft.shape[:2]
    width, down = (columns * factor, factor) if factor else (size[0], size[1] / rows)
    wide = cv2.resize(soft, (width, rows), interpolation=cv2.INTER_CUBIC)
    opaque = bool(soft[:, :, 3].min() >= 255)
    planes = np.moveaxis(np.asarray(wide, dtype=np.float32), 2, 0)[: 3 if opaque else 4]
    out = np.empty((size[1], size[0], 4), dtype=np.uint8)
    words = out.view(np.uint32)[:, :, 0]
    places, weights = _cubic(size[1], down, rows)
    planes = np.ascontiguousarray(planes[:, :, : size[0]])
    enlarge_rows(planes, places, weights, *noise(*size), words)
    return out


def _cubic(count: int, factor: float, rows: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each output row the four small ones about it, and their shares (Keys' cubic, a = -3/4).

    R. Keys, "Cubic convolution interpolation for digital image processing", 1981; OpenCV's cubic.
    """
    exact = (np.arange(count) + 0.5) / factor - 0.5
    base = np.floor(exact)
    away = np.abs(exact[:, None] - base[:, None] - np.arange(-1, 3))
    near = (1.25 * away - 2.25) * away * away + 1
    far = ((-0.75 * away + 3.75) * away - 6) * away + 3
    shares = np.where(away <= 1, near, np.where(away < 2, far, 0.0))
    places = np.clip(base[:, None].astype(np.int64) + np.arange(-1, 3), 0, rows - 1)
    return places, shares.astype(np.float32)
