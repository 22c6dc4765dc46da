import pytest
from PIL import Image

from templates.errors import PictureRefused
from templates.pictures.opening import open_picture
from tests.unit.templates.samples import picture_bytes


def center(picture: Image.Image) -> object:
    return picture.getpixel((picture.width // 2, picture.height // 2))


@pytest.mark.parametrize(
    ("mode", "color", "format_name", "expected"),
    [
        ("RGB", (200, 40, 30), "PNG", (200, 40, 30)),
        ("L", 90, "JPEG", (90, 90, 90)),
        ("CMYK", (0, 255, 255, 0), "JPEG", (255, 0, 0)),
        ("I;16", 257 * 100, "PNG", (100, 100, 100)),
        ("RGBA", (0, 0, 0, 0), "PNG", (255, 255, 255)),
        ("LA", (0, 0), "PNG", (255, 255, 255)),
        ("1", 1, "PNG", (255, 255, 255)),
    ],
)
def test_every_mode_becomes_rgb(
    mode: str, color: object, format_name: str, expected: tuple[int, int, int]
) -> None:
    picture = open_picture(picture_bytes(mode, color=color, format=format_name))
    assert picture.mode == "RGB"
    found = center(picture)
    assert isinstance(found, tuple)
    assert all(abs(a - b) <= 3 for a, b in zip(found, expected, strict=True))


def test_alpha_may_be_kept() -> None:
    data = picture_bytes("RGBA", color=(10, 20, 30, 40))
    kept = open_picture(data, keep_alpha=True)
    assert (kept.mode, center(kept)) == ("RGBA", (10, 20, 30, 40))


def test_exif_turns_the_picture_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = picture_bytes(size=(64, 48), format="JPEG", exif=exif.tobytes())
    assert open_picture(data).size == (48, 64)


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_truncated_files_are_refused(format_name: str) -> None:
    data = picture_bytes(size=(400, 300), format=format_name)
    with pytest.raises(PictureRefused) as caught:
        open_picture(data[: len(data) * 2 // 3])
    assert caught.value.allowed == "whole, undamaged files"


def test_a_broken_colour_profile_does_no_harm() -> None:
    data = picture_bytes(format="JPEG", icc_profile=b"no profile")
    assert open_picture(data).mode == "RGB"
