"""Painted frames → the same frames, each a step of the work's pulse."""

from collections.abc import Iterator

from render_farm.paint import I420, VideoPainter
from render_farm.pulse import Pulse


class CountedFrames:
    """A `FrameSource` that tells how far it is; a second pass begins anew."""

    def __init__(self, painter: VideoPainter, pulse: Pulse) -> None:
        self.width_px = painter.width_px
        self.height_px = painter.height_px
        self.fps = painter.fps
        self._painter = painter
        self._pulse = pulse

    def frames(self) -> Iterator[I420]:
        """The frames, in order. Raises PaintError, Stopped."""
        for number, frame in enumerate(self._painter.frames()):
            self._pulse.step(number / self._painter.frame_count)
            yield frame
