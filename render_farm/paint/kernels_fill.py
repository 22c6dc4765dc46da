"""Compiled loops that paint colours through masks into premultiplied RGBA pixels."""

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
