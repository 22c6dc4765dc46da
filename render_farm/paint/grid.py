"""Where the samples of a moved or scaled picture lie in its source."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.kernels_resample import Columns, Rows

_PARTS = 128  # steps between two samples; finer ones do not show in 8 bits


@dataclass(frozen=True, kw_only=True, slots=True)
class Axis:
    """Output sample n takes the source's sample first + n · step, counted between centres."""

    first: float
    step: float

    def half(self) -> "Axis":
        """The same for chroma, which has half the samples on both sides.

        A chroma sample lies in the middle of its two luma samples.
        """
        return Axis(first=(self.first + self.step / 2 + 0.5) / 2 - 0.5, step=self.step)

    def rows(self, first: int, count: int, size: int) -> Rows:
        """For output rows first … first + count - 1 of a source with `size` rows."""
        index, part = self._places(first, count, size)
        return index, part.astype(np.uint8)

    def columns(self, first: int, count: int, size: int, *, channels: int = 1) -> Columns:
        """For output columns of a source with `size` columns of interleaved channels."""
        index, part = self._places(first, count, size)
        begin = int(index[0])
        ahead = index - begin - np.arange(count)
        breaks = np.flatnonzero(np.diff(ahead)) + 1
        starts = np.concatenate(([0], breaks, [count])).astype(np.int64)
        used = (int(index[-1]) - begin + 2) * channels
        parts = np.repeat(part.astype(np.uint8), channels)
        shifts = ahead[starts[:-1]] * channels
        return begin * channels, used, starts * channels, shifts, parts

    def _places(
        self, first: int, count: int, size: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        exact = self.first + np.arange(first, first + count) * self.step
        fixed = np.rint(np.clip(exact, 0, size - 1) * _PARTS).astype(np.int64)
        index = np.minimum(fixed // _PARTS, size - 2)
        return index, fixed - index * _PARTS
