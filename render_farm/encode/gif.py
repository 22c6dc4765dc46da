"""A small film → a GIF: one palette, no flicker, and nothing written twice.

FFmpeg's encoder cuts each picture to what changed and leaves out, as transparent, the pixels
within that did not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

from render_farm.encode.kernels_animation import dither, nearest_colors
from render_farm.encode.palette import common_palette
from render_farm.encode.small_film import Pixels, SmallFilm

# GIF counts hundredths of a second (GIF89a, 23).
_PER_SECOND = 100
# Every third pixel both ways of so many moments is enough to choose colours from.
_MOMENTS = 24
_EVERY = 3
_NEVER = -1000


def write_gif(film: SmallFilm, path: Path) -> None:
    """Write the film, repeated for ever. Raises av.FFmpegError, OSError, ValueError."""
    times = film.times(_PER_SECOND)
    colors = common_palette(_samples(film, len(times) - 1))
    palette = _packed(colors)
    end = {"loop": "0", "final_delay": str(times[-1] - times[-2])}
    with av.open(str(path), "w", format="gif", options=end) as container:
        stream = container.add_stream("gif", rate=_PER_SECOND)
        stream.width, stream.height = film.size_px
        stream.pix_fmt = "pal8"
        stream.codec_context.time_base = Fraction(1, _PER_SECOND)
        for number, shown in _changes(film, colors, last=len(times) - 2):
            # PyAV takes a pair here, which its type stubs do not say.
            pair = cast("Pixels", (shown, palette))
            frame = av.VideoFrame.from_ndarray(pair, format="pal8")
            frame.pts, frame.time_base = times[number], Fraction(1, _PER_SECOND)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _samples(film: SmallFilm, pictures: int) -> Pixels:
    """Pixels of moments spread over the film, one picture below the other."""
    apart = max(1, pictures // _MOMENTS)
    seen = [
        picture[::_EVERY, ::_EVERY].copy()
        for number, picture in enumerate(film.pictures())
        if number % apart == 0
    ]
    return np.concatenate(seen)


def _changes(
    film: SmallFilm, colors: NDArray[np.int32], *, last: int
) -> Iterator[tuple[int, Pixels]]:
    """The number of each picture that differs from the one before, and of the last; its colours.

    The last one is written in any case: the file says how long it is shown, and not the others.
    """
    width, height = film.size_px
    table = np.empty((64, 64, 64), dtype=np.uint8)
    nearest_colors(colors, table)
    memory = _Memory.of(height, width)
    for number, picture in enumerate(film.pictures()):
        changed = dither(
            picture,
            memory.before,
            colors,
            table,
            memory.source,
            memory.shown,
            memory.errors,
            film.settings.tolerance,
        )
        if changed or number in {0, last}:
            yield number, memory.shown


@dataclass(frozen=True, kw_only=True, slots=True)
class _Memory:
    """What `dither` keeps from picture to picture."""

    before: Pixels
    source: NDArray[np.int16]
    shown: Pixels
    errors: NDArray[np.int32]

    @classmethod
    def of(cls, rows: int, columns: int) -> "_Memory":
        return cls(
            before=np.zeros((rows, columns, 3), dtype=np.uint8),
            source=np.full((rows, columns, 3), _NEVER, dtype=np.int16),
            shown=np.zeros((rows, columns), dtype=np.uint8),
            errors=np.zeros((2, columns + 2, 3), dtype=np.int32),
        )


def _packed(colors: NDArray[np.int32]) -> Pixels:
    """256 colours as PyAV wants them (alpha, red, green, blue); the last ones are transparent."""
    packed = np.zeros((256, 4), dtype=np.uint8)
    packed[: len(colors), 0] = 255
    packed[: len(colors), 1:] = colors
    return packed
