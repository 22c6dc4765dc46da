"""Compiled loops for soft pictures: small floating-point ones enlarged, colours graded."""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel

Packed = NDArray[np.uint32]
Floats = NDArray[np.float32]

F32, I32, U32 = np.float32, np.int32, np.uint32
_BYTE = U32(255)


@kernel
def enlarge_rows(
    planes: Floats,
    rows: NDArray[np.int64],
    weights: Floats,
    noise_x: Floats,
    noise_y: Floats,
    out: Packed,
) -> None:
    """Each output row as the sum of four rows of small planes; rounded with dither.

    planes: (3 or 4, small rows, columns) red, green, blue and maybe alpha, premultiplied, 0-255.
    rows, weights: (output rows, 4). noise_x, noise_y: see `kernels_fill.fill_ramp`. No colour
    exceeds its alpha.
    """
    depth, width = planes.shape[0], out.shape[1]
    light = np.full((4, width), F32(255), dtype=np.float32)
    red, green, blue, alpha = light[0], light[1], light[2], light[3]
    for y in range(out.shape[0]):
        a, b, c, d = weights[y, 0], weights[y, 1], weights[y, 2], weights[y, 3]
        for channel in range(depth):
            plane, line = planes[channel], light[channel]
            one, two = plane[rows[y, 0]], plane[rows[y, 1]]
            three, four = plane[rows[y, 2]], plane[rows[y, 3]]
            for x in range(width):
                line[x] = one[x] * a + two[x] * b + three[x] * c + four[x] * d
        row = out[y]
        for x in range(width):
            noise = noise_x[x] + noise_y[y]
            noise = F32(52.9829189) * (noise - np.floor(noise))
            noise = (noise - np.floor(noise)) * F32(0.998) + F32(0.001)
            most = min(F32(255), max(F32(0), alpha[x]))
            pixel = U32(I32(min(most, max(F32(0), red[x])) + noise))
            pixel |= U32(I32(min(most, max(F32(0), green[x])) + noise)) << U32(8)
            pixel |= U32(I32(min(most, max(F32(0), blue[x])) + noise)) << U32(16)
            row[x] = pixel | U32(I32(most + noise)) << U32(24)


@kernel
def grade_pixels(pixels: Packed, matrix: Floats) -> None:
    """Each pixel's colour by a matrix (3, 4) of red, green, blue and alpha; alpha stays."""
    for y in range(pixels.shape[0]):
        row = pixels[y]
        for x in range(row.shape[0]):
            pixel = row[x]
            red = F32(I32(pixel & _BYTE))
            green = F32(I32(pixel >> U32(8) & _BYTE))
            blue = F32(I32(pixel >> U32(16) & _BYTE))
            alpha = F32(I32(pixel >> U32(24)))
            r = red * matrix[0, 0] + green * matrix[0, 1] + blue * matrix[0, 2]
            g = red * matrix[1, 0] + green * matrix[1, 1] + blue * matrix[1, 2]
            b = red * matrix[2, 0] + green * matrix[2, 1] + blue * matrix[2, 2]
            r = min(alpha, max(F32(0), r + alpha * matrix[0, 3] + F32(0.5)))
            g = min(alpha, max(F32(0), g + alpha * matrix[1, 3] + F32(0.5)))
            b = min(alpha, max(F32(0), b + alpha * matrix[2, 3] + F32(0.5)))
            colors = U32(I32(r)) | U32(I32(g)) << U32(8) | U32(I32(b)) << U32(16)
            row[x] = colors | pixel & U32(0xFF000000)


@kernel
def even_middle(pixels: Packed) -> tuple[int, int, int, int]:
    """Rows from and to which all have the alpha of the middle row, and columns likewise."""
    height, width = pixels.shape
    middle, center = height // 2, width // 2
    top, bottom, left, right = 0, height, 0, width
    for y in range(height):
        row, like = pixels[y], pixels[middle]
        apart = U32(0)
        for x in range(width):
            apart |= row[x] ^ like[x]
        if apart >> U32(24):
            if y < middle:
                top = y + 1
            else:
                bottom = min(bottom, y)
        # Of the rows that are alike, one tells of all.
        elif y != middle:
            continue
        for x in range(center, left - 1, -1):
            if row[x] >> U32(24) != row[center] >> U32(24):
                left = x + 1
                break
        for x in range(center, right):
            if row[x] >> U32(24) != row[center] >> U32(24):
                right = x
                break
    return top, bottom, left, right


@kernel
def open_gap(pixels: Packed, gap: tuple[int, int, int, int], out: Packed) -> None:
    """Pixels with more columns and rows, like the ones that they are put before.

    gap: column, how many of them, row, how many of them.
    """
    column, columns, row, rows = gap
    width = pixels.shape[1]
    for y in range(out.shape[0]):
        line, source = out[y], pixels[y if y < row else max(row, y - rows)]
        for x in range(column):
            line[x] = source[x]
        for x in range(column, column + columns):
            line[x] = source[column]
        for x in range(column, width):
            line[x + columns] = source[x]
