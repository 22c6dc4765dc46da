"""Pictures and sounds over HTTP: stored once under their hash, refused before they can do harm."""

import hashlib
import re
import struct
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.api.rest.farm import ApiClient, memory_house, picture, problem_of, sound


def test_a_bare_body_is_stored_under_its_hash(api: ApiClient) -> None:
    data = picture(64, 48)
    answer = api.post("/v1/inputs", content=data)
    sha256 = hashlib.sha256(data).hexdigest()
    assert answer.status_code == 201
    assert answer.json() == {
        "kind": "picture",
        "key": f"inputs/{sha256}",
        "sha256": sha256,
        "bytes": len(data),
        "width": 64,
        "height": 48,
        "duration_s": None,
    }
    assert api.house.store.get(f"inputs/{sha256}") == data


@pytest.mark.parametrize("told", ["image/png", "application/octet-stream", "text/html"])
def test_a_sound_is_told_by_its_bytes(api: ApiClient, told: str) -> None:
    data = sound(1.5)
    answer = api.post("/v1/inputs", content=data, headers={"Content-Type": told})
    sha256 = hashlib.sha256(data).hexdigest()
    assert answer.status_code == 201
    assert answer.json() == {
        "kind": "sound",
        "key": f"inputs/{sha256}",
        "sha256": sha256,
        "bytes": len(data),
        "width": None,
        "height": None,
        "duration_s": 1.5,
    }
    assert api.house.store.get(f"inputs/{sha256}") == data
    form = api.post("/v1/inputs", files={"file": ("a.jpg", data, "image/jpeg")})
    assert form.json() == answer.json()


def test_a_form_is_the_same(api: ApiClient) -> None:
    data = picture()
    bare = api.post("/v1/inputs", content=data)
    form = api.post("/v1/inputs", files={"file": ("a picture.png", data, "image/png")})
    assert form.status_code == 201
    assert form.json() == bare.json()


def test_no_bytes_are_refused(api: ApiClient) -> None:
    problem_of(api.post("/v1/inputs"), status=422, code="empty_input")
    wrong_part = api.post("/v1/inputs", files={"other": ("a.png", picture(), "image/png")})
    problem_of(wrong_part, status=422, code="empty_input")


@pytest.mark.parametrize(
    "data",
    [
        b"<svg onload='alert(1)'/>",
        b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"GIF89a",
        b"x",
    ],
)
@pytest.mark.parametrize("told", ["image/png", "audio/wav"])
def test_what_is_neither_is_refused_with_all_lists(api: ApiClient, data: bytes, told: str) -> None:
    answer = api.post("/v1/inputs", content=data, headers={"Content-Type": told})
    document = problem_of(answer, status=422, code="invalid_input")
    assert "no picture, sound or video" in document["detail"]
    assert "JPEG, PNG or WebP" in document["allowed"]
    assert "WAV, MP3, Ogg (Vorbis, Opus), FLAC or M4A (AAC)" in document["allowed"]
    assert list(api.house.store.list_keys("")) == []


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (sound(0.5), "a sound of 0.5 s"),
        (sound(4)[:20_000], "ends after"),
        (sound()[:44] + bytes(24_000), "silent throughout"),
        (b"OggS" + bytes(500), "a sound that cannot be read|nothing is heard"),
    ],
)
def test_a_sound_that_cannot_be_used_is_refused(api: ApiClient, data: bytes, what: str) -> None:
    document = problem_of(api.post("/v1/inputs", content=data), status=422, code="invalid_input")
    assert re.search(what, document["detail"])
    assert document["allowed"]
    assert list(api.house.store.list_keys("")) == []


def test_a_cut_picture_is_refused(api: ApiClient) -> None:
    answer = api.post("/v1/inputs", content=picture()[:200])
    problem_of(answer, status=422, code="picture_refused")


def test_a_picture_bomb_is_refused_before_it_is_decoded(api: ApiClient) -> None:
    answer = api.post("/v1/inputs", content=_bomb(50_000, 50_000))
    document = problem_of(answer, status=422, code="picture_refused")
    assert "50" in document["detail"]


def test_a_large_body_is_refused_by_its_length(tmp_path: Path) -> None:
    api = ApiClient(memory_house(tmp_path, max_input_bytes=1000))
    answer = api.post("/v1/inputs", content=b"x" * 1001)
    problem_of(answer, status=413, code="body_too_large")


def test_a_large_body_without_a_length_is_refused_while_it_streams(tmp_path: Path) -> None:
    api = ApiClient(memory_house(tmp_path, max_input_bytes=1000))
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 1_000_000:
            sent += 500
            yield b"x" * 500

    answer = api.post("/v1/inputs", content=endless())
    problem_of(answer, status=413, code="body_too_large")
    assert sent < 5000


def _bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be huge."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
