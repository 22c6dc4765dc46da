"""Each animated template as a plain MoviePy CompositeVideoClip, written by its own writer."""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from moviepy import CompositeVideoClip
from PIL import Image

from bench.peers.moviepy_clips import composite, unknown
from bench.peers.stretch import (
    Stretch,
    check_film,
    likeness_row,
    own_rate,
    rate_row,
    skipped_row,
    stretch_of,
)
from bench.report import Row
from bench.run import Run
from bench.subject import Subject


def rows(run: Run) -> Iterator[Row]:
    """Speed and likeness for each animated template, or why there is none."""
    for template in run.animated:
        subject = run.subject(template)
        if strange := unknown(subject.scene):
            yield skipped_row(subject.name, peer="MoviePy", why=f"it has nothing for {strange}")
        else:
            yield from _measured(subject, run)


def _measured(subject: Subject, run: Run) -> Iterator[Row]:
    peer, part = f"MoviePy {version('moviepy')}", stretch_of(subject.scene)
    film = composite(subject, run.fonts)
    picture = Image.fromarray(film.get_frame(part.start_s))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took_s = _cpu_s(lambda: _write(film, part, folder / "film.mp4"))
        check_film(folder / "film.mp4", part, subject.scene)
        ours = own_rate(subject, part, folder, run)
    yield rate_row(subject, ours=ours, peer=peer, theirs=part.frames / took_s)
    yield likeness_row(subject, part, picture, peer=peer, fonts=run.fonts)


def _write(film: CompositeVideoClip, part: Stretch, path: Path) -> None:
    film.subclipped(part.start_s, part.stop / part.fps).write_videofile(
        str(path),
        fps=part.fps,
        codec="libx264",
        preset="veryfast",
        threads=1,
        audio=False,
        ffmpeg_params=["-crf", "21"],
        logger=None,
    )


def _cpu_s(work: Callable[[], None]) -> float:
    """Seconds of this process and of those that it waited for: MoviePy encodes in ffmpeg."""
    before = _all_s()
    work()
    return _all_s() - before


def _all_s() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime
