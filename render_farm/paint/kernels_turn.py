"""The compiled loops behind what turns and scales: planes sampled along an affine grid."""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel
from render_farm.paint.kernels_pixels import Packed
from render_farm.paint.kernels_planes import (
    _C_A,
    _U_B,
    _U_G,
    _U_R,
    _V_B,
    _V_G,
    _V_R,
    Plane,
)

# In 1/65536 of a sample: u and v of the first output sample, du/dx, du/dy, dv/dx, dv/dy.
Grid = tuple[int, int, int, int, int, int]
# Left, top, right and bottom of samples through which nothing shines.
Core = tuple[int, int, int, int]
NO_CORE: Core = (0, 0, 0, 0)
Spans = NDArray[np.int64]

_PAIR = np.uint32(0x00FF00FF)
_EIGHT, _SIXTEEN, _LAST = np.uint32(8), np.uint32(16), np.uint32(24)
_ONE, _BYTE, _WORD = np.uint32(256), np.uint32(255), np.uint32(65535)
_HALF = np.uint32(32768)
_FAR = 1e9  # in samples: beyond all pictures


@kernel
def chroma_pixels(pixels: Packed, cb: Plane, cr: Plane) -> None:
    """Packed pixels → premultiplied Cb and Cr of each."""
    for y in range(cb.shape[0]):
        for x in range(cb.shape[1]):
            pixel = np.uint32(pixels[y, x])
            red, green = np.int32(pixel & _BYTE), np.int32((pixel >> _EIGHT) & _BYTE)
            blue = np.int32((pixel >> _SIXTEEN) & _BYTE)
            gray = _C_A * np.int32(pixel >> _LAST) + 32768
            cb[y, x] = (_U_R * red + _U_G * green + _U_B * blue + gray) >> 16
            cr[y, x] = (_V_R * red + _V_G * green + _V_B * blue + gray) >> 16


@kernel
def thinned(alpha: Plane, thin: Plane) -> None:
    """Alpha of chroma samples: the mean of each four."""
    for y in range(thin.shape[0]):
        upper, lower = alpha[2 * y], alpha[2 * y + 1]
        for x in range(thin.shape[1]):
            both = np.uint32(upper[2 * x]) + np.uint32(upper[2 * x + 1])
            both += np.uint32(lower[2 * x]) + np.uint32(lower[2 * x + 1])
            thin[y, x] = (both + np.uint32(2)) >> np.uint32(2)


@kernel
def sample_chroma_edges(
    source: tuple[Plane, Plane],
    grid: Grid,
    fine: Spans,
    coarse: Spans,
    cb: Plane,
    cr: Plane,
) -> None:
    """Chroma outside the cores of `coarse`: the mean of four bilinear samples, as exact as RGB.

    source: Cb and Cr of each pixel. grid, fine: those of the luma. The ends of `coarse` become
    those of what the luma touches.
    """
    u_first, v_first, u_right, u_down, v_right, v_down = grid
    height, width = np.int64(source[0].shape[0]), np.int64(source[0].shape[1])
    for y in range(cb.shape[0]):
        start = min(fine[2 * y, 0], fine[2 * y + 1, 0]) // 2
        stop = (max(fine[2 * y, 3], fine[2 * y + 1, 3]) + 1) // 2
        inner, outer = coarse[y, 1], coarse[y, 2]
        start, stop = min(start, inner), max(stop, outer)
        coarse[y, 0], coarse[y, 3] = start, stop
        for begin, end in ((start, inner), (outer, stop)):
            for x in range(begin, end):
                blue, red = np.int64(131072), np.int64(131072)
                for part in range(4):
                    column, row = 2 * x + part % 2, 2 * y + part // 2
                    u = u_first + column * u_right + row * u_down
                    v = v_first + column * v_right + row * v_down
                    left, top = u >> 16, v >> 16
                    if 0 <= left < width - 1 and 0 <= top < height - 1:
                        right, low = (u >> 8) & 255, (v >> 8) & 255
                        for near, share in ((0, 256 - right), (1, right)):
                            upper, lower = (256 - low) * share, low * share
                            blue += upper * source[0][top, left + near]
                            blue += lower * source[0][top + 1, left + near]
                            red += upper * source[1][top, left + near]
                            red += lower * source[1][top + 1, left + near]
                cb[y, x], cr[y, x] = blue >> 18, red >> 18


@kernel
def spans_along(
    grid: Grid,
    size: tuple[int, int],
    cores: tuple[Core, Core],
    width: int,
    spans: Spans,
) -> None:
    """For each row of output samples, where the grid runs inside the source, and in its cores.

    size: rows and columns of the source. cores: where they meet, what both hold is told. spans:
    (rows, 4): start, start of the core, its end, end; all in output samples.
    """
    u_first, v_first, u_right, u_down, v_right, v_down = grid
    areas = ((0, 0, size[1], size[0]), cores[0], cores[1])
    found = np.zeros((3, 2), dtype=np.float64)
    for y in range(spans.shape[0]):
        u, v = u_first + y * u_down, v_first + y * v_down
        for index in range(3):
            # Not cut to the row yet: which core is taken is the same for each part of it.
            area, begin, end = areas[index], -_FAR, _FAR
            for axis in range(2):
                place, step = (u, u_right) if axis == 0 else (v, v_right)
                # Two neighbours count: the last sample is nobody's first one.
                least, most = (area[axis] << 16) - place, ((area[axis + 2] - 1) << 16) - place
                if step > 0:
                    begin, end = max(begin, np.ceil(least / step)), min(end, np.ceil(most / step))
                elif step < 0:
                    begin = max(begin, np.floor(most / step) + 1)
                    end = min(end, np.floor(least / step) + 1)
                elif least > 0 or most <= 0:
                    end = begin
            found[index, 0], found[index, 1] = begin, max(begin, end)
        inner, outer = found[1]
        if (
            outer > inner
            and found[2, 1] > found[2, 0]
            and found[2, 0] <= outer
            and found[2, 1] >= inner
        ):
            inner, outer = min(inner, found[2, 0]), max(outer, found[2, 1])
        elif found[2, 1] - found[2, 0] > outer - inner:
            inner, outer = found[2]
        start = min(max(found[0, 0], 0.0), np.float64(width))
        stop = min(max(found[0, 1], start), np.float64(width))
        inner = min(max(inner, start), stop)
        spans[y, 0], spans[y, 1], spans[y, 3] = int(start), int(inner), int(stop)
        spans[y, 2] = int(min(max(outer, inner), stop))


@kernel
def sample_plane(plane: Plane, grid: Grid, spans: Spans, part: tuple[int, int], out: Plane) -> None:
    """Bilinear samples along a grid, in a part of each row's span, and nowhere else.

    part: from which to which of the span's four places: (0, 3) is all. Places, samples and sums
    are loops of their own: processors do all but the second many at a time.
    """
    u_first, v_first, u_right, u_down, v_right, v_down = grid
    across, down, wide = (
        np.uint32(u_right),
        np.uint32(v_right),
        np.uint64(plane.shape[1]),
    )
    flat, width, next_one = plane.reshape(-1), out.shape[1], np.uint64(1)
    places, found = np.empty(width, dtype=np.uint32), np.empty(width, dtype=np.uint32)
    far, low = np.empty(width, dtype=np.uint32), np.empty(width, dtype=np.uint32)
    for y in range(out.shape[0]):
        begin, end = spans[y, part[0]], spans[y, part[1]]
        line, count = out[y, begin:end], end - begin
        u = np.uint32(u_first + y * u_down + begin * u_right)
        v = np.uint32(v_first + y * v_down + begin * v_right)
        for x in range(count):
            at_u = np.uint32(u + np.uint32(x) * across)
            at_v = np.uint32(v + np.uint32(x) * down)
            places[x] = (at_v >> _SIXTEEN) * np.uint32(wide) + (at_u >> _SIXTEEN)
            far[x], low[x] = (at_u >> _EIGHT) & _BYTE, (at_v >> _EIGHT) & _BYTE
        for x in range(count):
            at = np.uint64(places[x])
            word = np.uint32(flat[at]) | (np.uint32(flat[at + next_one]) << _EIGHT)
            word |= np.uint32(flat[at + wide]) << _SIXTEEN
            found[x] = word | (np.uint32(flat[at + wide + next_one]) << _LAST)
        for x in range(count):
            word, right, below = found[x], far[x], low[x]
            both = (word & _PAIR) * (_ONE - right) + ((word >> _EIGHT) & _PAIR) * right
            both = np.uint32(both)
            light = np.uint32((both & _WORD) * (_ONE - below) + (both >> _SIXTEEN) * below)
            line[x] = np.uint32(light + _HALF) >> _SIXTEEN


@kernel
def fill_spans(spans: Spans, out: Plane) -> None:
    """255 in the core of each row's span, 0 beside the span; edges stay as they are."""
    for y in range(out.shape[0]):
        start, inner, outer, stop = spans[y]
        out[y, :start] = 0
        out[y, inner:outer] = 255
        out[y, stop:] = 0


@kernel
def over_edges(canvas: Plane, source: Plane, alpha: Plane, spans: Spans) -> None:
    """Lay a premultiplied plane over another outside the cores of the spans."""
    for y in range(canvas.shape[0]):
        start, inner, outer, stop = spans[y]
        for begin, end in ((start, inner), (outer, stop)):
            under, laid = canvas[y, begin:end], source[y, begin:end]
            cover = alpha[y, begin:end]
            for x in range(end - begin):
                light = np.uint16(under[x]) * np.uint16(255 - cover[x]) + np.uint16(128)
                under[x] = laid[x] + ((light + (light >> 8)) >> 8)
