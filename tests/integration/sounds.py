"""Sounds made in place."""

import io
import struct

import av
import numpy as np
from numpy.typing import NDArray

RATE_HZ = 44_100


def tone(seconds: float, *, hz: float = 440.0, level: float = 0.4) -> NDArray[np.float32]:
    """A tone that wanders, so that each moment is unlike the others: (samples,)."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return np.asarray(level * np.sin(2 * np.pi * (hz * t + 40 * np.sin(t))), dtype=np.float32)


def wav(samples: NDArray[np.float32], *, told: int | None = None) -> bytes:
    """A WAV of 32-bit floats, mono. told: bytes of samples that the header promises."""
    body = samples.astype("<f4").tobytes()
    size = len(body) if told is None else told
    form = struct.pack("<HHIIHH", 3, 1, RATE_HZ, RATE_HZ * 4, 4, 32)
    head = b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack("<I", 16) + form
    return head + b"data" + struct.pack("<I", size) + body


def encoded(
    samples: NDArray[np.float32], *, format: str, codec: str, options: dict[str, str] | None = None
) -> bytes:
    """The samples in another format."""
    out = io.BytesIO()
    rate = 48_000 if codec == "libopus" else RATE_HZ
    with av.open(out, "w", format=format, options=options or {}) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate, frame.pts = RATE_HZ, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()
