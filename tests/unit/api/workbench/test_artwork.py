"""Artwork reduced once for the small scenes that draw it."""

import pytest
from PIL import Image

from api.workbench.artwork import SmallArtwork
from render_farm.paint import still
from templates.scene import Box, Color, PictureLayer, Scene
from templates.text import FontLibrary

WIDE = Image.linear_gradient("L").resize((1200, 800)).convert("RGB")


def scene(*, width: float, crop: Box | None = None) -> Scene:
    layer = PictureLayer(
        name="p",
        box=Box(x=0, y=0, width=width, height=width * 2 / 3),
        sha256="ab",
        crop=crop or Box(x=0, y=0, width=1200, height=800),
        extent=Box(x=0, y=0, width=1200, height=800),
    )
    return Scene(
        width_px=300, height_px=200, background=Color(red=0, green=0, blue=0), layers=(layer,)
    )


def test_a_picture_drawn_four_times_smaller_is_halved_once_for_all_scenes() -> None:
    artwork, opened = SmallArtwork(), []

    def pictures(sha256: str) -> Image.Image:
        opened.append(sha256)
        return WIDE

    for _ in range(2):
        fitted, small = artwork.fitted(scene(width=300), pictures)
        assert small("ab").size == (600, 400)
    assert opened == ["ab"]
    (layer,) = fitted.layers
    assert isinstance(layer, PictureLayer)
    assert layer.crop == layer.extent == Box(x=0, y=0, width=600, height=400)


def test_a_picture_drawn_at_its_size_is_left_alone() -> None:
    whole = scene(width=1200)
    fitted, small = SmallArtwork().fitted(whole, {"ab": WIDE}.__getitem__)
    assert fitted == whole
    assert small("ab") is WIDE


@pytest.mark.parametrize("crop", [None, Box(x=101, y=33, width=900, height=600)])
def test_what_is_painted_looks_the_same(crop: Box | None) -> None:
    whole, pictures = scene(width=300, crop=crop), {"ab": WIDE}.__getitem__
    fitted, small = SmallArtwork().fitted(whole, pictures)
    fonts = FontLibrary.packaged()
    one = still(whole, pictures=pictures, fonts=fonts).tobytes()
    other = still(fitted, pictures=small, fonts=fonts).tobytes()
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 2
