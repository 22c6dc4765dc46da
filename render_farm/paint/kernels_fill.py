"""Compiled loops that cover shapes, and paint colours through masks into premultiplied RGBA."""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel

Pixels = NDArray[np.uint8]
Packed = NDArray[np.uint32]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

F32, I32, U32 = np.float32, np.int32, np.uint32
_LOW = U32(65535)


@kernel
def fill_flat(coverage: Pixels, tones: Packed, out: Packed) -> None:
    """One colour through a coverage mask; tones: its packed pixel for each coverage 0-255."""
    for y in range(coverage.shape[0]):
        for x in range(coverage.shape[1]):
            out[y, x] = tones[coverage[y, x]]


@kernel
def fill_rows(
    coverage: Pixels, colors: Floats, noise_x: Floats, noise_y: Floats, out: Packed
) -> None:
    """A colour for each row through a coverage mask; rounding is dithered.

    colors: (rows, 4) premultiplied, 0-255. noise_x, noise_y: see `fill_ramp`.
    """
    for y in range(coverage.shape[0]):
        red, green, blue, alpha = colors[y, 0], colors[y, 1], colors[y, 2], colors[y, 3]
        cover, row = coverage[y], out[y]
        for x in range(cover.shape[0]):
            noise = noise_x[x] + noise_y[y]
            noise = F32(52.9829189) * (noise - np.floor(noise))
            noise = (noise - np.floor(noise)) * F32(0.998) + F32(0.001)
            share = F32(cover[x]) / F32(255)
            pixel = U32(I32(red * share + noise)) | U32(I32(green * share + noise)) << U32(8)
            pixel |= U32(I32(blue * share + noise)) << U32(16)
            row[x] = pixel | U32(I32(alpha * share + noise)) << U32(24)


@kernel
def fill_ramp(
    coverage: Pixels,
    ramp: Packed,
    place: tuple[bool, float, float, float],
    noise_x: Floats,
    noise_y: Floats,
    out: Packed,
) -> None:
    """A ramp of colours through a coverage mask, held to its ends; rounding is dithered.

    ramp: (2, steps): red and blue, then green and alpha of each step, premultiplied, each in
    1/256 in 16 bits. place: (False, start, step a column, step a row) of a linear gradient, or
    (True, centre's column, its row, steps a pixel) of a radial one. noise_x, noise_y: interleaved
    gradient noise before it is folded (Jimenez, "Next generation post processing in Call of
    Duty", SIGGRAPH 2014). Each row is done in loops of one kind, which compile to vectors.
    """
    width, last = coverage.shape[1], F32(ramp.shape[1] - 1)
    round_about, a, b, c = place
    steps = np.empty(width, dtype=np.int32)
    even, odd = np.empty(width, dtype=np.uint32), np.empty(width, dtype=np.uint32)
    for y in range(coverage.shape[0]):
        if round_about:
            down = F32((y - b) * c)
            for x in range(width):
                across = F32(x - a) * F32(c)
                steps[x] = I32(min(last, np.sqrt(across * across + down * down) + F32(0.5)))
        else:
            start = F32(a + y * c) + F32(0.5)
            for x in range(width):
                steps[x] = I32(min(last, max(F32(0), start + F32(x) * F32(b))))
        for x in range(width):
            even[x], odd[x] = ramp[0, steps[x]], ramp[1, steps[x]]
        cover, row = coverage[y], out[y]
        for x in range(width):
            noise = noise_x[x] + noise_y[y]
            noise = F32(52.9829189) * (noise - np.floor(noise))
            noise = (noise - np.floor(noise)) * F32(0.998) + F32(0.001)
            share = F32(cover[x]) / F32(65280)
            pixel = U32(I32(F32(I32(even[x] & _LOW)) * share + noise))
            pixel |= U32(I32(F32(I32(odd[x] & _LOW)) * share + noise)) << U32(8)
            pixel |= U32(I32(F32(I32(even[x] >> U32(16))) * share + noise)) << U32(16)
            row[x] = pixel | U32(I32(F32(I32(odd[x] >> U32(16))) * share + noise)) << U32(24)


@kernel
def see_through(pixels: Packed, mask: Pixels) -> None:
    """Multiply packed pixels by a mask 0-255, in place."""
    for y in range(mask.shape[0]):
        seen, row = mask[y], pixels[y]
        for x in range(seen.shape[0]):
            if seen[x] != 255:
                share = U32(seen[x])
                pixel = ((row[x] & U32(255)) * share + U32(127)) // U32(255)
                for shift in (U32(8), U32(16), U32(24)):
                    light = ((row[x] >> shift & U32(255)) * share + U32(127)) // U32(255)
                    pixel |= light << shift
                row[x] = U32(pixel)


