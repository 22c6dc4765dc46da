from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render_farm.encode import encode_still
from render_farm.errors import DeliveryRefused, EncodeError

PICTURE = Image.fromarray(
    np.random.default_rng(2).integers(0, 255, (9, 8, 3), dtype=np.uint8)
).resize((80, 60), Image.Resampling.BICUBIC)


@pytest.mark.parametrize(
    ("kind", "name", "allowed"), [("jpg", "JPEG", 6), ("png", "PNG", 0), ("webp", "WEBP", 12)]
)
def test_what_is_written_can_be_read(kind: str, name: str, allowed: float, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    encode_still(PICTURE, path, format=kind)
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == (name, "RGB", (80, 60))
        gap = np.abs(np.asarray(image).astype(int) - np.asarray(PICTURE))
    assert gap.mean() <= allowed
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_jpeg_keeps_full_colour_resolution(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    encode_still(PICTURE, path, format="jpg")
    # Start of frame: 3 components, the first sampled 1×1 as the others are.
    data = path.read_bytes()
    frame = data.index(b"\xff\xc0")
    assert data[frame + 11] == 0x11


def test_quality_counts(tmp_path: Path) -> None:
    sizes = []
    for quality in (30, 88):
        encode_still(PICTURE, tmp_path / "a.jpg", format="jpg", quality=quality)
        sizes.append((tmp_path / "a.jpg").stat().st_size)
    assert sizes[0] < sizes[1]


def test_an_unknown_format_is_refused_with_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="jpg, png, webp"):
        encode_still(PICTURE, tmp_path / "a.gif", format="gif")


def test_a_quality_out_of_range_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="1-100"):
        encode_still(PICTURE, tmp_path / "a.jpg", format="jpg", quality=0)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="gone"):
        encode_still(PICTURE, tmp_path / "gone" / "a.jpg", format="jpg")


@pytest.mark.parametrize("kind", ["jpg", "webp"])
def test_a_cap_is_met_by_quality(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    encode_still(PICTURE, path, format=kind)
    cap = path.stat().st_size - 300
    encode_still(PICTURE, path, format=kind, max_bytes=cap)
    assert cap * 0.8 < path.stat().st_size <= cap


def test_a_png_that_is_too_heavy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused, match="at most 50 bytes"):
        encode_still(PICTURE, tmp_path / "a.png", format="png", max_bytes=50)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_a_byte_more_a_pixel_changes_nothing(kind: str, tmp_path: Path) -> None:
    """What the painter hands over is not copied, and written as RGB is."""
    pixels = np.dstack([np.asarray(PICTURE), np.full((60, 80), 255, dtype=np.uint8)])
    padded = Image.frombuffer("RGBX", (80, 60), pixels, "raw", "RGBX", 0, 1)
    for name, picture in (("rgb", PICTURE), ("rgbx", padded)):
        encode_still(picture, tmp_path / name, format=kind)
    assert (tmp_path / "rgb").read_bytes() == (tmp_path / "rgbx").read_bytes()
