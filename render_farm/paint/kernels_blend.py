"""Compiled loops that blend: a layer's colours meet those below, channel by channel.

result = below + alpha · (B(below, own) - below) over an opaque ground (W3C Compositing and
Blending Level 1, 5.8 and 9.1), in double precision and rounded once. B comes as a table.
"""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel
from render_farm.paint.kernels_pixels import Packed, Spot, Weights
from render_farm.paint.kernels_planes import _U_B, _U_G, _U_R, _V_B, _V_G, _V_R, Plane

# B for each level below (256 rows) and of the layer (256 columns, the last one twice), 0-255.
BlendTable = NDArray[np.float64]

F32, I32, U32 = np.float32, np.int32, np.uint32
_BYTE = np.uint32(255)


@kernel
def blend_pixels(
    canvas: Packed,
    source: Packed,
    tables: tuple[BlendTable, Plane],
    columns: Weights,
    rows: Weights,
    spot: Spot,
) -> None:
    """Blend premultiplied pixels with opaque ones, faded by weights 0-1 of columns and rows.

    tables: B, and B rounded, which is all that opaque pixels need. The layer's own colour lies
    between two columns of B where it is translucent.
    """
    table, opaque = tables
    left, top, source_left, source_top, width, height = spot
    for y in range(height):
        under = canvas[top + y, left : left + width]
        laid = source[source_top + y, source_left : source_left + width]
        for x in range(width):
            alpha = laid[x] >> np.uint32(24)
            cover = float(alpha) / 255.0 * columns[x] * rows[y]
            if cover == 0.0:
                continue
            if cover == 1.0:
                red = opaque[under[x] & _BYTE, laid[x] & _BYTE]
                green = opaque[under[x] >> U32(8) & _BYTE, laid[x] >> U32(8) & _BYTE]
                blue = opaque[under[x] >> U32(16) & _BYTE, laid[x] >> U32(16) & _BYTE]
                pixel = U32(red) | U32(green) << U32(8) | U32(blue) << U32(16)
                under[x] = pixel | _BYTE << U32(24)
                continue
            whole, mixed = 255.0 / float(alpha), _BYTE << np.uint32(24)
            for shift in (np.uint32(0), np.uint32(8), np.uint32(16)):
                below, own = np.int64((under[x] >> shift) & _BYTE), (laid[x] >> shift) & _BYTE
                if alpha == _BYTE:
                    light = table[below, np.int64(own)]
                else:
                    place = min(255.0, float(own) * whole)
                    near = np.int64(place)
                    light = table[below, near]
                    light += (place - near) * (table[below, near + 1] - light)
                light = below + cover * (light - below)
                mixed |= np.uint32(light + 0.5) << shift
            under[x] = mixed


@kernel
def mix_pixels(
    canvas: Packed,
    source: Packed,
    shares: tuple[float, float, float],
    columns: Weights,
    rows: Weights,
    spot: Spot,
) -> None:
    """The same for B = shares · (below, own, below · own), which needs no table."""
    left, top, source_left, source_top, width, height = spot
    of_below, of_own, of_both = F32(shares[0]), F32(shares[1]), F32(shares[2])
    for y in range(height):
        under = canvas[top + y, left : left + width]
        laid = source[source_top + y, source_left : source_left + width]
        for x in range(width):
            weight = columns[x] * rows[y]
            less = (of_below - F32(1)) * F32(I32(laid[x] >> U32(24))) / F32(255)
            mixed = _BYTE << U32(24)
            for shift in (U32(0), U32(8), U32(16)):
                below = F32(I32(under[x] >> shift & _BYTE))
                own = F32(I32(laid[x] >> shift & _BYTE))
                light = below * less + own * of_own + below * own * of_both / F32(255)
                light = below + weight * light + F32(0.5)
                mixed |= U32(I32(min(F32(255.5), max(F32(0), light)))) << shift
            under[x] = mixed


