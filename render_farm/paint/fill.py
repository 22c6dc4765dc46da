"""A mask and a paint → premultiplied RGBA pixels."""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.kernels_fill import fill_linear, fill_radial
from render_farm.paint.raster import PixelRect, Pixels
from templates.scene import Box, Color, LinearGradient, Paint, RadialGradient, Solid, Stop

_RAMP_STEPS = 2048


def fill(coverage: Pixels, paint: Paint, *, rect: PixelRect, box: Box) -> Pixels:
    """Paint through a mask that covers `rect`; gradients lie across `box`, and are dithered."""
    out = np.zeros((*coverage.shape, 4), dtype=np.uint8)
    if isinstance(paint, LinearGradient):
        start, per_x, per_y = _linear_steps(paint, rect, box)
        fill_linear(coverage, _ramp(paint.stops), start, per_x, per_y, True, out)
    elif isinstance(paint, RadialGradient):
        x = box.x + paint.cx * box.width - rect.left - 0.5
        y = box.y + paint.cy * box.height - rect.top - 0.5
        per_px = 1 / max(1e-6, paint.radius * box.width)
        fill_radial(coverage, _ramp(paint.stops), x, y, per_px, out)
    else:
        fill_linear(coverage, _ramp(_flat(paint)), 0.0, 0.0, 0.0, False, out)
    return out


def is_opaque(paint: Paint) -> bool:
    """Whether nothing shines through the paint."""
    stops = _flat(paint) if isinstance(paint, Solid) else paint.stops
    return all(stop.color.alpha >= 1 for stop in stops)


def premultiplied(color: Color) -> tuple[float, float, float, float]:
    """Red, green, blue times alpha, and alpha, each 0-255."""
    alpha = min(1.0, max(0.0, color.alpha))
    return (color.red * alpha, color.green * alpha, color.blue * alpha, 255 * alpha)


def _flat(paint: Solid) -> tuple[Stop, ...]:
    return (Stop(at=0.0, color=paint.color),)


def _ramp(stops: tuple[Stop, ...]) -> NDArray[np.float32]:
    """(steps, 4): the colours along a gradient, blended premultiplied as CSS does."""
    count = _RAMP_STEPS if len(stops) > 1 else 1
    along = np.linspace(0, 1, count)
    places = [stop.at for stop in stops]
    colors = np.array([premultiplied(stop.color) for stop in stops])
    ramp = [np.interp(along, places, colors[:, channel]) for channel in range(4)]
    return np.ascontiguousarray(np.stack(ramp, axis=1), dtype=np.float32)


def _linear_steps(paint: LinearGradient, rect: PixelRect, box: Box) -> tuple[float, float, float]:
    """t at the first pixel's centre, and its change per pixel to the right and down."""
    along_x = (paint.x1 - paint.x0) * box.width
    along_y = (paint.y1 - paint.y0) * box.height
    length = max(1e-6, along_x**2 + along_y**2)
    from_x = rect.left + 0.5 - (box.x + paint.x0 * box.width)
    from_y = rect.top + 0.5 - (box.y + paint.y0 * box.height)
    start = (from_x * along_x + from_y * along_y) / length
    return start, along_x / length, along_y / length
