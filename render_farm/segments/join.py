"""Pieces of video, and maybe a sound → one MP4 file, nothing encoded again but the sound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from render_farm.encode import PaintedVideo, SoundSettings
from render_farm.encode.sound_track import SoundTrack
from render_farm.encode.whole_file import whole_file
from render_farm.errors import EncodeError
from render_farm.segments.label import label_of, painted_of

_LABEL = "comment"
# Nothing here looks at pictures, and to find out more of them FFmpeg would decode some.
_UNSEEN = {"skip_frame": "all"}


def write_piece(encoded: Path, path: Path, *, painted: PaintedVideo) -> None:
    """Copy an encoded file to `path` with a label that says what was painted.

    Raises EncodeError.
    """
    join_pieces([encoded], path, fps=painted.fps, label=label_of(painted))


def join_pieces(
    pieces: Sequence[Path],
    path: Path,
    *,
    fps: int,
    sound: NDArray[np.float32] | None = None,
    settings: SoundSettings | None = None,
    label: str | None = None,
) -> None:
    """Write the pieces one behind the other; frame n of the whole is shown at exactly n ÷ fps.

    Every piece begins with a key frame and closes its groups, so that its packets stay as they
    are. sound: as long as the whole, encoded in one go, so that no seam is heard.

    Raises:
        EncodeError: a piece cannot be read, or was encoded otherwise than the first.
    """
    options = {"movflags": "+faststart"}
    with whole_file(path) as temporary:
        try:
            with av.open(str(temporary), "w", format="mp4", options=options) as container:
                if label is not None:
                    container.metadata[_LABEL] = label
                _join(container, pieces, fps, sound, settings or SoundSettings())
        except (av.FFmpegError, OSError, ValueError) as error:
            raise EncodeError(f"pieces cannot be joined: {error}", where=str(path)) from error


def read_label(path: Path) -> PaintedVideo:
    """What was painted into a piece. Raises EncodeError."""
    try:
        with av.open(str(path), options=_UNSEEN) as container:
            return painted_of(container.metadata.get(_LABEL, ""), where=str(path))
    except (av.FFmpegError, OSError) as error:
        raise EncodeError(f"a piece cannot be read: {error}", where=str(path)) from error


def _join(
    container: av.container.OutputContainer,
    pieces: Sequence[Path],
    fps: int,
    sound: NDArray[np.float32] | None,
    settings: SoundSettings,
) -> None:
    heads = [_head(path, fps) for path in pieces]
    if any(head.headers != heads[0].headers for head in heads):
        raise EncodeError("a piece was encoded in another way", where=str(pieces[0]))
    with av.open(str(pieces[0]), options=_UNSEEN) as first:
        stream = container.add_stream_from_template(first.streams.video[0])
    stream.time_base = Fraction(1, fps)
    track = None if sound is None else SoundTrack(container, sound, settings)
    delay = max(head.delay for head in heads)
    for number, packet in enumerate(_packets(pieces, fps)):
        # x264 gives a piece of one or two frames no delay: all get that of the longest.
        packet.dts = number - delay
        packet.stream = stream
        container.mux(packet)
        if track is not None:
            track.write_until((number + 1) / fps)
    if track is not None:
        track.finish()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Head:
    """A piece's SPS and PPS, and by how many frames its decoding runs ahead of what is shown."""

    headers: bytes | None
    delay: int


def _head(path: Path, fps: int) -> _Head:
    with av.open(str(path), options=_UNSEEN) as piece:
        source = piece.streams.video[0]
        first = next(piece.demux(source))
        return _Head(
            headers=source.codec_context.extradata,
            delay=-round((first.dts or 0) * (first.time_base or 0) * fps),
        )


def _packets(pieces: Sequence[Path], fps: int) -> Iterator["av.Packet[av.VideoStream]"]:
    """All packets in the order of decoding, shown in whole frames from 0."""
    count = 0
    for path in pieces:
        before = count
        with av.open(str(path), options=_UNSEEN) as piece:
            for packet in piece.demux(piece.streams.video[0]):
                if packet.pts is None:
                    continue  # demuxing ends with an empty packet
                packet.pts = before + round(packet.pts * (packet.time_base or 0) * fps)
                packet.duration = 1
                packet.time_base = Fraction(1, fps)
                count += 1
                yield packet
