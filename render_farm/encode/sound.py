"""Sounds' files and how they are heard → the samples that a video is encoded with."""

import os
from collections.abc import Callable

import av
import numpy as np
from numpy.typing import NDArray

from render_farm.encode.ducking import ducking
from render_farm.encode.loudness import loudness_lufs, mastered
from render_farm.encode.settings import SoundSettings
from render_farm.encode.voices import heard_voices
from render_farm.errors import EncodeError, InvalidInput
from render_farm.local_file import LocalFile
from render_farm.sound_file import sound_format
from templates.scene import Sound

Samples = NDArray[np.float32]
Files = Callable[[str], LocalFile]

# Below −60 dBFS nobody hears anything.
_SILENT = 0.001


def mix_sound(files: Files, sound: Sound, *, seconds: float, settings: SoundSettings) -> Samples:
    """The bed, cut or looped to `seconds`, under the voices of clips, faded, at its loudness.

    files: by sha256. Returns (samples, 2) at settings.rate_hz, within ±1. No process is left
    behind.

    Raises:
        InvalidInput: no sound file, nothing is heard in the part that is used, or so little that
            lifting it would lift its noise.
        EncodeError: a file cannot be read.
    """
    # When it is imported, MoviePy would put the `.env` of a folder above it into our environment.
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
    # It takes a third of a second, which silent videos need not pay.
    from render_farm.encode.sound_reader import faded  # noqa: PLC0415

    voices = heard_voices(sound.voices, files=files, seconds=seconds, settings=settings)
    mixed = voices
    if sound.sha256 is not None:
        bed = _bed(files(sound.sha256), sound, seconds=seconds, settings=settings)
        gain = ducking(voices, by_db=sound.duck_db, rate_hz=settings.rate_hz)
        mixed = voices + bed * gain[:, None]
    mixed = faded(mixed, sound, rate_hz=settings.rate_hz)
    lufs = settings.lufs + sound.gain_db
    _refuse_quiet(mixed, lufs, settings)
    return mastered(mixed, lufs=lufs, settings=settings)


def _bed(file: LocalFile, sound: Sound, *, seconds: float, settings: SoundSettings) -> Samples:
    """The sound, cut or looped, at the loudness of a voice where there are any."""
    from render_farm.encode.sound_reader import looped, read_samples  # noqa: PLC0415 - mix_sound

    rate_hz, where = settings.rate_hz, f"inputs/{sound.sha256}"
    try:
        samples = read_samples(
            file.path, seconds=seconds, exact_s=_told_s(file, where), rate_hz=rate_hz
        )
    except (OSError, ValueError) as error:
        raise EncodeError(f"the sound cannot be read: {error}"[:300], where=where) from error
    if samples.size == 0 or float(np.abs(samples).max()) < _SILENT:
        raise InvalidInput(
            f"the sound is silent for its first {seconds:g} s",
            where=where,
            allowed="something to hear from the start",
        )
    bed = looped(samples, seconds=seconds, rate_hz=rate_hz)
    if not sound.voices:
        return bed
    lift_db = settings.lufs - loudness_lufs(bed, rate_hz=rate_hz)
    return np.asarray(bed * np.float32(10 ** (min(lift_db, settings.boost_db) / 20)))


def _refuse_quiet(mixed: Samples, lufs: float, settings: SoundSettings) -> None:
    """What is hardly there would become noise."""
    found = loudness_lufs(mixed, rate_hz=settings.rate_hz)
    if found < lufs - settings.boost_db:
        raise InvalidInput(
            f"what is heard has {found:.0f} LUFS",
            where="sound",
            allowed=f"at least {lufs - settings.boost_db:.0f} LUFS in the part that is used",
        )


def _told_s(file: LocalFile, where: str) -> float | None:
    with file.path.open("rb") as opened:
        kind = sound_format(opened.read())
    try:
        with av.open(str(file.path), mode="r", format=kind) as container:
            return None if container.duration is None else container.duration / 1_000_000
    except av.FFmpegError as error:
        raise EncodeError(f"the sound cannot be read: {error}", where=where) from error
