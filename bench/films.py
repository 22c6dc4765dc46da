"""Each animated template → what painting, encoding and the quality gate cost a frame.

Milliseconds of the processor, in one process and one thread: the frames are painted, kept, and
encoded as they are ("encoding alone"); then the film is made as a worker makes it, and checked.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.clock import process_s
from bench.report import Row
from bench.run import Run
from bench.subject import Subject
from render_farm.encode import VideoSettings, encode_video
from render_farm.gate import Expectation, check_file
from render_farm.paint import I420, VideoPainter
from templates.text import FontLibrary

MOST_PAINT_MS = 3.0
MOST_GATE_MS = 3.0


class Finished:
    """Frames that were painted before: what encoding alone costs."""

    def __init__(self, film: VideoPainter, frames: Sequence[I420]) -> None:
        self.width_px, self.height_px, self.fps = film.width_px, film.height_px, film.fps
        self._frames = frames

    def frames(self) -> Iterator[I420]:
        """The frames, in order."""
        return iter(self._frames)


@dataclass(frozen=True, kw_only=True, slots=True)
class FilmCost:
    """Milliseconds until the first frame, then milliseconds a frame."""

    setup_ms: float
    paint_ms: float
    encode_ms: float
    whole_ms: float
    gate_ms: float


def rows(run: Run) -> Iterator[Row]:
    """Four rows for each animated template."""
    for template in run.animated:
        subject = run.subject(template)
        yield from film_rows(subject.name, film_cost(subject, run.fonts))


def film_rows(name: str, cost: FilmCost) -> Iterator[Row]:
    """The cost as rows."""
    alone = "encoding its finished frames"
    yield Row(name=f"{name}: until the first frame", value=cost.setup_ms, unit="ms")
    yield Row(
        name=f"{name}: painting a frame",
        value=cost.paint_ms,
        unit="ms",
        reference=alone,
        reference_value=cost.encode_ms,
        aim=MOST_PAINT_MS,
        at_least=False,
    )
    yield Row(
        name=f"{name}: painting and encoding a frame",
        value=cost.whole_ms,
        unit="ms",
        reference=alone,
        reference_value=cost.encode_ms,
    )
    yield Row(
        name=f"{name}: the quality gate, a frame",
        value=cost.gate_ms,
        unit="ms",
        reference=alone,
        reference_value=cost.encode_ms,
        aim=MOST_GATE_MS,
        at_least=False,
    )


def film_cost(subject: Subject, fonts: FontLibrary) -> FilmCost:
    """Paint, encode the finished frames, make the whole film, check it."""
    film = painter(subject, fonts)
    frames = [replace(frame, buffer=frame.buffer.copy()) for frame in film.frames()]
    finished = Finished(film, frames)
    setup, paint = _painting(film)
    settings = VideoSettings()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        encode = process_s(lambda: encode_video(finished, path, settings=settings))
        frames.clear()
        started = time.process_time()
        painted = encode_video(film, path, settings=settings)
        whole = time.process_time() - started
        expected = Expectation.of(subject.scene, format="mp4").painted(painted)
        gate = process_s(lambda: check_file(path, expected=expected))
    a_frame = 1000 / painted.frames
    return FilmCost(
        setup_ms=1000 * setup,
        paint_ms=a_frame * paint,
        encode_ms=a_frame * encode,
        whole_ms=a_frame * whole,
        gate_ms=a_frame * gate,
    )


def painter(subject: Subject, fonts: FontLibrary) -> VideoPainter:
    """Who paints the subject's video."""
    return VideoPainter(
        subject.scene,
        pictures=subject.pictures.__getitem__,
        fonts=fonts,
        animations=subject.animations,
    )


def _painting(film: VideoPainter) -> tuple[float, float]:
    """Seconds until the first frame, and of all that follow; the kernels are compiled already."""
    frames = film.frames()
    setup = process_s(lambda: next(frames))
    return setup, process_s(lambda: sum(1 for _ in frames))
