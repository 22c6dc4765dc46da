"""The compiled loops that resample: bilinear for slow zooms and moves, Lanczos for pictures."""

import math

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel

Bytes = NDArray[np.uint8]
# First byte of a row that is used, how many are, where runs of neighbours start (and the last
# ends), how far each run lies from its output bytes, share (0-128) of the next sample per byte.
Columns = tuple[int, int, NDArray[np.int64], NDArray[np.int64], Bytes]
# Row before each output row, share (0-128) of the row after.
Rows = tuple[NDArray[np.int64], Bytes]


@kernel
def resample_upright(
    source: Bytes,
    columns: Columns,
    rows: Rows,
    channels: int,
    out: Bytes,
    left: int,
    top: int,
) -> None:
    """Resample rows of interleaved channels into `out`, from byte column `left`, row `top` on.

    First between two rows, then between neighbours. Where the output's samples advance in step
    with the source's, as they do for long in a slow zoom, both loops run over plain neighbours,
    which processors do sixteen or more at a time.
    """
    first, count, starts, shifts, column_parts = columns
    indices, row_parts = rows
    between = np.empty(count, dtype=np.uint8)
    for y in range(indices.shape[0]):
        low_part = np.uint16(row_parts[y])
        high_part = np.uint16(128) - low_part
        upper = source[indices[y], first : first + count]
        lower = source[indices[y] + 1, first : first + count]
        for x in range(count):
            light = np.uint16(upper[x]) * high_part + np.uint16(lower[x]) * low_part
            between[x] = (light + np.uint16(64)) >> 7
        line = out[top + y, left : left + column_parts.shape[0]]
        for run in range(shifts.shape[0]):
            start, stop = starts[run], starts[run + 1]
            begin, end = start + shifts[run], stop + shifts[run]
            near, next_one = between[begin:end], between[begin + channels : end + channels]
            part, piece = column_parts[start:stop], line[start:stop]
            for x in range(stop - start):
                far = np.uint16(part[x])
                light = np.uint16(near[x]) * (np.uint16(128) - far)
                light += np.uint16(next_one[x]) * far
                piece[x] = (light + np.uint16(64)) >> 7


@kernel
def mix_rows(
    source: Bytes, left: int, first: NDArray[np.int64], weights: NDArray[np.int32], out: Bytes
) -> None:
    """Each output row as a weighted sum of the source's rows from `first` on, held to 0-255.

    left: the first byte of a row that is used. weights: (output rows, taps), in 1/16384, the taps a
    multiple of three: so many rows at a time keep the sums in registers.
    """
    width = out.shape[1]
    sums = np.empty(width, dtype=np.int32)
    for y in range(out.shape[0]):
        sums[:] = np.int32(8192)
        for tap in range(0, weights.shape[1], 3):
            a, b, c = weights[y, tap], weights[y, tap + 1], weights[y, tap + 2]
            row = first[y] + tap
            one = source[row, left : left + width]
            two = source[row + 1, left : left + width]
            three = source[row + 2, left : left + width]
            for x in range(width):
                light = np.int32(one[x]) * a + np.int32(two[x]) * b
                sums[x] += light + np.int32(three[x]) * c
        line = out[y]
        for x in range(width):
            line[x] = min(np.int32(255), max(np.int32(0), sums[x] >> np.int32(14)))


@kernel
def weigh_lanczos(
    span: tuple[float, float], rows: int, first: NDArray[np.int64], weights: NDArray[np.int32]
) -> None:
    """Lanczos of three lobes: for each output row the first source row, and the taps from it on.

    span: what the output rows share evenly of the source's `rows`. The weights of an output row
    are in 1/16384 and add up to one. The sine of each tap follows from the one before it, and that
    of three times its angle from itself: sin 3t = sin t (3 - 4 sin² t).
    """
    count, taps = weights.shape
    step = (span[1] - span[0]) / count
    wide = max(1.0, step)
    turn = math.pi / (3.0 * wide)
    sine_on, cosine_on = math.sin(turn), math.cos(turn)
    shares = np.empty(taps, dtype=np.float64)
    for y in range(count):
        center = span[0] + (y + 0.5) * step
        first[y] = min(max(0, int(np.rint(center - taps / 2))), max(0, rows - taps))
        away = first[y] + 0.5 - center
        sine, cosine = math.sin(away * turn), math.cos(away * turn)
        total = 0.0
        for tap in range(taps):
            place = (away + tap) / wide
            share = 1.0
            if abs(place) > 1e-6:
                whole = sine * (3.0 - 4.0 * sine * sine)
                share = 3.0 * sine * whole / (math.pi * math.pi * place * place)
            if abs(place) >= 3.0 or first[y] + tap >= rows:
                share = 0.0
            shares[tap] = share
            total += share
            sine, cosine = (
                sine * cosine_on + cosine * sine_on,
                cosine * cosine_on - sine * sine_on,
            )
        rest, most = 16384, 0
        for tap in range(taps):
            weights[y, tap] = np.int32(np.rint(shares[tap] * (16384.0 / total)))
            rest -= weights[y, tap]
            if weights[y, tap] > weights[y, most]:
                most = tap
        weights[y, most] += rest