@kernel
def multiply_masks(one: Pixels, other: Pixels, out: Pixels) -> None:
    """The product of two masks, 255 being all."""
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = (U32(one[y, x]) * U32(other[y, x]) + U32(127)) // U32(255)


@kernel
def cover_boxes(boxes: Doubles, radius: float, mask: Pixels) -> None:
    """Cover boxes with rounded corners; exact along upright edges, by distance in the corners.

    boxes: (count, 4): left, top, right and bottom edge from the mask's corner. What two of them
    cover of one pixel is added up.
    """
    height, width = mask.shape
    for box in range(boxes.shape[0]):
        left, top, right, bottom = boxes[box]
        bend = min(radius, (right - left) / 2, (bottom - top) / 2)
        first, last = max(0, int(np.floor(left))), min(width, int(np.ceil(right)))
        for y in range(max(0, int(np.floor(top))), min(height, int(np.ceil(bottom)))):
            tall, row = min(y + 1.0, bottom) - max(float(y), top), mask[y]
            down = max(top + bend - y - 0.5, y + 0.5 - bottom + bend)
            round_row = down > 0 and bend > 0
            # Between these two columns nothing but the row's own height cuts.
            near, far = (left + bend, right - bend) if round_row else (left, right)
            start = min(last, max(first, int(np.ceil(near))))
            stop = min(last, max(start, int(np.floor(far))))
            if tall == 1.0:
                row[start:stop] = 255
            else:
                light = int(np.rint(tall * 255))
                for x in range(start, stop):
                    row[x] = min(255, row[x] + light)
            for begin, end in ((first, start), (stop, last)):
                for x in range(begin, end):
                    share = tall * (min(x + 1.0, right) - max(float(x), left))
                    across = max(left + bend - x - 0.5, x + 0.5 - right + bend)
                    if round_row and across > 0:
                        away = bend + 0.5 - np.sqrt(across * across + down * down)
                        share = min(share, max(0.0, away))
                    row[x] = min(255, row[x] + int(np.rint(share * 255)))


@kernel
def cover_ellipse(x: Doubles, y: Doubles, across: float, down: float, mask: Pixels) -> None:
    """Cover an ellipse by distance to its curve, row by row inwards from both sides.

    x, y: of the pixels' centres, from the centre of the ellipse, whose half axes are given. The
    distance is one of first order: the curve's value over the length of its gradient. What lies
    between two pixels of a row that are covered is covered.
    """
    least = min(across, down) ** 2
    for row in range(mask.shape[0]):
        mask[row] = 255
        for side in range(2):
            for place in range(mask.shape[1]):
                column = place if side == 0 else mask.shape[1] - 1 - place
                right, low = x[column] / across, y[row] / down
                value = right * right + low * low - 1.0
                if value > 0 and value * value * least > value + 1.0:
                    mask[row, column] = 0  # farther out than half a pixel, whatever the slope
                    continue
                slope = 2.0 * np.sqrt((right / across) ** 2 + (low / down) ** 2)
                share = min(1.0, max(0.0, 0.5 - value / max(slope, 1e-6)))
                mask[row, column] = int(share * 255 + 0.5)
                if mask[row, column] == 255:
                    break


@kernel
def cover_polygon(corners: Doubles, mask: Pixels) -> None:  # noqa: C901 - it can call no other loop
    """Cover a closed polygon (even-odd): exact along each of 16 lines a row of pixels.

    corners: (count, 2), x and y in pixels of the mask.
    """
    count, (height, width) = corners.shape[0], mask.shape
    crossings = np.empty(count, dtype=np.float64)
    rises = np.zeros(
        width + 2, dtype=np.float64
    )  # how much more than its left neighbour is covered
    marks = np.empty(64 * count + 1, dtype=np.int64)  # where it is more or less, in order
    for y in range(height):
        marked = 0
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
                start = min(float(width), max(0.0, crossings[pair]))
                stop = min(float(width), max(start, crossings[pair + 1]))
                for edge, sign in ((start, 1.0), (stop, -1.0)):
                    left = int(edge)
                    for column in (left, left + 1):
                        if rises[column] == 0.0:
                            place = marked
                            while place > 0 and marks[place - 1] > column:
                                marks[place] = marks[place - 1]
                                place -= 1
                            marks[place] = column
                            marked += 1
                    rises[left] += sign * (left + 1 - edge)
                    rises[left + 1] += sign * (edge - left)
        begin, covered = 0, 0.0
        for mark in range(marked):
            end = min(width, marks[mark])
            mask[y, begin:end] = int(covered * 255 / 16 + 0.5)
            covered += rises[marks[mark]]
            rises[marks[mark]] = 0.0
            begin = end
        mask[y, begin:] = 0
