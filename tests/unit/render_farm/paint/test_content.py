"""Text with a real font: what is shaped is what is painted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from render_farm.paint.content import content
from templates.scene import LinearGradient, Shadow, Solid, Stop, TextLayer
from templates.text import FontLibrary, TextStyle, fit_text
from tests.unit.render_farm.paint.scenes import BLACK, RED, WHITE, box, pictures
from tests.unit.templates.text.color_font import BLUE, write_color_font


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


def text_layer(text: str, fonts: FontLibrary, *, locale: str = "en") -> TextLayer:
    style = TextStyle(families=("Rubik",), size_px=60, min_size_px=60, max_lines=1)
    block = fit_text(text, style=style, locale=locale, width_px=500, height_px=None, fonts=fonts)
    return TextLayer(
        name="headline",
        box=box(20, 30, 500, block.height_px),
        runs=block.lines[0].runs,
        paint=Solid(color=WHITE),
    )


def test_ink_lies_where_the_line_says(fonts: FontLibrary) -> None:
    layer = text_layer("Hey", fonts)
    raster = content(layer, pictures=pictures(), fonts=fonts)
    block = fit_text(
        "Hey",
        style=TextStyle(families=("Rubik",), size_px=60, min_size_px=60, max_lines=1),
        locale="en",
        width_px=500,
        height_px=None,
        fonts=fonts,
    )
    ink = block.lines[0].ink
    assert raster.x == pytest.approx(20 + ink.x, abs=1)
    assert raster.y == pytest.approx(30 + ink.y, abs=1)
    assert raster.width == pytest.approx(ink.width, abs=2)
    assert raster.height == pytest.approx(ink.height, abs=2)


def test_a_box_between_pixels_moves_the_ink(fonts: FontLibrary) -> None:
    layer = text_layer("lll", fonts)
    there = content(layer, pictures=pictures(), fonts=fonts)
    between = content(replace(layer, box=box(20.5, 30, 500, 70)), pictures=pictures(), fonts=fonts)
    assert int(there.pixels.sum()) == pytest.approx(int(between.pixels.sum()), rel=0.02)
    assert there.pixels.shape != between.pixels.shape or (there.pixels != between.pixels).any()


def test_gradients_and_shadows_of_text(fonts: FontLibrary) -> None:
    stops = (Stop(at=0, color=RED), Stop(at=1, color=BLACK))
    layer = replace(
        text_layer("سلام", fonts, locale="ar"),
        paint=LinearGradient(x0=0, y0=0, x1=0, y1=1, stops=stops),
        shadow=Shadow(dx=0, dy=4, sigma_px=3, color=BLACK),
    )
    plain = content(replace(layer, shadow=None), pictures=pictures(), fonts=fonts)
    raster = content(layer, pictures=pictures(), fonts=fonts)
    assert raster.rect.covers(plain.rect)
    assert raster.height > plain.height
    reds = plain.pixels[:, :, 0].max(axis=1)
    assert reds[0] > reds[-1]


def test_text_without_ink_is_one_empty_pixel(fonts: FontLibrary) -> None:
    layer = replace(text_layer("x", fonts), runs=())
    raster = content(layer, pictures=pictures(), fonts=fonts)
    assert raster.pixels.shape == (1, 1, 4)
    assert raster.pixels.max() == 0


def test_emoji_bring_their_colours_beside_the_text_s(tmp_path: Path) -> None:
    write_color_font(tmp_path / "colour.ttf")
    brand = FontLibrary.packaged(folders=[tmp_path])
    layer = text_layer(f"H{BLUE}", brand)
    plain, shadowed = (
        content(one, pictures=pictures(), fonts=brand)
        for one in (
            replace(layer, paint=Solid(color=RED)),
            replace(layer, shadow=Shadow(dx=4, dy=4, sigma_px=2, color=BLACK)),
        )
    )
    assert (plain.pixels[:, :, :3] <= plain.pixels[:, :, 3:]).all()
    colors = {tuple(pixel) for pixel in plain.pixels.reshape(-1, 4).tolist()}
    assert {(RED.red, RED.green, RED.blue, 255), (0, 0, 128, 128)} <= colors
    assert shadowed.width > plain.width


def test_a_stroke_goes_round_letters_and_leaves_emoji_alone(tmp_path: Path) -> None:
    write_color_font(tmp_path / "colour.ttf")
    brand = FontLibrary.packaged(folders=[tmp_path])
    layer = text_layer(BLUE, brand)
    stroked = replace(layer, stroke=RED, stroke_px=6.0)
    one, other = (content(each, pictures=pictures(), fonts=brand) for each in (layer, stroked))
    assert np.array_equal(one.pixels, other.pixels)
