"""The part of a film that peers are measured on: the same frames for all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import av
import numpy as np
from PIL import Image

from bench.clock import process_s
from bench.films import painter
from bench.peers.errors import PeerFailed
from bench.report import Row
from bench.run import Run
from bench.subject import Subject
from render_farm.encode import VideoSettings, encode_video
from render_farm.paint import I420, VideoPainter, still
from templates.scene import Scene
from templates.text import FontLibrary

# Peers take a tenth of a second a frame and more, one like the other.
_FRAMES = 45
# The mean of all channels; browsers and we resample pictures and edges of letters differently.
MOST_UNLIKE = 4.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Frames from `first` to before `stop`, at `fps`."""

    first: int
    stop: int
    fps: int

    @property
    def frames(self) -> int:
        """How many they are."""
        return self.stop - self.first

    @property
    def start_s(self) -> float:
        """When the first of them is shown."""
        return self.first / self.fps


def stretch_of(scene: Scene) -> Stretch:
    """From the poster on, where all is in place; earlier when the film ends too soon."""
    fps = scene.fps or 1
    frames = min(_FRAMES, scene.frames)
    first = min(round(scene.poster_s * fps), scene.frames - frames)
    return Stretch(first=first, stop=first + frames, fps=fps)


class _Part:
    """A painter that paints a stretch alone."""

    def __init__(self, film: VideoPainter, part: Stretch) -> None:
        self.width_px, self.height_px, self.fps = film.width_px, film.height_px, film.fps
        self._film, self._part = film, part

    def frames(self) -> Iterator[I420]:
        """The frames of the stretch."""
        return self._film.frames(first=self._part.first, stop=self._part.stop)


def own_rate(subject: Subject, part: Stretch, folder: Path, run: Run) -> float:
    """Our frames a second of the processor, from the scene to the file; the median of rounds."""
    film, path = _Part(painter(subject, run.fonts), part), folder / "own.mp4"

    def make() -> None:
        encode_video(film, path, settings=VideoSettings())

    make()  # compiles the kernels
    return part.frames / median(process_s(make) for _ in range(run.rounds))


def check_film(path: Path, part: Stretch, scene: Scene) -> None:
    """Whether a peer's film is the stretch, in size and frames. Raises PeerFailed."""
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            size = (stream.width, stream.height)
            frames = sum(packet.size > 0 for packet in container.demux(stream))
    except (av.FFmpegError, OSError, IndexError) as error:
        raise PeerFailed(f"its film cannot be read: {error}") from error
    wanted = (scene.width_px, scene.height_px)
    if (size, frames) != (wanted, part.frames):
        raise PeerFailed(f"a film of {frames} frames of {size}, not {part.frames} of {wanted}")


def rate_row(subject: Subject, *, ours: float, peer: str, theirs: float) -> Row:
    """Our frames a second beside a peer's."""
    return Row(
        name=f"{subject.name}: film",
        value=ours,
        unit="frames/s",
        reference=peer,
        reference_value=theirs,
        aim=1.0,
        aim_at_ratio=True,
    )


def skipped_row(name: str, *, peer: str, why: str) -> Row:
    """A peer that has no figure."""
    return Row(name=f"{name}: film", value=None, unit="frames/s", reference=peer, skipped=why)


def likeness_row(
    subject: Subject, part: Stretch, theirs: Image.Image, *, peer: str, fonts: FontLibrary
) -> Row:
    """How far a peer's first picture is from ours: a figure beside another picture says nothing."""
    ours = still(
        subject.scene,
        pictures=subject.pictures.__getitem__,
        fonts=fonts,
        at_s=part.start_s,
        animations=subject.animations,
    )
    return Row(
        name=f"{subject.name}: {peer}'s picture from ours, mean difference",
        value=unlikeness(ours, theirs),
        unit="of 255",
        aim=MOST_UNLIKE,
        at_least=False,
    )


def unlikeness(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures of one size, in levels of 255."""
    a, b = (np.asarray(image.convert("RGB"), dtype=np.int16) for image in (one, other))
    return float(np.abs(a - b).mean())
