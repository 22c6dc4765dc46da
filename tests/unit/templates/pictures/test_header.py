import struct
import zlib
from typing import Any

import pytest

from templates.errors import PictureRefused
from templates.pictures.header import MAX_BYTES, read_header
from tests.unit.templates.samples import picture_bytes


@pytest.mark.parametrize(
    ("format_name", "save"),
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True, "exif": b"Exif\x00\x00" + bytes(300)}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_sizes_are_read_from_the_header(format_name: str, save: dict[str, Any]) -> None:
    header = read_header(picture_bytes(size=(301, 17), format=format_name, **save))
    assert (header.format, header.width, header.height) == (format_name, 301, 17)


def test_webp_with_alpha_and_canvas() -> None:
    data = picture_bytes("RGBA", size=(33, 44), color=(1, 2, 3, 4), format="WEBP", exif=b"Exif\0\0")
    assert (read_header(data).width, read_header(data).height) == (33, 44)


def png_of(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    size, check = struct.pack(">I", 13), struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + size + body + check


@pytest.mark.parametrize(
    "size", [(50_000, 50_000), (16_385, 1), (8_000, 5_001), (0, 10), (2**31, 2**31)]
)
def test_picture_bombs_are_refused_by_their_headers(size: tuple[int, int]) -> None:
    with pytest.raises(PictureRefused) as caught:
        read_header(png_of(*size))
    assert caught.value.allowed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a\x01\x00\x01\x00",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x10",
        b"\xff\xd8\xff\xe0\x00\x02\x00\x00\x00",
        b"RIFF\x00\x00\x00\x00WEBPVP9 ",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x89PNG\r\n\x1a\n\x00",
        b"<svg/>",
    ],
)
def test_what_is_no_picture(data: bytes) -> None:
    with pytest.raises(PictureRefused):
        read_header(data)


def test_too_many_bytes() -> None:
    with pytest.raises(PictureRefused, match="bytes"):
        read_header(bytes(MAX_BYTES + 1))
