"""A small film → an animated WebP, by libwebp, which leaves out what did not change.

Through PyAV and not through Pillow, which gathers all pictures before it encodes the first.
"""

from fractions import Fraction
from pathlib import Path

import av

from render_farm.encode.small_film import SmallFilm
from render_farm.errors import InvalidInput

# WebP counts milliseconds.
_PER_SECOND = 1000


def write_webp(film: SmallFilm, path: Path) -> None:
    """Write the film, repeated for ever, lossy.

    Raises:
        InvalidInput: nothing moves in it, of which libwebp makes a still.
        av.FFmpegError, OSError, ValueError: it cannot be encoded or written.
    """
    times, settings = film.times(_PER_SECOND), film.settings
    options = {"quality": str(settings.quality), "compression_level": str(settings.method)}
    with av.open(str(path), "w", format="webp", options={"loop": "0"}) as container:
        stream = container.add_stream("libwebp_anim", rate=_PER_SECOND, options=options)
        stream.width, stream.height = film.size_px
        stream.pix_fmt = "bgra"
        stream.codec_context.time_base = Fraction(1, _PER_SECOND)
        for number, picture in enumerate(film.pictures()):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="bgra")
            frame.pts, frame.time_base = times[number], Fraction(1, _PER_SECOND)
            frame.duration = times[number + 1] - times[number]
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    _set_length(path, times[-1])


def _set_length(path: Path, length_ms: int) -> None:
    """Let the last picture be shown until the end: libwebp gives it the mean of the others.

    A RIFF of chunks; an ANMF says in its bytes 12 to 15 for how long it is shown (RFC 9649).
    """
    data = bytearray(path.read_bytes())
    shown: list[int] = []
    at = 12
    while at + 8 <= len(data):
        if data[at : at + 4] == b"ANMF":
            shown.append(at + 20)
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    if not shown:
        raise InvalidInput("nothing moves in this video", where="format", allowed="webp, gif, mp4")
    told = [int.from_bytes(data[at : at + 3], "little") for at in shown]
    if sum(told) != length_ms:
        rest = max(1, length_ms - sum(told[:-1]))
        data[shown[-1] : shown[-1] + 3] = rest.to_bytes(3, "little")
        path.write_bytes(data)
