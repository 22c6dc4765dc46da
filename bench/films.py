"""Each animated template → what painting, encoding and the quality gate cost a frame.

Milliseconds of the processor, in one process and one thread: the frames are painted, kept, and
encoded as they are ("encoding alone"); then the film is made as a worker makes it, and checked.
Each figure is the median of some rounds of all of that.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from statistics import median

from bench.clock import process_s
from bench.motion import moving_frames
from bench.report import Row
from bench.run import Run
from bench.subject import Subject
from render_farm.encode import VideoSettings, encode_video
from render_farm.gate import Expectation, check_file
from render_farm.paint import I420, VideoPainter
from templates.text import FontLibrary

MOST_MOVING_MS = 3.0
MOST_STANDING_MS = 1.0
MOST_GATE_MS = 3.0
_ALONE = "encoding its finished frames"


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
    """Milliseconds until the first frame, then milliseconds a frame.

    moving, standing: painting a frame where the whole picture moves, and where its background
    stands; 0 where the film has no such frame.
    """

    setup_ms: float
    moving_ms: float
    standing_ms: float
    encode_ms: float
    whole_ms: float
    gate_ms: float


def rows(run: Run) -> Iterator[Row]:
    """Some rows for each animated template."""
    for template in run.animated:
        subject = run.subject(template)
        moving = moving_frames(subject.scene)[1:]
        kept = [_kept(frame) for frame in painter(subject, run.fonts).frames()]
        rounds = [film_cost(subject, run.fonts, kept, moving) for _ in range(run.rounds)]
        yield from film_rows(subject.name, middle(rounds), moving=sum(moving), frames=len(kept))


def middle(rounds: Sequence[FilmCost]) -> FilmCost:
    """The median of each figure."""
    return FilmCost(
        **{f.name: median(getattr(r, f.name) for r in rounds) for f in fields(FilmCost)}
    )


def film_rows(name: str, cost: FilmCost, *, moving: int, frames: int) -> Iterator[Row]:
    """The cost as rows; the first frame neither moves nor stands."""
    yield Row(name=f"{name}: until the first frame", value=cost.setup_ms, unit="ms")
    what = f"{name}: painting a frame that moves ({moving} of {frames})"
    if moving:
        yield _limited(what, cost.moving_ms, cost, MOST_MOVING_MS)
    standing = frames - 1 - moving
    what = f"{name}: painting a frame that stands ({standing} of {frames})"
    if standing > 0:
        yield _limited(what, cost.standing_ms, cost, MOST_STANDING_MS)
    yield Row(
        name=f"{name}: painting and encoding a frame",
        value=cost.whole_ms,
        unit="ms",
        reference=_ALONE,
        reference_value=cost.encode_ms,
    )
    yield _limited(f"{name}: the quality gate, a frame", cost.gate_ms, cost, MOST_GATE_MS)


def _limited(name: str, value: float, cost: FilmCost, most: float) -> Row:
    return Row(
        name=name,
        value=value,
        unit="ms",
        reference=_ALONE,
        reference_value=cost.encode_ms,
        aim=most,
        at_least=False,
    )


def film_cost(
    subject: Subject, fonts: FontLibrary, kept: Sequence[I420], moving: Sequence[bool]
) -> FilmCost:
    """One round: paint, encode the finished frames, make the whole film, check it.

    moving: for each frame but the first whether the whole picture moves.
    """
    film, settings = painter(subject, fonts), VideoSettings()
    setup, painting = _painting(film)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        encode = process_s(lambda: encode_video(Finished(film, kept), path, settings=settings))
        started = time.process_time()
        painted = encode_video(film, path, settings=settings)
        whole = time.process_time() - started
        expected = Expectation.of(subject.scene, format="mp4").painted(painted)
        gate = process_s(lambda: check_file(path, expected=expected))
    a_frame = 1000 / len(kept)
    return FilmCost(
        setup_ms=1000 * setup,
        moving_ms=1000 * _mean(s for s, moves in zip(painting, moving, strict=True) if moves),
        standing_ms=1000 * _mean(s for s, moves in zip(painting, moving, strict=True) if not moves),
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


def _painting(film: VideoPainter) -> tuple[float, list[float]]:
    """Seconds until the first frame, and of each that follows; the kernels are compiled already."""
    times, frames = [time.process_time()], film.frames()
    for _ in frames:
        times.append(time.process_time())
    took = [after - before for before, after in pairwise(times)]
    return took[0], took[1:]


def _kept(frame: I420) -> I420:
    return replace(frame, buffer=frame.buffer.copy())


def _mean(values: Iterator[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
