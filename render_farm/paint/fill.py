"""A mask and a paint → premultiplied RGBA pixels."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.kernels_fill import fill_flat, fill_ramp, fill_rows
from render_farm.paint.raster import PixelRect, Pixels
from templates.scene import Box, Color, LinearGradient, Paint, RadialGradient, Solid, Stop

_RAMP_STEPS = 2048


def fill(coverage: Pixels, paint: Paint, *, rect: PixelRect, box: Box) -> Pixels:
    """Paint through a mask that covers `rect`; gradients lie across `box`, and are dithered."""
    out = np.empty((*coverage.shape, 4), dtype=np.uint8)
    words = out.view(np.uint32)[:, :, 0]
    if isinstance(paint, Solid):
        fill_flat(coverage, tones(paint.color), words)
    elif isinstance(paint, RadialGradient):
        x = box.x + paint.cx * box.width - rect.left - 0.5
        y = box.y + paint.cy * box.height - rect.top - 0.5
        per_px = (_RAMP_STEPS - 1) / max(1e-6, paint.radius * box.width)
        fill_ramp(coverage, _ramp(paint.stops), (True, x, y, per_px), *_noise_of(coverage), words)
    else:
        _fill_linear(coverage, paint, _linear_steps(paint, rect, box), words)
    return out


@lru_cache(maxsize=256)
def tones(color: Color) -> NDArray[np.uint32]:
    """The packed pixel of a colour at each coverage 0-255, to be read only."""
    shares = np.arange(256)[:, None] / 255
    pixels = np.floor(shares * premultiplied(color) + 0.5).astype(np.uint8)
    return pixels.view(np.uint32)[:, 0]


def is_opaque(paint: Paint) -> bool:
    """Whether nothing shines through the paint."""
    if isinstance(paint, Solid):
        return paint.color.alpha >= 1
    return all(stop.color.alpha >= 1 for stop in paint.stops)


def premultiplied(color: Color) -> tuple[float, float, float, float]:
    """Red, green, blue times alpha, and alpha, each 0-255."""
    alpha = min(1.0, max(0.0, color.alpha))
    return (color.red * alpha, color.green * alpha, color.blue * alpha, 255 * alpha)


def noise(width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What columns and rows add to the dither's noise, without whole turns: floats stay exact."""
    across, down = 0.06711056 * np.arange(width) % 1, 0.00583715 * np.arange(height) % 1
    return across.astype(np.float32), down.astype(np.float32)


def _fill_linear(
    coverage: Pixels,
    paint: LinearGradient,
    steps: tuple[float, float, float],
    out: NDArray[np.uint32],
) -> None:
    start, per_x, per_y = steps
    if per_x == 0:
        along = np.clip(start + per_y * np.arange(coverage.shape[0]), 0, 1)
        fill_rows(coverage, _colors(paint.stops, along), *_noise_of(coverage), out)
    else:
        last = _RAMP_STEPS - 1
        place = (False, start * last, per_x * last, per_y * last)
        fill_ramp(coverage, _ramp(paint.stops), place, *_noise_of(coverage), out)


def _colors(stops: tuple[Stop, ...], along: NDArray[np.float64]) -> NDArray[np.float32]:
    """(places, 4): the colours along a gradient, blended premultiplied as CSS does."""
    colors = np.array([premultiplied(stop.color) for stop in stops])
    places = [stop.at for stop in stops]
    found = [np.interp(along, places, colors[:, channel]) for channel in range(4)]
    return np.ascontiguousarray(np.stack(found, axis=1), dtype=np.float32)


def _ramp(stops: tuple[Stop, ...]) -> NDArray[np.uint32]:
    """The colours of evenly spaced places, packed for `fill_ramp`."""
    fixed = np.rint(_colors(stops, np.linspace(0, 1, _RAMP_STEPS)) * 256).astype(np.uint32)
    return np.stack((fixed[:, 0] | fixed[:, 2] << 16, fixed[:, 1] | fixed[:, 3] << 16))


def _noise_of(coverage: Pixels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    height, width = coverage.shape
    return noise(width, height)


def _linear_steps(paint: LinearGradient, rect: PixelRect, box: Box) -> tuple[float, float, float]:
    """t at the first pixel's centre, and its change per pixel to the right and down."""
    along_x = (paint.x1 - paint.x0) * box.width
    along_y = (paint.y1 - paint.y0) * box.height
    length = max(1e-6, along_x**2 + along_y**2)
    from_x = rect.left + 0.5 - (box.x + paint.x0 * box.width)
    from_y = rect.top + 0.5 - (box.y + paint.y0 * box.height)
    start = (from_x * along_x + from_y * along_y) / length
    return start, along_x / length, along_y / length
