"""Compiled loops over RGBA pixels: filling, resampling, laying one picture over another.

All pixels are premultiplied, 8 bits a channel; all arithmetic of *over* and of resampling is in
whole numbers, so that every machine paints the same.
"""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel

Pixels = NDArray[np.uint8]
Weights = NDArray[np.int32]


@kernel
def fill_linear(
    coverage: Pixels,
    ramp: NDArray[np.float32],
    start: float,
    per_x: float,
    per_y: float,
    dither: bool,
    out: Pixels,
) -> None:
    """Paint `ramp[t]` through a coverage mask; t = start + x·per_x + y·per_y, held to 0-1.

    ramp: (steps, 4) premultiplied colours 0-255. Rounding is dithered by interleaved gradient
    noise (Jimenez, "Next generation post processing in Call of Duty", SIGGRAPH 2014).
    """
    last = ramp.shape[0] - 1
    for y in range(coverage.shape[0]):
        for x in range(coverage.shape[1]):
            share = coverage[y, x] / 255.0
            if share == 0.0:
                continue
            t = min(1.0, max(0.0, start + x * per_x + y * per_y))
            step = int(t * last + 0.5)
            noise = 0.5
            if dither:
                noise = (0.06711056 * x + 0.00583715 * y) % 1.0
                noise = (52.9829189 * noise) % 1.0 * 0.998 + 0.001
            for channel in range(4):
                out[y, x, channel] = int(ramp[step, channel] * share + noise)


@kernel
def fill_radial(
    coverage: Pixels,
    ramp: NDArray[np.float32],
    center_x: float,
    center_y: float,
    per_px: float,
    out: Pixels,
) -> None:
    """Paint `ramp[t]` through a coverage mask; t = distance from the centre × per_px; dithered."""
    last = ramp.shape[0] - 1
    for y in range(coverage.shape[0]):
        for x in range(coverage.shape[1]):
            share = coverage[y, x] / 255.0
            if share == 0.0:
                continue
            away = np.sqrt((x - center_x) ** 2 + (y - center_y) ** 2)
            step = int(min(1.0, away * per_px) * last + 0.5)
            noise = (0.06711056 * x + 0.00583715 * y) % 1.0
            noise = (52.9829189 * noise) % 1.0 * 0.998 + 0.001
            for channel in range(4):
                out[y, x, channel] = int(ramp[step, channel] * share + noise)


@kernel
def over_rgb(canvas: Pixels, source: Pixels, columns: Weights, rows: Weights) -> None:
    """Lay premultiplied RGBA over an opaque RGB canvas of the same size.

    columns, rows: weights 0-256 of each column and row; their product fades the source.
    """
    for y in range(canvas.shape[0]):
        for x in range(canvas.shape[1]):
            weight = (columns[x] * rows[y]) >> 8
            alpha = int(source[y, x, 3])
            if alpha == 0 or weight == 0:
                continue
            if weight == 256 and alpha == 255:
                for channel in range(3):
                    canvas[y, x, channel] = source[y, x, channel]
                continue
            rest = 65280 - alpha * weight
            for channel in range(3):
                light = int(source[y, x, channel]) * weight * 255
                light += int(canvas[y, x, channel]) * rest
                canvas[y, x, channel] = (light + 32640) // 65280


@kernel
def over_rgba(canvas: Pixels, source: Pixels) -> None:
    """Lay premultiplied RGBA over premultiplied RGBA of the same size."""
    for y in range(canvas.shape[0]):
        for x in range(canvas.shape[1]):
            rest = 255 - int(source[y, x, 3])
            if rest == 255:
                continue
            for channel in range(4):
                light = int(canvas[y, x, channel]) * rest + 127
                canvas[y, x, channel] = int(source[y, x, channel]) + light // 255


@kernel
def resample(
    source: Pixels, first_u: float, first_v: float, steps: NDArray[np.float64], out: Pixels
) -> None:
    """Bilinear samples of four channels along an affine grid; nothing (0) outside the source.

    source: with a border of one empty pixel. first_u, first_v: place in it of the first output
    pixel's centre, where (0, 0) is the centre of the border's corner. steps: du/dx, du/dy, dv/dx,
    dv/dy.
    """
    height, width = source.shape[0], source.shape[1]
    u_x, u_y = int(steps[0] * 65536), int(steps[1] * 65536)
    v_x, v_y = int(steps[2] * 65536), int(steps[3] * 65536)
    for y in range(out.shape[0]):
        u = int(first_u * 65536) + y * u_y
        v = int(first_v * 65536) + y * v_y
        for x in range(out.shape[1]):
            left, top = u >> 16, v >> 16
            if 0 <= left < width - 1 and 0 <= top < height - 1:
                right_part, low_part = (u >> 8) & 255, (v >> 8) & 255
                left_part, high_part = 256 - right_part, 256 - low_part
                for channel in range(4):
                    high = int(source[top, left, channel]) * left_part
                    high += int(source[top, left + 1, channel]) * right_part
                    low = int(source[top + 1, left, channel]) * left_part
                    low += int(source[top + 1, left + 1, channel]) * right_part
                    out[y, x, channel] = (high * high_part + low * low_part + 32768) >> 16
            else:
                for channel in range(4):
                    out[y, x, channel] = 0
            u += u_x
            v += v_x
