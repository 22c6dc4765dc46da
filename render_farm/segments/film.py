"""SceneReport + cuts → a video joined of pieces: those in storage are taken, the rest is made."""

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial, reduce
from pathlib import Path

from render_farm.encode import PaintedVideo, VideoSettings, encode_video
from render_farm.keys import Toolchain
from render_farm.make import Materials, film_painter, film_sound
from render_farm.paint import I420, VideoPainter
from render_farm.pulse import Pulse
from render_farm.segments.join import join_pieces, read_label, write_piece
from render_farm.segments.key import segment_key
from render_farm.segments.lease import LeaseDesk, LeaseLost, SegmentLease
from render_farm.segments.piece import Piece, pieces_of
from render_farm.segments.store import SegmentStore
from templates import SceneReport

_POLL_S = 0.25


class SegmentedFilm:
    """A `FilmMaker` out of pieces, for the videos of one task.

    cuts_s: where they are cut. wait: sleeps for so many seconds. Every call may raise what
    painting, encoding and storing raise.
    """

    def __init__(
        self,
        *,
        store: SegmentStore,
        desk: LeaseDesk,
        toolchain: Toolchain,
        cuts_s: tuple[float, ...],
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._desk = desk
        self._toolchain = toolchain
        self._cuts_s = cuts_s
        self._wait = wait
        self._used: set[str] = set()

    def __call__(
        self,
        report: SceneReport,
        path: Path,
        *,
        settings: VideoSettings,
        materials: Materials,
        pulse: Pulse | None = None,
    ) -> PaintedVideo:
        """Put the whole video to `path`; a piece that another worker is at is waited for, last."""
        sound = film_sound(report.scene, settings=settings, materials=materials)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            work = self._work(report, Path(folder), settings, materials, pulse)
            while missing := [key for key in work.pieces if not work.fetch(key)]:
                if not any(work.make(key) for key in missing):
                    work.wait(self._wait)
            self._used.update(work.keys)
            files = [work.file(key) for key in work.keys]
            join_pieces(files, path, fps=work.fps, sound=sound, settings=settings.sound)
            return reduce(PaintedVideo.then, map(read_label, files))

    def assist(
        self,
        report: SceneReport,
        folder: Path,
        *,
        settings: VideoSettings,
        materials: Materials,
        pulse: Pulse | None = None,
    ) -> None:
        """Make the pieces that nobody is at, the last first, and wait for none."""
        work = self._work(report, folder, settings, materials, pulse)
        with materials.clips:
            for key in reversed(work.pieces):
                if not self._store.has(key):
                    work.make(key)
                    work.file(key).unlink(missing_ok=True)

    def keys(
        self, report: SceneReport, *, settings: VideoSettings, materials: Materials
    ) -> tuple[tuple[str, Piece], ...]:
        """The pieces of the video by their keys, in order. Raises PaintError."""
        return self._keyed(report, film_painter(report, materials=materials), settings)

    def forget(self) -> None:
        """Remove the pieces that were joined: one of them is unfit."""
        for key in self._used:
            self._store.forget(key)

    def _work(
        self,
        report: SceneReport,
        folder: Path,
        settings: VideoSettings,
        materials: Materials,
        pulse: Pulse | None,
    ) -> "_Work":
        painter = film_painter(report, materials=materials)
        keyed = self._keyed(report, painter, settings)
        return _Work(
            keys=[key for key, _ in keyed],
            pieces=dict(keyed),
            painter=painter,
            settings=settings,
            folder=folder,
            store=self._store,
            desk=self._desk,
            pulse=pulse or Pulse(),
        )

    def _keyed(
        self, report: SceneReport, painter: VideoPainter, settings: VideoSettings
    ) -> tuple[tuple[str, Piece], ...]:
        key = partial(
            segment_key,
            report.scene,
            plan=painter.plan,
            settings=settings,
            toolchain=self._toolchain,
        )
        pieces = pieces_of(self._cuts_s, frames=painter.frame_count, fps=painter.fps)
        return tuple((key(piece), piece) for piece in pieces)


class _Work:
    """The pieces of one video in the making. keys: in the order of the video."""

    def __init__(
        self,
        *,
        keys: list[str],
        pieces: dict[str, Piece],
        painter: VideoPainter,
        settings: VideoSettings,
        folder: Path,
        store: SegmentStore,
        desk: LeaseDesk,
        pulse: Pulse,
    ) -> None:
        self.keys = keys
        self.pieces = pieces
        self.fps = painter.fps
        self._painter = painter
        self._settings = settings
        self._folder = folder
        self._store = store
        self._desk = desk
        self._pulse = pulse
        self._total = sum(piece.frames for piece in pieces.values())

    def file(self, key: str) -> Path:
        """Where a piece lies here."""
        return self._folder / f"{key}.mp4"

    def fetch(self, key: str) -> bool:
        """Whether the piece lies here; it does once it is made, or found in storage."""
        self._pulse.step()
        return self.file(key).exists() or self._store.fetch(key, self.file(key))

    def wait(self, pause: Callable[[float], None]) -> None:
        """Give another worker time: its silence is seen by its lease, so that ours is none."""
        self._pulse.step()
        pause(_POLL_S)

    def make(self, key: str) -> bool:
        """Render and store a piece; False when another worker is at it."""
        lease = self._desk.ask(key)
        if lease is None:
            return False
        try:
            # It may have been finished between the look for it and the lease.
            if not self._store.has(key):
                self._render(key, lease)
        except LeaseLost:
            return False
        except BaseException:
            lease.release()
            raise
        lease.release()
        return True

    def _render(self, key: str, lease: SegmentLease) -> None:
        encoded = self._folder / f"{key}.encoded.mp4"
        frames = _PieceFrames(
            self._painter, self.pieces[key], partial(self._told, lease, self._here())
        )
        painted = encode_video(frames, encoded, settings=self._settings)
        write_piece(encoded, self.file(key), painted=painted)
        encoded.unlink()
        self._pulse.step()
        self._store.keep(key, self.file(key))

    def _told(self, lease: SegmentLease, before: int, number: int) -> None:
        """Frame `number` of a piece begins, where `before` lie here already. Raises LeaseLost."""
        lease.renew()
        self._pulse.step((before + number) / self._total)

    def _here(self) -> int:
        return sum(piece.frames for key, piece in self.pieces.items() if self.file(key).exists())


class _PieceFrames:
    """A `FrameSource` of one piece; tell: called before each frame, by its number in the piece."""

    def __init__(self, painter: VideoPainter, piece: Piece, tell: Callable[[int], None]) -> None:
        self.width_px = painter.width_px
        self.height_px = painter.height_px
        self.fps = painter.fps
        self._painter = painter
        self._piece = piece
        self._tell = tell

    def frames(self) -> Iterator[I420]:
        """The piece's frames. Raises LeaseLost."""
        frames = self._painter.frames(first=self._piece.first, stop=self._piece.stop)
        for number, frame in enumerate(frames):
            self._tell(number)
            yield frame
