"""The first bytes of a picture → its format and size, before any decoder runs.

PNG: W3C PNG 3rd ed., 11.2.2. JPEG: ITU-T T.81, B.2.2. WebP: RFC 9649.
"""

import struct
from dataclasses import dataclass

from templates.errors import PictureRefused

FORMATS: tuple[str, ...] = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 50_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE_PX = 16_384

_NO_SIZE = frozenset({0xC4, 0xC8, 0xCC})


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureHeader:
    """What a picture says of itself: format, width and height before any rotation."""

    format: str
    width: int
    height: int


def read_header(data: bytes) -> PictureHeader:
    """Format and size; PictureRefused when foreign, broken, empty or beyond the limits."""
    if len(data) > MAX_BYTES:
        raise PictureRefused(
            f"{len(data):,} bytes", allowed=f"pictures of at most {MAX_BYTES:,} bytes"
        )
    try:
        header = _sniff(data)
    except (struct.error, IndexError) as error:
        raise PictureRefused("the picture ends within its header", allowed="whole files") from error
    check_size(header.width, header.height)
    return header


def check_size(width: int, height: int) -> None:
    """PictureRefused unless both sides and their product are within the limits."""
    if width < 1 or height < 1:
        raise PictureRefused(f"a picture of {width}x{height} pixels", allowed="at least 1x1")
    if max(width, height) > MAX_SIDE_PX or width * height > MAX_PIXELS:
        raise PictureRefused(
            f"a picture of {width}x{height} pixels",
            allowed=f"at most {MAX_PIXELS // 1_000_000} megapixels and {MAX_SIDE_PX:,} a side",
        )


def _sniff(data: bytes) -> PictureHeader:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack(">II", data[16:24])
        return PictureHeader(format="PNG", width=width, height=height)
    if data.startswith(b"\xff\xd8\xff"):
        width, height = _jpeg_size(data)
        return PictureHeader(format="JPEG", width=width, height=height)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        width, height = _webp_size(data)
        return PictureHeader(format="WEBP", width=width, height=height)
    what = "an empty file" if not data else f"a file that begins with {data[:8].hex(' ')}"
    raise PictureRefused(what, allowed=", ".join(FORMATS))


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise PictureRefused("a JPEG with a broken marker", allowed="whole JPEG files")
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        if marker == 0x01 or 0xD0 <= marker <= 0xD9:
            at += 2
            continue
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        width = 1 + int.from_bytes(data[24:27], "little")
        return width, 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int(struct.unpack("<I", data[21:25])[0])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise PictureRefused("a WebP of an unknown kind", allowed="VP8, VP8L or VP8X")
