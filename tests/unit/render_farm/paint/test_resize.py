import numpy as np
import pytest
from PIL import Image

from render_farm.paint.resize import Edges, resized
from tests.unit.render_farm.paint.scenes import photo

LANCZOS = Image.Resampling.LANCZOS


@pytest.mark.parametrize(
    ("part", "size"),
    [
        ((0.0, 0.0, 300.0, 400.0), (300, 400)),
        ((0.3, 20.2, 299.1, 360.5), (410, 500)),
        ((10.0, 0.0, 250.5, 400.0), (97, 31)),
        ((298.5, 398.2, 300.0, 400.0), (5, 6)),
        ((0.0, 0.0, 300.0, 400.0), (1, 1)),
        ((120.0, 130.0, 122.0, 390.0), (60, 300)),
    ],
)
def test_it_is_what_pillow_makes(part: Edges, size: tuple[int, int]) -> None:
    image = photo()
    ours = resized(image, part, size)
    assert ours.shape == (size[1], size[0], 4)
    assert (ours[:, :, 3] == 255).all()
    theirs = np.asarray(image.resize(size, LANCZOS, box=part)).astype(int)
    # Rows first or columns first: each pass rounds.
    assert np.abs(ours[:, :, :3] - theirs).max() <= 2


def test_a_picture_of_one_pixel() -> None:
    dot = Image.new("RGB", (1, 1), (10, 20, 30))
    assert (resized(dot, (0.0, 0.0, 1.0, 1.0), (9, 7)) == (10, 20, 30, 255)).all()


def test_transparency_stays_premultiplied() -> None:
    glass = photo(30, 40).convert("RGBA")
    glass.putalpha(photo(40, 30).transpose(Image.Transpose.ROTATE_90).convert("L"))
    ours = resized(glass, (0.0, 0.0, 30.0, 40.0), (50, 70))
    theirs = glass.convert("RGBa").resize((50, 70), LANCZOS)
    assert (ours[:, :, :3] <= ours[:, :, 3:]).all()
    assert np.abs(ours.astype(int) - np.asarray(theirs)).max() <= 2


def test_strips_join_without_a_seam() -> None:
    tall = photo(60, 700)
    ours = resized(tall, (0.0, 0.0, 60.0, 700.0), (60, 700))
    assert (ours[:, :, :3] == np.asarray(tall)).all()


def test_a_picture_in_several_pieces_of_memory_is_no_other() -> None:
    wide = Image.new("RGB", (4100, 1100))
    wide.paste(photo(40, 30), (2000, 500))
    part = (1990.5, 490.0, 2050.0, 540.0)
    near = wide.crop((1900, 400, 2150, 640))
    shifted = (part[0] - 1900, part[1] - 400, part[2] - 1900, part[3] - 400)
    assert (resized(wide, part, (33, 44)) == resized(near, shifted, (33, 44))).all()
