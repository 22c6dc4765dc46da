"""A sound's file and how it is heard → the samples that a video is encoded with."""

import math
import os
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from render_farm.encode.settings import SoundSettings
from render_farm.errors import EncodeError, InvalidInput
from render_farm.sound_file import sound_format
from templates.scene import Sound

# Below −60 dBFS nobody hears anything.
_SILENT = 0.001


def mix_sound(
    path: Path, sound: Sound, *, seconds: float, settings: SoundSettings
) -> NDArray[np.float32]:
    """Cut or loop the sound to `seconds`, bring it to its loudness, fade it.

    Returns (samples, 2) at settings.rate_hz, within ±1. No process is left behind.

    Raises:
        InvalidInput: no sound file, or nothing is heard in the part that is used.
        EncodeError: the file cannot be read.
    """
    # When it is imported, MoviePy would put the `.env` of a folder above it into our environment.
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
    # It takes a third of a second, which silent videos need not pay.
    from render_farm.encode.sound_reader import mix_samples, read_samples  # noqa: PLC0415

    rate_hz = settings.rate_hz
    # FFmpeg takes `name:rest` for a protocol; an absolute path cannot be one.
    path = path.resolve()
    try:
        samples = read_samples(path, seconds=seconds, exact_s=_told_s(path), rate_hz=rate_hz)
    except (OSError, ValueError) as error:
        raise EncodeError(f"the sound cannot be read: {error}"[:300], where=path.name) from error
    if samples.size == 0 or float(np.abs(samples).max()) < _SILENT:
        raise InvalidInput(
            f"the sound is silent for its first {seconds:g} s",
            where=f"inputs/{sound.sha256}",
            allowed="something to hear from the start",
        )
    gain = _gain(samples, settings, wanted=settings.lufs + sound.gain_db)
    return mix_samples(samples, sound, seconds=seconds, gain=gain, rate_hz=rate_hz)


def loudness_lufs(samples: NDArray[np.float32], *, rate_hz: int) -> float:
    """Integrated loudness (ITU-R BS.1770, EBU R 128) of (samples, 2); −70 is the lowest told."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=rate_hz, format="flt", layout="stereo")
    meter = graph.add("ebur128", "metadata=1:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    packed = np.ascontiguousarray(samples, dtype=np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout="stereo")
    frame.sample_rate, frame.pts = rate_hz, 0
    graph.push(frame)
    graph.push(None)
    told = -70.0
    while True:
        try:
            told = float(graph.pull().metadata.get("lavfi.r128.I", told))
        except (av.BlockingIOError, av.EOFError):
            return told


def _gain(samples: NDArray[np.float32], settings: SoundSettings, *, wanted: float) -> float:
    """The factor to `wanted` LUFS; less where a peak or the noise would become too loud."""
    lift_db = wanted - loudness_lufs(samples, rate_hz=settings.rate_hz)
    headroom_db = settings.peak_dbfs - 20 * math.log10(float(np.abs(samples).max()))
    return float(10 ** (min(lift_db, headroom_db, settings.boost_db) / 20))


def _told_s(path: Path) -> float | None:
    kind = sound_format(path.read_bytes())
    try:
        with av.open(str(path), mode="r", format=kind) as container:
            return None if container.duration is None else container.duration / 1_000_000
    except av.FFmpegError as error:
        raise EncodeError(f"the sound cannot be read: {error}", where=path.name) from error
