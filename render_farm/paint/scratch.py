"""Memory for samples that are done with at once: fresh memory costs each time it is written."""

from itertools import accumulate

import numpy as np

from render_farm.paint.raster import Pixels


class Scratch:
    """Room that all who work one after another share, for one thread."""

    def __init__(self) -> None:
        self._rooms: dict[str, Pixels] = {}

    def planes(self, name: str, *shapes: tuple[int, int]) -> tuple[Pixels, ...]:
        """Planes of these rows and columns, not cleared, valid until `name` is asked for again."""
        ends = list(accumulate((rows * columns for rows, columns in shapes), initial=0))
        if name not in self._rooms or self._rooms[name].size < ends[-1]:
            self._rooms[name] = np.empty(ends[-1], dtype=np.uint8)
        room = self._rooms[name]
        return tuple(
            room[start:end].reshape(shape)
            for start, end, shape in zip(ends, ends[1:], shapes, strict=False)
        )
