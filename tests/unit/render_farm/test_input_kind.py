import io

import pytest
from PIL import Image

from render_farm.errors import InvalidInput
from render_farm.input_kind import InputKind, StoredInputs, input_kind, known_kind
from render_farm.storage import MemoryStore, sha256_of
from templates import SoundRef
from templates.pictures.header import FORMATS

WAV = b"RIFF\0\0\0\0WAVEfmt "


@pytest.mark.parametrize("format", FORMATS)
def test_all_pictures_that_can_be_opened_are_known(format: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, format)
    assert input_kind(file.getvalue()) is InputKind.PICTURE


@pytest.mark.parametrize(
    "data",
    [
        WAV,
        b"OggS\0\0",
        b"fLaC\0\0",
        b"\0\0\0\x20ftypM4A ",
        b"\xff\xfb\x90\x00",
        b"ID3\x04\x00\x00\x00\x00\x00\x00\xff\xf3\x90\x00",
    ],
)
def test_sounds_are_known(data: bytes) -> None:
    assert input_kind(data) is InputKind.SOUND


@pytest.mark.parametrize("data", [b"\0\0\0\x20ftypisom", b"\x1a\x45\xdf\xa3"])
def test_half_a_file_that_may_hold_either_is_taken_for_a_video(data: bytes) -> None:
    assert input_kind(data) is InputKind.VIDEO


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"])
def test_a_photo_in_the_container_of_m4a_is_no_sound(brand: bytes) -> None:
    assert input_kind(b"\0\0\0\x0aftyp" + brand) is None


@pytest.mark.parametrize("data", [b"", b"P", b"PK\x03\x04", b"RIFF\0\0\0\0AVI LIST", b"II*\0"])
def test_anything_else_is_refused_with_all_that_is_taken(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="no picture, sound or video") as caught:
        known_kind(data)
    assert all(kind.allowed in caught.value.allowed for kind in InputKind)


def test_a_stored_input_fills_a_slot_of_its_kind_only() -> None:
    store = MemoryStore()
    sha256 = sha256_of(WAV)
    store.put_new(f"inputs/{sha256}", WAV, sha256=sha256, content_type="audio/wav")
    inputs = StoredInputs(store)
    assert inputs.sound(f"inputs/{sha256}") == SoundRef(sha256=sha256)
    with pytest.raises(InvalidInput, match="is a sound"):
        inputs.picture(f"inputs/{sha256}")


@pytest.mark.parametrize(
    "value", ["", "a.png", "inputs/../assets/x", f"inputs/{'A' * 64}", f"inputs/{'a' * 64}\n"]
)
def test_what_names_no_input(value: str) -> None:
    with pytest.raises(InvalidInput, match="is no input"):
        StoredInputs(MemoryStore()).picture(value)


def test_what_is_not_stored() -> None:
    with pytest.raises(InvalidInput, match="is not in storage"):
        StoredInputs(MemoryStore()).picture(f"inputs/{'a' * 64}")


def test_a_picture_may_come_with_its_focal_point() -> None:
    store, data = MemoryStore(), b"\x89PNG\r\n\x1a\n"
    sha256 = sha256_of(data)
    store.put_new(f"inputs/{sha256}", data, sha256=sha256, content_type="image/png")
    inputs = StoredInputs(store)
    assert inputs.picture(f"inputs/{sha256}#focal=0.4,.25").focal == (0.4, 0.25)
    with pytest.raises(InvalidInput, match="each from 0 to 1"):
        inputs.picture(f"inputs/{sha256}#focal=4,2")
    with pytest.raises(InvalidInput, match="is no input"):
        inputs.picture("inputs/x#focal=0,0")
