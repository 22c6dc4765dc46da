"""A user's clip → proof that it can be shown, or InvalidInput."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import av
import numpy as np
from PIL import Image

from render_farm.errors import InvalidInput
from render_farm.video_times import FrameGrid, frame_grid
from templates import PictureFacts, VideoFacts, study_picture

MAX_VIDEO_BYTES = 100 * 1024 * 1024
MIN_VIDEO_S = 0.5
MAX_VIDEO_S = 300.0
VIDEO_KINDS = "MP4, MOV (H.264, HEVC, AV1, VP9, MPEG-4, ProRes) or WebM (VP8, VP9, AV1)"
# FFmpeg's names of the formats, and what may be encoded in each.
_CODECS = {
    "mov": ("h264", "hevc", "av1", "vp9", "mpeg4", "prores"),
    "matroska": ("vp8", "vp9", "av1", "h264", "hevc"),
}
# Of MP4 files in which nothing is shown: Apple's, and Adobe's.
_SOUND_BRANDS = (b"M4A ", b"M4B ", b"F4A ", b"F4B ")
_SOUND_CODECS = ("aac", "mp3", "opus", "vorbis", "flac", "ac3", "alac", "pcm_s16le", "pcm_s24le")
_SIDES = range(16, 4097)
_MAX_FPS = 240
# Five minutes of 1080p at 60 frames a second: about a minute of decoding.
_MAX_PIXELS = 300 * 60 * 1920 * 1080
# What a file may lack of what it says it holds: encoders round, players stop early.
_SLACK = 0.1
# Below −60 dBFS nobody hears anything.
_SILENT = 0.001
# ITU-T H.273: SMPTE ST 2084 (PQ) and ARIB STD-B67 (HLG).
_HDR = {16: "PQ", 18: "HLG"}
_LIKENESS_PX = 960


def check_video(data: bytes) -> VideoFacts:
    """Decode all of a clip, frame by frame, and see that it is one.

    Raises:
        InvalidInput: too many bytes, another format or codec, broken or cut off, shorter than half
            a second, longer than five minutes, too small, too large, too many frames, HDR,
            interlaced, see-through.
    """
    facts = study_video(data)
    try:
        with _opened(data) as container:
            shown = sum(not frame.is_corrupt for frame in container.decode(_stream(container)))
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _unreadable(error) from error
    expected = len(_timing(data).times_s)
    if shown < (1 - _SLACK) * expected:
        raise InvalidInput(
            f"a clip of {expected} frames of which {shown} can be decoded", allowed="whole files"
        )
    return facts


def study_video(data: bytes) -> VideoFacts:
    """What a layout must know of a clip: its times, its sound, and one frame of its middle.

    Of a clip that was checked; it decodes no other frame. Raises InvalidInput as `check_video`.
    """
    if len(data) > MAX_VIDEO_BYTES:
        raise InvalidInput(
            f"a clip of {len(data)} bytes", allowed=f"at most {MAX_VIDEO_BYTES} bytes"
        )
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        timing = _timing(data)
        with _opened(data) as container:
            heard = _is_heard(container)
        with _opened(data) as container:
            likeness = _likeness(container, middle_s=timing.times_s[len(timing.times_s) // 2])
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _unreadable(error) from error
    return VideoFacts(
        sha256=sha256,
        frames=timing.grid.frames,
        fps=timing.grid.fps,
        heard=heard,
        likeness=replace(likeness, sha256=sha256),
    )


def video_format(data: bytes) -> str:
    """mov or matroska, by the first bytes. Raises InvalidInput for anything else."""
    if data[4:8] in (b"ftyp", b"moov", b"wide", b"mdat"):
        return "mov"
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    raise InvalidInput("no video file of a known kind", allowed=VIDEO_KINDS)


def is_video(data: bytes) -> bool:
    """Whether a file of one of the formats holds moving pictures; a sound's cover is none.

    One that cannot be read, such as the first half of one, is what it calls itself.
    """
    try:
        with _opened(data) as container:
            return bool(_moving(container))
    except (av.FFmpegError, OSError, ValueError):
        return data[8:12] not in _SOUND_BRANDS


@dataclass(frozen=True, kw_only=True, slots=True)
class _Timing:
    """When frames are shown, in seconds from the beginning of the file."""

    times_s: tuple[float, ...]
    grid: FrameGrid


def _opened(data: bytes) -> av.container.InputContainer:
    # The format is told, never guessed: a playlist would make FFmpeg open other files.
    return av.open(io.BytesIO(data), mode="r", format=video_format(data))


def _moving(container: av.container.InputContainer) -> list[av.VideoStream]:
    cover = av.stream.Disposition.attached_pic
    return [stream for stream in container.streams.video if not stream.disposition & cover]


def _stream(container: av.container.InputContainer) -> av.VideoStream:
    """The stream that is shown, of a codec and a size that are taken."""
    found = _moving(container)
    if not found:
        raise InvalidInput("a file in which nothing is shown", allowed=VIDEO_KINDS)
    stream, context = found[0], found[0].codec_context
    allowed = _CODECS["matroska" if "matroska" in container.format.name else "mov"]
    codec = context.codec.canonical_name
    if codec not in allowed:
        raise InvalidInput(f"{codec} in {container.format.name}", allowed=", ".join(allowed))
    if context.width not in _SIDES or context.height not in _SIDES:
        raise InvalidInput(
            f"a clip of {context.width}×{context.height} px",
            allowed=f"{_SIDES.start} to {_SIDES.stop - 1} px a side",
        )
    if context.pix_fmt is None or "a" in context.pix_fmt.partition("p")[0].replace("gray", ""):
        raise InvalidInput(f"frames of the kind {context.pix_fmt}", allowed="opaque YUV or RGB")
    # One thread, so that no more than a few frames are in memory.
    context.thread_count = 1
    return stream


def _timing(data: bytes) -> _Timing:
    """When frames are shown, by the packets alone; nothing is decoded."""
    with _opened(data) as container:
        stream = _stream(container)
        told_s = (container.duration or 0) / 1_000_000
        _refuse_length(told_s, least_s=0.0)
        start_s = (container.start_time or 0) / 1_000_000
        times, end_s, heard_s = [], 0.0, 0.0
        pixels = stream.codec_context.width * stream.codec_context.height
        for packet in container.demux():
            if packet.pts is None or packet.is_discard or packet.time_base is None:
                continue
            time_s = float(packet.pts * packet.time_base) - start_s
            until_s = time_s + float((packet.duration or 0) * packet.time_base)
            heard_s = max(heard_s, until_s)
            _refuse_length(until_s, least_s=0.0)
            if packet.stream_index == stream.index:
                times.append(time_s)
                end_s = max(end_s, until_s)
                _refuse_many(len(times), pixels)
    if len(times) < 2:
        raise InvalidInput(f"a clip of {len(times)} frames", allowed="two frames or more")
    times.sort()
    end_s = max(end_s, times[-1] + (times[-1] - times[0]) / (len(times) - 1))
    _refuse_length(end_s, least_s=MIN_VIDEO_S)
    if max(end_s, heard_s) < (1 - _SLACK) * told_s:
        raise InvalidInput(
            f"a clip that says {told_s:.1f} s and ends after {end_s:.1f} s", allowed="whole files"
        )
    if (len(times) - 1) / max(times[-1] - times[0], 1e-6) > _MAX_FPS:
        raise InvalidInput("a clip of too many frames a second", allowed=f"at most {_MAX_FPS}")
    return _Timing(times_s=tuple(times), grid=frame_grid(times, end_s=end_s))


def _refuse_length(seconds: float, *, least_s: float) -> None:
    if seconds > MAX_VIDEO_S or seconds < least_s:
        raise InvalidInput(
            f"a clip of {seconds:.1f} s", allowed=f"{MIN_VIDEO_S:g} to {MAX_VIDEO_S:g} s"
        )


def _refuse_many(frames: int, pixels: int) -> None:
    if frames * pixels > _MAX_PIXELS:
        raise InvalidInput(
            f"a clip of more than {frames - 1} frames of {pixels} px",
            allowed=f"at most {_MAX_PIXELS // pixels} frames of that size",
        )


def _likeness(container: av.container.InputContainer, *, middle_s: float) -> PictureFacts:
    """What the frame that is shown in the middle looks like, upright."""
    stream = _stream(container)
    start_s = (container.start_time or 0) / 1_000_000
    container.seek(round((middle_s + start_s) * 1_000_000))
    found: av.VideoFrame | None = None
    for frame in container.decode(stream):
        found = frame
        if frame.time is None or frame.time - start_s >= middle_s - 1e-3:
            break
    if found is None:
        raise InvalidInput("a clip of which no frame can be decoded", allowed=VIDEO_KINDS)
    _refuse_kind(found)
    size = _shown_size(found, stream.sample_aspect_ratio)
    picture = _upright(found).resize(_reduced(size))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return replace(study_picture(out.getvalue()), width=size[0], height=size[1])


def _refuse_kind(frame: av.VideoFrame) -> None:
    """What no player of an ad shows right, and what we do not make right."""
    curve = _HDR.get(int(frame.color_trc or 0))
    if curve is not None:
        raise InvalidInput(
            f"an HDR clip ({curve})", allowed="standard range: BT.709, as editors export it"
        )
    if frame.interlaced_frame:
        raise InvalidInput("an interlaced clip", allowed="whole frames (progressive)")


def _shown_size(frame: av.VideoFrame, pixel: Fraction | None) -> tuple[int, int]:
    """Width and height as it is shown: upright, with square pixels."""
    width = round(frame.width * float(pixel)) if pixel else frame.width
    if max(width, frame.height) > 8 * min(width, frame.height):
        raise InvalidInput(f"a clip of {width}×{frame.height} px", allowed="sides of 1:8 at most")
    return (frame.height, width) if frame.rotation % 180 else (width, frame.height)


def _upright(frame: av.VideoFrame) -> Image.Image:
    pixels = frame.to_ndarray(format="rgb24")
    return Image.fromarray(np.asarray(pixels, dtype=np.uint8)).rotate(frame.rotation, expand=True)


def _reduced(size: tuple[int, int]) -> tuple[int, int]:
    factor = min(1.0, _LIKENESS_PX / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _is_heard(container: av.container.InputContainer) -> bool:
    """Whether anything is to be heard of a clip, after decoding all of its sound."""
    if not container.streams.audio:
        return False
    stream = container.streams.audio[0]
    codec = stream.codec_context.codec.canonical_name
    if codec not in _SOUND_CODECS:
        raise InvalidInput(f"a sound of the kind {codec}", allowed=", ".join(_SOUND_CODECS))
    return _loudest(container.decode(stream)) >= _SILENT


def _loudest(frames: Iterator[av.AudioFrame]) -> float:
    """The largest swing of any stretch of samples, 1 = full scale."""
    loudest = 0.0
    for frame in frames:
        samples = frame.to_ndarray().astype(np.float64)
        if not np.isfinite(samples).all():
            raise InvalidInput("samples that are no numbers", allowed="finite samples")
        full = (
            1.0
            if frame.format.name.startswith(("flt", "dbl"))
            else 2.0 ** (8 * frame.format.bytes - 1)
        )
        loudest = max(loudest, float(np.ptp(samples)) / (2 * full) if samples.size else 0.0)
    return loudest


def _unreadable(error: Exception) -> InvalidInput:
    return InvalidInput(f"a clip that cannot be read: {error}"[:300], allowed=VIDEO_KINDS)
