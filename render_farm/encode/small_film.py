"""A painter's frames → the smaller and fewer pictures of a GIF or an animated WebP."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from render_farm.encode.kernels_animation import planes_to_rgb
from render_farm.encode.settings import AnimationSettings
from render_farm.encode.stillness import Stillness
from render_farm.encode.video import LENIENT_LEVELS, FrameSource, PaintedVideo

Pixels = NDArray[np.uint8]


class SmallFilm:
    """What is kept of `frames` painted frames, and when each picture is shown."""

    def __init__(self, painter: FrameSource, settings: AnimationSettings, *, frames: int) -> None:
        self.settings = settings
        self.size_px = settings.size_px(painter.width_px, painter.height_px)
        self._painter = painter
        self._frames = frames
        self._step = settings.step(painter.fps)
        self._stillness = Stillness(tolerance=LENIENT_LEVELS)

    def times(self, per_second: int) -> list[int]:
        """When each picture begins, and at last the end, in parts of a second."""
        fps = self._painter.fps
        numbers = (*range(0, self._frames, self._step), self._frames)
        return [round(number * per_second / fps) for number in numbers]

    def pictures(self) -> Iterator[Pixels]:
        """The pictures as sRGB (rows, columns, 3), in one buffer; each pass paints them anew.

        Planes are averaged, each by itself: at half the size luma and chroma have the same
        samples, so that coloured type is as sharp as white type.
        """
        painter, self._stillness = self._painter, Stillness(tolerance=LENIENT_LEVELS)
        width, height = painter.width_px, painter.height_px
        rgb = np.empty((self.size_px[1], self.size_px[0], 3), dtype=np.uint8)
        for number, frame in enumerate(painter.frames()):
            if number % self._step:
                continue
            chroma = frame.buffer[height:].reshape(2, height // 2, width // 2)
            luma, cb, cr = (self._resized(it) for it in (frame.buffer[:height], *chroma))
            self._stillness.add(luma)
            planes_to_rgb(luma, cb, cr, rgb)
            yield rgb

    def painted(self) -> PaintedVideo:
        """How long the pictures of the last pass stood still, or were black."""
        fps = self._painter.fps // self._step
        return PaintedVideo(fps=fps, still=self._stillness.still, black=self._stillness.black)

    def _resized(self, plane: Pixels) -> Pixels:
        width, height = self.size_px
        if plane.shape == (height, width):
            return plane
        how = cv2.INTER_AREA if width < plane.shape[1] else cv2.INTER_LINEAR
        small = cv2.resize(np.ascontiguousarray(plane), self.size_px, interpolation=how)
        return np.asarray(small, dtype=np.uint8)
