"""Frames painted before → films: the same work for a worker of the farm and for a bare process."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.farm.synthetic import result_of
from bench.films import painter
from bench.run import Run
from render_farm.encode import VideoSettings, encode_video
from render_farm.job import RenderTask, TaskResult
from render_farm.pulse import Pulse
from templates import Template


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedFilm:
    """A file of painted frames (.npy, planar I420), and what an encoder is told of them."""

    file: str
    width_px: int
    height_px: int
    fps: int
    frames: int

    def open(self) -> "FilmSource":
        """The frames in memory, ready to be encoded over and over."""
        return FilmSource(self, np.load(self.file))


@dataclass(frozen=True, slots=True)
class _Frame:
    buffer: NDArray[np.uint8]


class FilmSource:
    """Frames in memory, as the encoder takes them."""

    def __init__(self, film: FinishedFilm, frames: NDArray[np.uint8]) -> None:
        self.width_px, self.height_px, self.fps = film.width_px, film.height_px, film.fps
        self._frames = frames

    def frames(self) -> Iterator[_Frame]:
        """The frames, in order."""
        return (_Frame(frame) for frame in self._frames)


def finish(run: Run, template: Template, folder: Path) -> FinishedFilm:
    """Paint a template's film into a file."""
    film = painter(run.subject(template), run.fonts)
    file = folder / f"{template.id}.npy"
    frames = np.stack([frame.buffer.copy() for frame in film.frames()])
    np.save(file, frames)
    return FinishedFilm(
        file=str(file),
        width_px=film.width_px,
        height_px=film.height_px,
        fps=film.fps,
        frames=len(frames),
    )


class EncodingRenderer:
    """Encodes the same frames for each task, and nothing else."""

    def __init__(self, source: FilmSource) -> None:
        self._source = source

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        """Encode the film once."""
        seconds = self.encode()
        pulse.step(1.0)
        return result_of(task, render_s=seconds)

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        """There are no pieces of it."""

    def encode(self) -> float:
        """Seconds that one film takes."""
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            encode_video(self._source, Path(folder, "film.mp4"), settings=VideoSettings())
        return time.perf_counter() - started


@dataclass(frozen=True, kw_only=True, slots=True)
class OpensEncoder:
    """Opens encoding renderers in other processes: a value that travels."""

    film: FinishedFilm

    def __call__(self) -> EncodingRenderer:
        """One renderer with its frames in memory."""
        return EncodingRenderer(self.film.open())
