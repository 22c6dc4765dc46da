"""Compiled loops from planar frames to the few colours of a GIF."""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel

Bytes = NDArray[np.uint8]
Whole = NDArray[np.int32]

# R, G, B of limited-range Y'CbCr (ITU-R BT.709-6), in 1/65536.
_Y, _R_V, _G_U, _G_V, _B_U = 76309, 117489, 13975, 34925, 138438
# What the eye takes of a step in red, green and blue, about.
_RED, _GREEN, _BLUE = 2, 4, 3
_FAR = 1 << 30


@kernel
def planes_to_rgb(luma: Bytes, cb: Bytes, cr: Bytes, rgb: Bytes) -> None:
    """Planes of one size → (rows, columns, 3), full range."""
    for y in range(luma.shape[0]):
        for x in range(luma.shape[1]):
            light = _Y * (int(luma[y, x]) - 16) + 32768
            u, v = int(cb[y, x]) - 128, int(cr[y, x]) - 128
            rgb[y, x, 0] = min(max((light + _R_V * v) >> 16, 0), 255)
            rgb[y, x, 1] = min(max((light - _G_U * u - _G_V * v) >> 16, 0), 255)
            rgb[y, x, 2] = min(max((light + _B_U * u) >> 16, 0), 255)


@kernel
def nearest_colors(palette: Whole, table: Bytes) -> None:
    """For each color of 6 bits a channel (64, 64, 64), which of the palette (n, 3) is nearest."""
    for r in range(64):
        for g in range(64):
            for b in range(64):
                best, least = 0, _FAR
                for i in range(palette.shape[0]):
                    red, green = palette[i, 0] - 4 * r - 2, palette[i, 1] - 4 * g - 2
                    blue = palette[i, 2] - 4 * b - 2
                    gap = _RED * red * red + _GREEN * green * green + _BLUE * blue * blue
                    if gap < least:
                        best, least = i, gap
                table[r, g, b] = best


@kernel
def dither(
    rgb: Bytes,
    before: Bytes,
    palette: Whole,
    table: Bytes,
    source: NDArray[np.int16],
    shown: Bytes,
    errors: Whole,
    tolerance: int,
) -> bool:
    """Choose a color for each pixel by error diffusion (Floyd and Steinberg), in place.

    rgb, before: this picture and the last one (rows, columns, 3); before becomes rgb. source: what
    a pixel was when its color was chosen, -1000 for never. A pixel that is still that keeps its
    color and hands on no error, so that what stands does not flicker; so does one that moves by
    no more than `tolerance` levels, until it comes to rest. shown: the colors chosen. errors: (2,
    columns + 2, 3), scratch. Returns whether any of them changed.
    """
    rows, columns = shown.shape
    errors[:] = 0
    changed = False
    for y in range(rows):
        here, below = errors[y & 1], errors[(y + 1) & 1]
        below[:] = 0
        # Every other row from right to left, else the pattern crawls to one side.
        step = 1 - 2 * (y & 1)
        for i in range(columns):
            x = i if step == 1 else columns - 1 - i
            gap, moved = 0, 0
            for c in range(3):
                level = int(rgb[y, x, c])
                gap = max(gap, abs(level - int(source[y, x, c])))
                moved = max(moved, abs(level - int(before[y, x, c])))
                before[y, x, c] = level
            if gap == 0 or (moved > 0 and gap <= tolerance):
                continue
            wanted = here[x + 1]
            index = table[rgb[y, x, 0] >> 2, rgb[y, x, 1] >> 2, rgb[y, x, 2] >> 2]
            far = 0
            for c in range(3):
                source[y, x, c] = rgb[y, x, c]
                far |= int(palette[index, c]) - int(rgb[y, x, c])
                level = int(rgb[y, x, c]) + ((int(wanted[c]) + 8) >> 4)
                wanted[c] = min(max(level, 0), 255)
            if far != 0:
                index = table[wanted[0] >> 2, wanted[1] >> 2, wanted[2] >> 2]
            changed |= index != shown[y, x]
            shown[y, x] = index
            if far == 0:
                # A flat colour stays clean, and ends the errors of what lies beside it.
                continue
            for c in range(3):
                error = wanted[c] - palette[index, c]
                here[x + 1 + step, c] += 7 * error
                below[x + 1 - step, c] += 3 * error
                below[x + 1, c] += 5 * error
                below[x + 1 + step, c] += error
    return changed
