"""Compiled loops over planes of Y'CbCr samples, BT.709 limited range (ITU-R BT.709-6, 8 bits).

Colour is turned into Y'CbCr by our own matrix (OpenCV's is BT.601), in whole numbers. The sums
of *over* are linear, so premultiplied Y'CbCr blends just as premultiplied RGB does.
"""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel

Plane = NDArray[np.uint8]
Weights = NDArray[np.int32]
Places = NDArray[np.int32]

# Y' = 16 + 219·(0.2126 R + 0.7152 G + 0.0722 B)/255, Cb and Cr from 16 to 240, in 1/65536.
# The chroma rows sum to nothing, so that gray has none.
_Y_R, _Y_G, _Y_B, _Y_A = 11966, 40254, 4064, 4112
_U_R, _U_G, _U_B = -6596, -22189, 28785
_V_R, _V_G, _V_B = 28785, -26145, -2640
_C_A = 32897


@kernel
def to_planes(rgba: Plane, luma: Plane, alpha: Plane, cb: Plane, cr: Plane, thin: Plane) -> None:
    """Premultiplied RGBA of even size → premultiplied planes; `thin`: alpha of the chroma."""
    for y in range(cb.shape[0]):
        for x in range(cb.shape[1]):
            red, green, blue, cover = 0, 0, 0, 0
            for down in range(2):
                for across in range(2):
                    row, column = 2 * y + down, 2 * x + across
                    r, g = int(rgba[row, column, 0]), int(rgba[row, column, 1])
                    b, a = int(rgba[row, column, 2]), int(rgba[row, column, 3])
                    light = _Y_R * r + _Y_G * g + _Y_B * b + _Y_A * a + 32768
                    luma[row, column] = light >> 16
                    alpha[row, column] = a
                    red, green, blue, cover = red + r, green + g, blue + b, cover + a
            gray = _C_A * cover + 131072
            cb[y, x] = (_U_R * red + _U_G * green + _U_B * blue + gray) >> 18
            cr[y, x] = (_V_R * red + _V_G * green + _V_B * blue + gray) >> 18
            thin[y, x] = (cover + 2) >> 2


@kernel
def over_plane(canvas: Plane, source: Plane, alpha: Plane) -> None:
    """Lay a premultiplied plane over another of the same size."""
    for y in range(canvas.shape[0]):
        for x in range(canvas.shape[1]):
            light = np.uint16(canvas[y, x]) * np.uint16(255 - alpha[y, x]) + np.uint16(128)
            canvas[y, x] = source[y, x] + ((light + (light >> 8)) >> 8)


@kernel
def over_plane_faded(
    canvas: Plane, source: Plane, alpha: Plane, columns: Weights, rows: Weights
) -> None:
    """Lay a premultiplied plane over another, faded by weights 0-256 of columns and rows."""
    for y in range(canvas.shape[0]):
        for x in range(canvas.shape[1]):
            weight = (columns[x] * rows[y]) >> 8
            rest = 65280 - alpha[y, x] * weight
            light = source[y, x] * weight * 255 + canvas[y, x] * rest + 32640
            canvas[y, x] = light // 65280


@kernel
def over_plane_masked(
    canvas: Plane, source: Plane, mask: Plane, columns: Weights, rows: Weights
) -> None:
    """Lay an opaque plane over another through a mask 0-255, faded by weights 0-256."""
    for y in range(canvas.shape[0]):
        for x in range(canvas.shape[1]):
            share = mask[y, x] * ((columns[x] * rows[y]) >> 8)
            light = source[y, x] * share + canvas[y, x] * (65280 - share) + 32640
            canvas[y, x] = light // 65280


@kernel
def resample_plane(
    source: Plane,
    columns: Places,
    column_parts: Places,
    rows: Places,
    row_parts: Places,
    out: Plane,
) -> None:
    """Upright bilinear resampling, first between rows, then between columns.

    columns, rows: index of the sample before each output sample; the next one exists.
    column_parts, row_parts: share of the next sample, 0-128.
    """
    first, last = columns[0], columns[-1] + 2
    between = np.empty(last - first, dtype=np.uint8)
    for y in range(out.shape[0]):
        top, low_part = rows[y], np.uint16(row_parts[y])
        high_part = np.uint16(128) - low_part
        for x in range(last - first):
            high, low = np.uint16(source[top, first + x]), np.uint16(source[top + 1, first + x])
            between[x] = (high * high_part + low * low_part + np.uint16(64)) >> 7
        for x in range(out.shape[1]):
            left = columns[x] - first
            part = column_parts[x]
            near, far = between[left], between[left + 1]
            out[y, x] = (near * (128 - part) + far * part + 64) >> 7
