"""Text with a real font: what is shaped is what is painted."""

from dataclasses import replace

import pytest

from render_farm.paint.content import content
from templates.scene import LinearGradient, Shadow, Solid, Stop, TextLayer
from templates.text import FontLibrary, TextStyle, fit_text
from tests.unit.render_farm.paint.scenes import BLACK, RED, WHITE, box, pictures


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
