"""A clip's own sound → its samples, read by MoviePy's reader; imported only where one is heard.

ffmpeg is told the format, and begins to write at the moment that was asked for, silence where the
clip's sound begins later than its picture: both stay in step. The process ends with the reading.
"""

import subprocess
from pathlib import Path

import numpy as np
from moviepy.audio.io.readers import FFMPEG_AudioReader
from moviepy.config import FFMPEG_BINARY
from numpy.typing import NDArray

Samples = NDArray[np.float32]
_BYTES = 8  # of a stereo sample in 32-bit floats


class VoiceReader(FFMPEG_AudioReader):  # type: ignore[misc]  # MoviePy has no types
    """Reads a stretch of a clip's sound, faster or slower, its pitch kept."""

    proc: "subprocess.Popen[bytes] | None" = None

    def __init__(self, path: Path, *, format: str, rate_hz: int) -> None:
        # Not MoviePy's own, which runs an ffmpeg of its own to ask what is known already.
        self.filename, self.fps = str(path), rate_hz
        self._format = format

    def read(self, *, from_s: float, seconds: float, speed: float) -> Samples:
        """`seconds` of the clip from `from_s` on, as (n, 2). Raises OSError."""
        told = voice_arguments(
            self.filename,
            format=self._format,
            from_s=from_s,
            seconds=seconds,
            speed=speed,
            rate_hz=self.fps,
        )
        self.proc = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            [FFMPEG_BINARY, *told],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            # No more than was asked for, whatever it writes.
            most = round(seconds / speed * self.fps) * _BYTES
            data = self.proc.stdout.read(most) if self.proc.stdout is not None else b""
        finally:
            self.close()
        whole = len(data) - len(data) % _BYTES
        return np.frombuffer(data[:whole], dtype=np.float32).reshape(-1, 2)

    def close(self) -> None:
        """End the process."""
        process, self.proc = self.proc, None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def voice_arguments(
    path: str, *, format: str, from_s: float, seconds: float, speed: float, rate_hz: int
) -> list[str]:
    """The options of an ffmpeg that writes a stretch of a clip's sound to its output."""
    filters = ["aresample=async=1:first_pts=0", *_tempo(speed)]
    return [
        *("-nostdin", "-hide_banner", "-loglevel", "error"),
        *("-protocol_whitelist", "file,pipe", "-threads", "1", "-filter_threads", "1"),
        *("-f", format, "-ss", f"{from_s:.6f}", "-t", f"{seconds:.6f}", "-i", path),
        *("-map", "0:a:0", "-vn", "-af", ",".join(filters)),
        *("-ac", "2", "-ar", str(rate_hz), "-c:a", "pcm_f32le", "-f", "f32le", "-"),
    ]


def _tempo(speed: float) -> list[str]:
    """Another speed at the same pitch.

    Beeps begin within 11 ms of their moment at 0.25 to 4 times; FFmpeg's own `atempo` is off by up
    to 59 ms, and loses the end.
    """
    return [] if speed == 1 else [f"rubberband=tempo={speed:g}:window=short:transients=smooth"]
