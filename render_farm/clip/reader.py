"""A clip's file → its frames one after the other; imported only where a clip is shown.

MoviePy's reader, in three things another: ffmpeg is told the format, and crops, resizes and keeps
to planar 4:2:0, so that a frame is a third of its RGB; frames have numbers in an even grid, the
same wherever the reading began; and its process ends with the reading, whatever happens. ffmpeg
writes to a pipe that only this process reads: when the worker dies, even by SIGKILL, the system
closes it, and the next frame that ffmpeg writes ends it.
"""

import resource
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import cast

import numpy as np
from moviepy.config import FFMPEG_BINARY
from moviepy.video.io.ffmpeg_reader import FFMPEG_VideoReader
from numpy.typing import NDArray

from render_farm.clip.arguments import ClipHeader, reader_arguments
from render_farm.errors import PaintError
from render_farm.paint.clip import ClipView
from render_farm.paint.i420 import I420

# Frames that are sooner read over than sought: about a group of pictures.
_NEAR = 60
# A clip that was decoded once in a minute needs no more; what hangs is ended by the system.
_CPU_S = 600
_MEMORY_BYTES = 4_000_000_000
_PIPE_BYTES = 1 << 20


class ClipReader(FFMPEG_VideoReader):  # type: ignore[misc]  # MoviePy has no types
    """Reads one view of a clip; holds one frame. Not for several threads at once."""

    proc: "subprocess.Popen[bytes] | None" = None

    def __init__(self, path: Path, view: ClipView, header: ClipHeader, *, where: str) -> None:
        # Not MoviePy's own, which runs an ffmpeg of its own to ask what is known already.
        self.filename = str(path)
        self.fps = view.fps
        self.size = (view.width_px, view.height_px)
        self._view, self._header, self._where = view, header, where
        self._last: I420 | None = None
        self.pos = 0

    def frame(self, number: int) -> I420:
        """See ClipFrames. After the clip's end its last frame stands."""
        if self._last is None or number < self.pos - 1 or number > self.pos + _NEAR:
            self._begin(number)
        while self.pos <= number and self._read():
            pass
        if self._last is None:
            raise PaintError(f"frame {number} of the clip cannot be read", where=self._where)
        return self._last

    def _begin(self, number: int) -> None:
        """Read a frame; where there is none, the clip has ended: then one before, if there is."""
        self.initialize(number / self.fps)
        while not self._read() and self.pos > 0:
            self.initialize(max(0, self.pos - _NEAR) / self.fps)

    def _read(self) -> bool:
        buffer = self.read_frame()
        if buffer is None:
            return False
        self._last = I420.of(buffer)
        return True

    def initialize(self, start_time: float = 0) -> None:
        """Begin to read at the frame that is shown at a second of the clip."""
        self.close()
        self.pos = round(start_time * self.fps)
        told = reader_arguments(self.filename, self._view, self._header, first=self.pos)
        try:
            self.proc = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                [FFMPEG_BINARY, *told],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                # What it complains about is told by what is missing; nobody need read it.
                stderr=subprocess.DEVNULL,
                bufsize=0,
                pipesize=_PIPE_BYTES,
            )
        except OSError as error:
            raise PaintError(f"no ffmpeg: {error}", where=self._where) from error
        # One that has ended already is gone where nobody waits for children, as Ray's workers do.
        with suppress(ProcessLookupError):
            resource.prlimit(self.proc.pid, resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
            resource.prlimit(self.proc.pid, resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))

    def read_frame(self) -> NDArray[np.uint8] | None:
        """The next frame's planes one after the other; None at the end."""
        width, height = self.size
        buffer = np.empty((height * 3 // 2, width), dtype=np.uint8)
        rest = memoryview(cast("bytearray", buffer.reshape(-1)))
        pipe = None if self.proc is None else self.proc.stdout
        while rest and pipe is not None:
            count = pipe.readinto(rest)  # type: ignore[attr-defined]  # unbuffered: a FileIO
            if not count:
                return None
            rest = rest[count:]
        self.pos += 1
        return buffer

    def close(self, delete_lastread: bool = True) -> None:  # noqa: ARG002 - as MoviePy has it
        """End the process; the next frame starts another."""
        process, self.proc = self.proc, None
        self._last = None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
