"""Samples → the same at the loudness that all videos are brought to (EBU R 128)."""

import av
import numpy as np
from numpy.typing import NDArray

from render_farm.encode.limiter import limited
from render_farm.encode.settings import SoundSettings

Samples = NDArray[np.float32]

# Limiting takes loudness away, which more gain gives back; music that is all peaks needs most.
_MOST_ROUNDS = 8
_NEAR_LU = 0.3
_SILENCE_LUFS = -70.0


def loudness_lufs(samples: Samples, *, rate_hz: int) -> float:
    """Integrated loudness (ITU-R BS.1770, EBU R 128) of (n, 2); −70 is the lowest told."""
    meter = LoudnessMeter(rate_hz=rate_hz)
    for start in range(0, len(samples), rate_hz):
        meter.add(samples[start : start + rate_hz])
    return meter.lufs()


class LoudnessMeter:
    """Measures samples as they come, by FFmpeg's `ebur128`."""

    def __init__(self, *, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._graph = av.filter.Graph()
        source = self._graph.add_abuffer(sample_rate=rate_hz, format="flt", layout="stereo")
        meter = self._graph.add("ebur128", "metadata=1:framelog=quiet")
        sink = self._graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()
        self._heard = 0
        self._told = _SILENCE_LUFS

    def add(self, samples: Samples) -> None:
        """The next samples (n, 2)."""
        packed = np.ascontiguousarray(samples, dtype=np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout="stereo")
        frame.sample_rate, frame.pts = self._rate_hz, self._heard
        self._heard += len(samples)
        self._graph.push(frame)
        self._pull()

    def lufs(self) -> float:
        """The loudness of all that was added; nothing can be added afterwards."""
        self._graph.push(None)
        self._pull()
        return self._told

    def _pull(self) -> None:
        while True:
            try:
                told = self._graph.pull().metadata.get("lavfi.r128.I", self._told)
            except (av.BlockingIOError, av.EOFError):
                return
            self._told = float(told)


def mastered(samples: Samples, *, lufs: float, settings: SoundSettings) -> Samples:
    """(n, 2) at `lufs`, its true peaks below settings.peak_dbfs.

    Where limiting alone cannot reach it (single clicks in silence), as near as it comes.
    """
    peak = 10 ** (settings.peak_dbfs / 20)
    gain_db = lufs - loudness_lufs(samples, rate_hz=settings.rate_hz)
    best, off_lu = samples, float("inf")
    for _ in range(_MOST_ROUNDS):
        louder = np.asarray(samples * np.float32(10 ** (gain_db / 20)), dtype=np.float32)
        tried = limited(louder, peak=peak, rate_hz=settings.rate_hz)
        missing = lufs - loudness_lufs(tried, rate_hz=settings.rate_hz)
        if abs(missing) < off_lu:
            best, off_lu = tried, abs(missing)
        if abs(missing) <= _NEAR_LU:
            break
        gain_db += missing
    return best
