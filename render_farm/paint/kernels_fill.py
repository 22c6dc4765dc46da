"""Compiled loops that cover polygons, and paint colours through masks into premultiplied RGBA."""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel

Pixels = NDArray[np.uint8]


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
                noise = 0.06711056 * x + 0.00583715 * y
                noise = 52.9829189 * (noise - np.floor(noise))
                noise = (noise - np.floor(noise)) * 0.998 + 0.001
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
            right, down = x - center_x, y - center_y
            away = np.sqrt(right * right + down * down)
            step = int(min(1.0, away * per_px) * last + 0.5)
            noise = 0.06711056 * x + 0.00583715 * y
            noise = 52.9829189 * (noise - np.floor(noise))
            noise = (noise - np.floor(noise)) * 0.998 + 0.001
            for channel in range(4):
                out[y, x, channel] = int(ramp[step, channel] * share + noise)


@kernel
def cover_polygon(corners: NDArray[np.float64], mask: Pixels) -> None:
    """Cover a closed polygon (even-odd): exact along each of 16 lines a row of pixels.

    corners: (count, 2), x and y in pixels of the mask.
    """
    count, (height, width) = corners.shape[0], mask.shape
    crossings = np.empty(count, dtype=np.float64)
    row = np.empty(width, dtype=np.float64)
    for y in range(height):
        row[:] = 0.0
        for line in range(16):
            level, found = y + (line + 0.5) / 16, 0
            for corner in range(count):
                x0, y0 = corners[corner]
                x1, y1 = corners[(corner + 1) % count]
                if (y0 <= level) != (y1 <= level):
                    place, crossing = found, x0 + (level - y0) / (y1 - y0) * (x1 - x0)
                    while place > 0 and crossings[place - 1] > crossing:
                        crossings[place] = crossings[place - 1]
                        place -= 1
                    crossings[place] = crossing
                    found += 1
            for pair in range(0, found - 1, 2):
                start, stop = max(0.0, crossings[pair]), min(float(width), crossings[pair + 1])
                for x in range(int(start), min(width, int(np.ceil(stop)))):
                    row[x] += max(0.0, min(x + 1.0, stop) - max(float(x), start))
        for x in range(width):
            mask[y, x] = int(row[x] * 255 / 16 + 0.5)


@kernel
def dither(pixels: NDArray[np.float32], out: Pixels) -> None:
    """Round premultiplied colours 0-255, dithered; none above its alpha."""
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            noise = 0.06711056 * x + 0.00583715 * y
            noise = 52.9829189 * (noise - np.floor(noise))
            noise = (noise - np.floor(noise)) * 0.998 + 0.001
            most = min(255.0, max(0.0, pixels[y, x, 3]))
            for channel in range(4):
                out[y, x, channel] = int(min(most, max(0.0, pixels[y, x, channel])) + noise)
