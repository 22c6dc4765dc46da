"""Compiled loops that blend: a layer's colours meet those below, channel by channel.

result = below + alpha · (B(below, own) - below) over an opaque ground (W3C Compositing and
Blending Level 1, 5.8 and 9.1), in double precision and rounded once. B comes as a table.
"""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel
from render_farm.paint.kernels_pixels import Packed, Spot, Weights
from render_farm.paint.kernels_planes import Plane

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
def pixels_of_planes(luma: Plane, cb: Plane, cr: Plane, spot: Spot, out: Packed) -> None:
    """A part of a 4:2:0 picture as opaque pixels; each chroma sample serves its four pixels."""
    left, top, _, _, width, height = spot
    for y in range(height):
        for x in range(width):
            light = (float(luma[top + y, left + x]) - 16.0) * (255.0 / 219.0) + 0.5
            blue = (float(cb[(top + y) // 2, (left + x) // 2]) - 128.0) * (255.0 / 224.0)
            red = (float(cr[(top + y) // 2, (left + x) // 2]) - 128.0) * (255.0 / 224.0)
            r = np.uint32(min(255.0, max(0.0, light + 1.5748 * red)))
            g = np.uint32(min(255.0, max(0.0, light - 0.187324 * blue - 0.468124 * red)))
            b = np.uint32(min(255.0, max(0.0, light + 1.8556 * blue)))
            out[y, x] = r | (g << np.uint32(8)) | (b << np.uint32(16)) | (_BYTE << np.uint32(24))


@kernel
def move_planes(
    before: Packed, after: Packed, luma: Plane, cb: Plane, cr: Plane, spot: Spot
) -> None:
    """Add to a part of a 4:2:0 picture what changed between two versions of its pixels.

    Differences lose nothing where nothing changed. The spot begins and ends on even samples.
    """
    left, top, _, _, width, height = spot
    for y in range(0, height, 2):
        for x in range(0, width, 2):
            blue = red = 0.0
            for part in range(4):
                row, column = y + part // 2, x + part % 2
                old, new = before[row, column], after[row, column]
                r = float(new & _BYTE) - float(old & _BYTE)
                g = float((new >> np.uint32(8)) & _BYTE) - float((old >> np.uint32(8)) & _BYTE)
                b = float((new >> np.uint32(16)) & _BYTE) - float((old >> np.uint32(16)) & _BYTE)
                light = 0.2126 * r + 0.7152 * g + 0.0722 * b
                blue += (b - light) / 1.8556
                red += (r - light) / 1.5748
                moved = luma[top + row, left + column] + light * (219.0 / 255.0) + 0.5
                luma[top + row, left + column] = np.uint8(min(235.0, max(16.0, moved)))
            at = ((top + y) // 2, (left + x) // 2)
            cb[at] = np.uint8(min(240.0, max(16.0, cb[at] + blue * (56.0 / 255.0) + 0.5)))
            cr[at] = np.uint8(min(240.0, max(16.0, cr[at] + red * (56.0 / 255.0) + 0.5)))
