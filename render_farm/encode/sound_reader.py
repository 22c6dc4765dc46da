"""A sound file → its samples, read by MoviePy; imported only where something is heard.

MoviePy decodes through an ffmpeg process of its own and leaves it, and its pipes, to the garbage
collector when reading fails (MoviePy issues 1508 and 2372), and never reads what ffmpeg complains
about, so that past 64 KB of complaints both wait for ever. Here the process ends with the reading.
"""

from pathlib import Path
from subprocess import Popen
from threading import Thread
from typing import IO, Any, Self

import numpy as np
from moviepy import AudioArrayClip, AudioClip
from moviepy.audio.fx import AudioFadeIn, AudioFadeOut, AudioLoop
from moviepy.audio.io.readers import FFMPEG_AudioReader
from numpy.typing import NDArray

from templates.scene import Sound

Samples = NDArray[np.float32]
# MoviePy's reader goes wrong when more than half of its buffer is asked for at once, and its
# buffer is no longer than the sound, which is a second at least.
_CHUNK = 16_000


def read_samples(path: Path, *, seconds: float, exact_s: float | None, rate_hz: int) -> Samples:
    """The first `seconds` of a sound, or all of it: (samples, 2).

    exact_s: how long the sound is; ffmpeg tells MoviePy hundredths only, and a loop would stumble.
    Raises OSError, ValueError.
    """
    with _Reader(path, frames=int(seconds * rate_hz) + rate_hz, rate_hz=rate_hz) as reader:
        if exact_s is not None and abs(exact_s - reader.duration) < 0.02:
            reader.duration = exact_s
        clip = AudioClip(reader.get_frame, duration=reader.duration, fps=rate_hz)
        if clip.duration > seconds:
            clip = clip.subclipped(0, seconds)
        return _array(clip, rate_hz)


def looped(samples: Samples, *, seconds: float, rate_hz: int) -> Samples:
    """The samples cut or looped to exactly `seconds`."""
    clip = AudioArrayClip(samples, fps=rate_hz)
    if clip.duration < seconds:
        clip = clip.with_effects([AudioLoop(duration=seconds)])
    mixed = _array(clip.with_duration(seconds), rate_hz)
    exact = round(seconds * rate_hz)
    return np.pad(mixed[:exact], ((0, exact - min(exact, len(mixed))), (0, 0)))


def faded(samples: Samples, sound: Sound, *, rate_hz: int) -> Samples:
    """The samples with the fades of a sound."""
    effects: list[Any] = []
    if sound.fade_in_s > 0:
        effects.append(AudioFadeIn(sound.fade_in_s))
    if sound.fade_out_s > 0:
        effects.append(AudioFadeOut(sound.fade_out_s))
    if not effects:
        return samples
    mixed = _array(AudioArrayClip(samples, fps=rate_hz).with_effects(effects), rate_hz)
    return np.pad(mixed[: len(samples)], ((0, max(0, len(samples) - len(mixed))), (0, 0)))


def _array(clip: AudioClip, rate_hz: int) -> Samples:
    return np.asarray(clip.to_soundarray(fps=rate_hz, buffersize=_CHUNK), dtype=np.float32)


class _Reader(FFMPEG_AudioReader):  # type: ignore[misc]  # MoviePy has no types
    """MoviePy's reader, which ends its process in time. frames: how many it keeps, at most."""

    proc: "Popen[bytes] | None" = None
    _drain: Thread | None = None

    def __init__(self, path: Path, *, frames: int, rate_hz: int) -> None:
        try:
            super().__init__(str(path), buffersize=frames, fps=rate_hz, nbytes=4, nchannels=2)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def initialize(self, start_time: float = 0) -> None:
        super().initialize(start_time)
        if self.proc is not None:
            self._drain = Thread(target=_read_away, args=(self.proc.stderr,), daemon=True)
            self._drain.start()

    def close(self) -> None:
        process, self.proc = self.proc, None
        if process is None:
            return
        process.kill()
        process.wait()
        if self._drain is not None:
            self._drain.join()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _read_away(pipe: IO[bytes]) -> None:
    while pipe.read(65_536):
        pass
