from dataclasses import replace

import numpy as np
import pytest

from render_farm.paint.content import content
from render_farm.paint.raster import PixelRect, Pixels
from render_farm.paint.stroke import outlined
from templates.scene import Solid, TextLayer
from templates.text import FontLibrary
from templates.text.raster import rasterise
from tests.unit.render_farm.paint.scenes import RED, WHITE, pictures
from tests.unit.render_farm.paint.words import words

CLEAR = Solid(color=replace(WHITE, alpha=0.0))
ROOM = PixelRect(left=0, top=0, right=400, bottom=260)


def line_of(layer: TextLayer, fonts: FontLibrary, stroke_px: float) -> Pixels:
    origin = (layer.box.x, layer.box.y)
    return outlined(layer.runs, ROOM, origin=origin, stroke_px=stroke_px, fonts=fonts)


def letters_of(layer: TextLayer, fonts: FontLibrary) -> Pixels:
    return rasterise(
        layer.runs, width_px=400, height_px=260, fonts=fonts, x_px=layer.box.x, y_px=layer.box.y
    )


def test_half_of_the_line_lies_on_each_side_of_the_edge(fonts: FontLibrary) -> None:
    bar = words("I", fonts, size_px=150, at=(60, 20), family="Anton")
    letter, line = letters_of(bar, fonts), line_of(bar, fonts, 8)
    row = letter[110].astype(float)
    left = np.flatnonzero(row)[0] + 1 - row[np.flatnonzero(row)[0]] / 255
    middle = line[110, : int(left) + 20].astype(float)
    width = middle.sum() / 255
    center = ((np.arange(middle.size) + 0.5) * middle).sum() / middle.sum()
    assert width == pytest.approx(8, abs=0.3)
    assert center == pytest.approx(left, abs=0.3)


def test_corners_are_round(fonts: FontLibrary) -> None:
    bar = words("I", fonts, size_px=150, at=(60, 20), family="Anton")
    letter, line = letters_of(bar, fonts) > 128, line_of(bar, fonts, 24)
    top, left = np.flatnonzero(letter.any(axis=1))[0], np.flatnonzero(letter.any(axis=0))[0]
    assert line[top - 10, left + 6] == 255
    assert line[top - 10, left - 10] == 0
    assert line[top - 7, left - 7] == 255


@pytest.mark.parametrize(
    ("text", "locale", "family"),
    [("سلام", "ar", "Cairo"), ("بيتنا", "ar", "Cairo"), ("हिन्दी", "hi", "Mukta")],
)
def test_joined_letters_show_no_line_where_they_join(
    text: str, locale: str, family: str, fonts: FontLibrary
) -> None:
    """Well inside the ink there is none of the line: it follows the letters as one."""
    word = words(text, fonts, size_px=120, at=(20, 20), family=family, locale=locale)
    inside = letters_of(word, fonts) >= 128
    line = line_of(word, fonts, 2)
    padded = np.pad(inside, 3)
    deep = inside.copy()
    for dy in range(7):
        for dx in range(7):
            deep &= padded[dy : dy + 260, dx : dx + 400]
    assert deep.sum() > 500
    assert line[deep].max() == 0


def test_strips_meet_without_a_seam(fonts: FontLibrary) -> None:
    """192 rows are made at once: a letter across the border is the same, moved by some rows."""
    low = words("O", fonts, size_px=120, at=(20, 120))
    high = words("O", fonts, size_px=120, at=(20, 60))
    assert (line_of(low, fonts, 9)[60:] == line_of(high, fonts, 9)[:200]).all()


def test_the_fill_lies_on_the_line(fonts: FontLibrary) -> None:
    word = replace(words("I", fonts, size_px=100, family="Anton"), stroke=RED, stroke_px=10.0)
    raster = content(word, pictures=pictures(), fonts=fonts)
    row = raster.pixels[raster.height // 2]
    assert row[2].tolist() == [220, 30, 50, 255]
    assert row[raster.width // 2].tolist() == [255, 255, 255, 255]
    hollow = content(replace(word, paint=CLEAR), pictures=pictures(), fonts=fonts)
    assert hollow.pixels[hollow.height // 2, hollow.width // 2].max() == 0


def test_ink_grows_by_half_the_line(fonts: FontLibrary) -> None:
    word = words("Hey", fonts, size_px=60)
    plain = content(word, pictures=pictures(), fonts=fonts)
    bold = content(replace(word, stroke=RED, stroke_px=12.0), pictures=pictures(), fonts=fonts)
    assert bold.width == pytest.approx(plain.width + 12, abs=2)
    assert bold.height == pytest.approx(plain.height + 12, abs=2)


def test_a_line_wider_than_the_letters_is_a_blob_around_them(fonts: FontLibrary) -> None:
    word = replace(words("ok", fonts, size_px=30), stroke=RED, stroke_px=90.0, paint=CLEAR)
    raster = content(word, pictures=pictures(), fonts=fonts)
    assert raster.pixels[raster.height // 2, 10:-10, 3].min() == 255
    assert raster.height > 90


def test_no_line_is_asked_for(fonts: FontLibrary) -> None:
    word = words("ok", fonts, size_px=30)
    plain = content(word, pictures=pictures(), fonts=fonts).pixels
    for none in (replace(word, stroke=RED), replace(word, stroke_px=5.0)):
        assert (content(none, pictures=pictures(), fonts=fonts).pixels == plain).all()


def test_text_without_ink_has_no_line(fonts: FontLibrary) -> None:
    layer = replace(words("x", fonts, size_px=40), runs=(), stroke=RED, stroke_px=5.0)
    assert content(layer, pictures=pictures(), fonts=fonts).pixels.max() == 0
