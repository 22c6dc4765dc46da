"""A user's sound file → proof that it can be heard, or InvalidInput."""

import hashlib
import io
import struct
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from render_farm.errors import InvalidInput
from render_farm.sound_envelope import SoundEnvelope
from templates import SoundFacts

MAX_SOUND_BYTES = 20 * 1024 * 1024
MIN_SOUND_S = 1.0
MAX_SOUND_S = 600.0
# FFmpeg's names of the formats, and what may be encoded in each.
_CODECS = {
    "wav": ("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"),
    "mp3": ("mp3", "mp3float"),
    "ogg": ("vorbis", "opus", "libopus", "libvorbis"),
    "flac": ("flac",),
    "mp4": ("aac",),
}
SOUND_KINDS = "WAV, MP3, Ogg (Vorbis, Opus), FLAC or M4A (AAC)"
_RATES = range(8_000, 192_001)
_MAX_CHANNELS = 8
# What a file may lack of the length that it says: encoders round, players stop early.
_SLACK = 0.1
# Below −60 dBFS nobody hears anything.
_SILENT = 0.001


def study_sound(data: bytes) -> SoundFacts:
    """Decode all of a sound, see that it is one, and how loud it is from moment to moment.

    Its duration is of what was decoded, whatever the file says.

    Raises:
        InvalidInput: too many bytes, another format or codec, broken or cut off, shorter than
            a second, longer than ten minutes, silent throughout, or samples that are no numbers.
    """
    if len(data) > MAX_SOUND_BYTES:
        raise InvalidInput(
            f"a sound of {len(data)} bytes", allowed=f"at most {MAX_SOUND_BYTES} bytes"
        )
    kind, envelope = sound_format(data), SoundEnvelope()
    try:
        # The format is told, never guessed: a playlist would make FFmpeg open other files.
        with av.open(io.BytesIO(data), mode="r", format=kind) as container:
            stream = _stream(container, kind)
            told_s = _told_s(data, kind, container)
            heard_s = _listen(container.decode(stream), envelope)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise InvalidInput(f"a sound that cannot be read: {error}", allowed=SOUND_KINDS) from error
    if heard_s < MIN_SOUND_S:
        raise _length(heard_s)
    if heard_s < (1 - _SLACK) * told_s:
        raise InvalidInput(
            f"a sound that says {told_s:.1f} s and ends after {heard_s:.1f} s",
            allowed="whole files",
        )
    return SoundFacts(
        sha256=hashlib.sha256(data).hexdigest(), duration_s=heard_s, loudness=envelope.levels()
    )


def sound_format(data: bytes) -> str:
    """wav, mp3, ogg, flac or mp4, by the first bytes. Raises InvalidInput for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[:4] == b"OggS":
        return "ogg"
    if data[:4] == b"fLaC":
        return "flac"
    if data[4:8] == b"ftyp":
        return "mp4"
    audio = data[_id3_bytes(data) :]
    # Eleven set bits begin a frame; layer III has the bits 01.
    if len(audio) > 1 and audio[0] == 0xFF and audio[1] & 0xE6 == 0xE2:
        return "mp3"
    raise InvalidInput("no sound file of a known kind", allowed=SOUND_KINDS)


def _id3_bytes(data: bytes) -> int:
    """How long the ID3v2 tag at the front is (id3.org, ID3v2.4, 3.1)."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if data[5] & 0x10 else 0)


def _stream(container: av.container.InputContainer, kind: str) -> av.AudioStream:
    if not container.streams.audio:
        raise InvalidInput("a file in which nothing is heard", allowed=SOUND_KINDS)
    stream = container.streams.audio[0]
    context = stream.codec_context
    if context.name not in _CODECS[kind]:
        raise InvalidInput(f"{context.name} in {kind}", allowed=", ".join(_CODECS[kind]))
    if context.sample_rate not in _RATES:
        raise InvalidInput(f"{context.sample_rate} samples a second", allowed="8,000 to 192,000")
    if not 1 <= context.channels <= _MAX_CHANNELS:
        raise InvalidInput(f"{context.channels} channels", allowed=f"1 to {_MAX_CHANNELS}")
    return stream


def _listen(frames: Iterator[av.AudioFrame], envelope: SoundEnvelope) -> float:
    """Seconds of sound, whose loudness goes into the envelope."""
    heard_s, loudest = 0.0, 0.0
    for frame in frames:
        heard_s += frame.samples / frame.sample_rate
        if heard_s > MAX_SOUND_S:
            raise _length(heard_s)
        samples = frame.to_ndarray()
        loudest = max(loudest, _swing(samples))
        envelope.add(samples, rate_hz=frame.sample_rate, channels=len(frame.layout.channels))
    if heard_s >= MIN_SOUND_S and loudest < _SILENT:
        raise InvalidInput("a sound that is silent throughout", allowed="something to hear")
    return heard_s


def _swing(samples: NDArray[Any]) -> float:
    """Half of the way from the lowest to the highest sample, 1 = full scale."""
    if samples.dtype.kind != "f":
        levels = 2.0 ** (8 * samples.itemsize)
        return float(np.ptp(samples.astype(np.float64))) / levels
    if not np.isfinite(samples).all():
        raise InvalidInput("samples that are no numbers", allowed="finite samples")
    return float(np.ptp(samples)) / 2


def _told_s(data: bytes, kind: str, container: av.container.InputContainer) -> float:
    """How long the file says it is; 0 where it does not."""
    told_s = (container.duration or 0) / 1_000_000
    start = _id3_bytes(data)
    head = data[start : start + 512]
    if kind == "mp3" and b"Xing" not in head and b"Info" not in head:
        return 0.0  # FFmpeg only guesses it, from the first frame
    if kind == "wav":
        return told_s * _wav_promise(data)  # FFmpeg goes by what is there
    return told_s


def _wav_promise(data: bytes) -> float:
    """Bytes of samples that a WAV promises ÷ those that it has."""
    place = 12
    while place + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        place += 8
        if name == b"data":
            # Who writes to a pipe does not know the size, and says nothing, or the most.
            known = 0 < size < 0xFFFF_0000
            return max(1.0, size / max(1, len(data) - place)) if known else 1.0
        place += size + size % 2
    return 1.0


def _length(seconds: float) -> InvalidInput:
    return InvalidInput(
        f"a sound of {seconds:.1f} s", allowed=f"{MIN_SOUND_S:g} to {MAX_SOUND_S:g} s"
    )
