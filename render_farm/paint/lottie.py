"""An animation's bytes → its frames as pixels, drawn by ThorVG (the `thorvg-python` package).

The only room that knows ThorVG. Its engine is one per process and promises nothing to threads,
so that all calls take turns; it draws on the calling thread, in memory, without files.
"""

import ctypes
import threading
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from thorvg_python.animation.lottie import LottieAnimation
from thorvg_python.base import Matrix, Result
from thorvg_python.canvas.sw import SwCanvas
from thorvg_python.engine import Engine

from render_farm.errors import PaintError
from render_farm.paint.raster import PixelRect, Pixels, pixels_around
from templates.scene import Box, LottieLayer

# The files of a scene's animations, by sha256.
AnimationSource = Mapping[str, bytes]
NO_ANIMATIONS: AnimationSource = {}

_TURN = threading.RLock()


class Film:
    """An opened animation that draws its frames into `rect`, as if it filled `box`.

    where: the layer, for messages. Raises PaintError when ThorVG cannot read the animation.
    """

    def __init__(self, data: bytes, *, box: Box, rect: PixelRect, where: str) -> None:
        self._where = where
        self._shape = (rect.height, rect.width, 4)
        with _TURN:
            engine = _engine()
            self._animation = LottieAnimation(engine)
            self._canvas = SwCanvas(engine)
            picture = self._animation.get_picture()
            self._expect(picture.load_data(data, "lottie", None, True), "loaded")
            _, width, height = picture.get_size()
            if width <= 0 or height <= 0:
                raise PaintError("an animation without size", where=where, allowed="w and h")
            across, down = box.width / width, box.height / height
            shift = (box.x - rect.left, box.y - rect.top)
            picture.set_transform(Matrix(across, 0, shift[0], 0, down, shift[1], 0, 0, 1))
            self._expect(self._canvas.set_target(rect.width, rect.height), "given room")
            self._expect(self._canvas.add(picture), "put on a canvas")

    def pixels(self, frame: float) -> Pixels:
        """Frame number `frame` (from 0, may lie between two), premultiplied RGBA."""
        with _TURN:
            # The frame that is shown already is refused, and right.
            self._animation.set_frame(frame)
            self._canvas.update()
            self._expect(self._canvas.draw(True), "drawn")
            self._expect(self._canvas.sync(), "drawn")
            buffer = ctypes.string_at(ctypes.addressof(self._buffer), 4 * len(self._buffer))
        return np.frombuffer(buffer, dtype=np.uint8).reshape(self._shape).copy()

    @property
    def _buffer(self) -> "ctypes.Array[ctypes.c_uint32]":
        buffer = self._canvas.buffer_arr
        if buffer is None:
            raise PaintError("an animation without room", where=self._where, allowed="")
        return buffer

    def _expect(self, result: object, what: str) -> None:
        if result != Result.SUCCESS:
            reason = str(result)
            allowed = "an animation that ThorVG reads"
            raise PaintError(f"cannot be {what}: {reason}", where=self._where, allowed=allowed)

    def __del__(self) -> None:
        # Not when the interpreter ends: ThorVG may have gone before.
        if _TURN is not None and hasattr(self, "_canvas"):
            with _TURN:
                self._canvas.destroy()
                self._animation._del()


def open_film(layer: LottieLayer, animations: AnimationSource) -> tuple[Film, PixelRect]:
    """The layer's animation, ready to draw into the pixels around its box.

    Raises:
        PaintError: its file is not there or cannot be read, or the box is empty.
    """
    rect = pixels_around(layer.box, where=layer.name)
    data = animations.get(layer.sha256)
    if data is None:
        known = ", ".join(sorted(animations)) or "none was given"
        raise PaintError(f"no animation {layer.sha256}", where=layer.name, allowed=known)
    return Film(data, box=layer.box, rect=rect, where=layer.name), rect


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(threads=0)