@kernel
def overlay_pixels(
    canvas: Packed, source: Packed, columns: Weights, rows: Weights, spot: Spot
) -> None:
    """The same for overlay, which is linear in the layer's own colour: two sums, one is taken."""
    left, top, source_left, source_top, width, height = spot
    for y in range(height):
        under = canvas[top + y, left : left + width]
        laid = source[source_top + y, source_left : source_left + width]
        for x in range(width):
            weight = columns[x] * rows[y] / F32(255)
            alpha = F32(I32(laid[x] >> U32(24)))
            mixed = _BYTE << U32(24)
            for shift in (U32(0), U32(8), U32(16)):
                below = F32(I32(under[x] >> shift & _BYTE))
                own = F32(I32(laid[x] >> shift & _BYTE))
                dark = below * own * F32(2) - alpha * below
                light = (alpha * below - alpha * F32(255)) + (F32(255) - below) * own * F32(2)
                light = dark if below < F32(127.5) else light
                light = below + weight * light + F32(0.5)
                mixed |= U32(I32(min(F32(255.5), max(F32(0), light)))) << shift
            under[x] = mixed


@kernel
def pixels_of_planes(luma: Plane, cb: Plane, cr: Plane, spot: Spot, out: Packed) -> None:
    """A part of a 4:2:0 picture as opaque pixels; each chroma sample serves its four pixels.

    The spot begins and ends on even samples.
    """
    left, top, _, _, width, height = spot
    # What chroma adds to red, green and blue of each column, in 1/65536.
    apart = np.empty((3, width), dtype=np.int32)
    for y in range(height):
        if y % 2 == 0:
            row, first = (top + y) // 2, left // 2
            blues, reds = cb[row, first : first + width // 2], cr[row, first : first + width // 2]
            for x in range(width // 2):
                blue, red = I32(blues[x]) - 128, I32(reds[x]) - 128
                for side in range(2):
                    apart[0, 2 * x + side] = 117489 * red
                    apart[1, 2 * x + side] = -13975 * blue - 34925 * red
                    apart[2, 2 * x + side] = 138438 * blue
        line, pixels = luma[top + y, left : left + width], out[y]
        red_apart, green_apart, blue_apart = apart[0], apart[1], apart[2]
        for x in range(width):
            light = (I32(line[x]) - 16) * 76309 + 32768
            r = U32(min(255, max(0, (light + red_apart[x]) >> 16)))
            g = U32(min(255, max(0, (light + green_apart[x]) >> 16)))
            b = U32(min(255, max(0, (light + blue_apart[x]) >> 16)))
            pixels[x] = r | (g << U32(8)) | (b << U32(16)) | (_BYTE << U32(24))


@kernel
def move_planes(
    before: Packed, after: Packed, luma: Plane, cb: Plane, cr: Plane, spot: Spot
) -> None:
    """Add to a part of a 4:2:0 picture what changed between two versions of its pixels.

    Differences lose nothing where nothing changed. The spot begins and ends on even samples.
    """
    left, top, _, _, width, height = spot
    change = np.empty((3, width), dtype=np.int32)
    half = left // 2
    for y in range(height):
        old, new, line = before[y], after[y], luma[top + y, left : left + width]
        if y % 2 == 0:
            change[:] = 0
        reds, greens, blues = change[0], change[1], change[2]
        for x in range(width):
            r = I32(new[x] & _BYTE) - I32(old[x] & _BYTE)
            g = I32((new[x] >> U32(8)) & _BYTE) - I32((old[x] >> U32(8)) & _BYTE)
            b = I32((new[x] >> U32(16)) & _BYTE) - I32((old[x] >> U32(16)) & _BYTE)
            light = I32(line[x]) + ((11966 * r + 40254 * g + 4064 * b + 32768) >> 16)
            line[x] = min(235, max(16, int(light)))
            reds[x] += r
            greens[x] += g
            blues[x] += b
        if y % 2 == 1:
            row = (top + y) // 2
            blue_line, red_line = (
                cb[row, half : half + width // 2],
                cr[row, half : half + width // 2],
            )
            for x in range(width // 2):
                r = reds[2 * x] + reds[2 * x + 1]
                g = greens[2 * x] + greens[2 * x + 1]
                b = blues[2 * x] + blues[2 * x + 1]
                blue = I32(blue_line[x]) + ((_U_R * r + _U_G * g + _U_B * b + 131072) >> 18)
                red = I32(red_line[x]) + ((_V_R * r + _V_G * g + _V_B * b + 131072) >> 18)
                blue_line[x] = min(240, max(16, blue))
                red_line[x] = min(240, max(16, red))
