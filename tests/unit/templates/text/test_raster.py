from collections.abc import Callable

import numpy as np
import pytest

from templates.scene import Glyph, GlyphRun
from templates.text import FontLibrary, TextStyle, UnknownFont, fit_text, rasterise

Style = Callable[..., TextStyle]


@pytest.fixture
def run(fonts: FontLibrary, style: Style) -> GlyphRun:
    block = fit_text("L", style=style(size_px=100), locale="en", width_px=500, fonts=fonts)
    return block.lines[0].runs[0]


def test_ink_lies_where_the_line_says(fonts: FontLibrary, style: Style) -> None:
    block = fit_text("أغنية Hg", style=style(), locale="ar", width_px=500, fonts=fonts)
    (line,) = block.lines
    mask = rasterise(line.runs, width_px=600, height_px=200, fonts=fonts, x_px=20, y_px=50)
    rows, columns = np.nonzero(mask)
    assert columns.min() == pytest.approx(line.ink.x + 20, abs=1.01)
    assert columns.max() == pytest.approx(line.ink.x + line.ink.width + 20, abs=1.01)
    assert rows.min() == pytest.approx(line.ink.y + 50, abs=1.01)
    assert rows.max() == pytest.approx(line.ink.y + line.ink.height + 50, abs=1.01)


def test_fractions_of_a_pixel_move_coverage(fonts: FontLibrary, run: GlyphRun) -> None:
    whole = rasterise([run], width_px=100, height_px=130, fonts=fonts, x_px=5).astype(float)
    moved = rasterise([run], width_px=100, height_px=130, fonts=fonts, x_px=5.4).astype(float)
    columns = np.arange(100)
    centers = [(mask.sum(axis=0) * columns).sum() / mask.sum() for mask in (whole, moved)]
    assert centers[1] - centers[0] == pytest.approx(0.4, abs=0.02)
    assert moved.sum() == pytest.approx(whole.sum(), rel=0.002)


def test_what_lies_outside_is_cut(fonts: FontLibrary, run: GlyphRun) -> None:
    whole = rasterise([run], width_px=100, height_px=130, fonts=fonts)
    part = rasterise([run], width_px=30, height_px=40, fonts=fonts, x_px=-20, y_px=-70)
    assert (part == whole[70:110, 20:50]).all()


def test_no_glyphs_no_ink(fonts: FontLibrary, run: GlyphRun) -> None:
    assert not rasterise([], width_px=7, height_px=5, fonts=fonts).any()
    mask = rasterise([], width_px=7, height_px=5, fonts=fonts)
    assert mask.shape == (5, 7)
    assert mask.dtype == np.uint8


def test_overlapping_glyphs_do_not_darken_each_other(fonts: FontLibrary, run: GlyphRun) -> None:
    once = rasterise([run], width_px=100, height_px=130, fonts=fonts)
    twice = rasterise([run, run], width_px=100, height_px=130, fonts=fonts)
    assert twice[once == 255].min() == 255
    assert not twice[once == 0].any()


def test_an_unknown_font_is_an_error(fonts: FontLibrary) -> None:
    run = GlyphRun(font="beef", axes=(), size_px=10, glyphs=(Glyph(id=1, x=0, y=0),), text="a")
    with pytest.raises(UnknownFont, match="beef"):
        rasterise([run], width_px=9, height_px=9, fonts=fonts)
