from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from templates.scene import Color, ColorGlyphRun
from templates.text import FontLibrary, TextStyle, fit_text, rasterise, rasterise_color
from tests.unit.templates.text.color_font import BLUE, PAIR, RED, gradients, write_color_font

GREEN = Color(red=0, green=200, blue=0)
Style = Callable[..., TextStyle]


@pytest.fixture(scope="module", params=["COLRv0", "COLRv1"])
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> FontLibrary:
    folder = tmp_path_factory.mktemp(request.param)
    layers = gradients() if request.param == "COLRv1" else None
    write_color_font(folder / "colour.ttf", layers=layers)
    return FontLibrary.packaged(folders=[folder])


def _runs(text: str, fonts: FontLibrary, style: Style) -> list[ColorGlyphRun]:
    block = fit_text(text, style=style(size_px=100), locale="en", width_px=500, fonts=fonts)
    return [run for run in block.lines[0].runs if isinstance(run, ColorGlyphRun)]


def _pixels(
    runs: list[ColorGlyphRun], fonts: FontLibrary, *, y_px: float = 0.0
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return rasterise_color(
        runs, width_px=120, height_px=120, fonts=fonts, color=GREEN, x_px=10, y_px=y_px
    )


def test_layers_and_gradients_are_painted_premultiplied(library: FontLibrary, style: Style) -> None:
    pixels = _pixels(_runs(RED, library, style), library)
    rows, columns = np.nonzero(pixels[:, :, 3])
    assert (columns.min(), columns.max()) == (10, 89)
    assert rows.max() - rows.min() == 80
    assert (pixels[:, :, :3] <= pixels[:, :, 3:]).all()
    left, right = pixels[50, 14].tolist(), pixels[50, 86].tolist()
    assert left[0] > 200 > left[2]
    assert right == [255, 0, 0, 255] or right[2] > right[0]


def test_version_0_blends_its_palette_and_the_text_s_colour(tmp_path: Path, style: Style) -> None:
    write_color_font(tmp_path / "colour.ttf")
    fonts = FontLibrary.packaged(folders=[tmp_path])
    assert _pixels(_runs(BLUE, fonts, style), fonts)[50, 50].tolist() == [0, 0, 128, 128]
    both = _pixels(_runs(PAIR, fonts, style), fonts)
    assert both[80, 20].tolist() == [0, 200, 0, 255]
    assert both[20, 80].tolist() == [255, 0, 0, 255]


def test_what_lies_outside_is_cut(library: FontLibrary, style: Style) -> None:
    runs = _runs(RED, library, style)
    whole, moved = _pixels(runs, library), _pixels(runs, library, y_px=-60)
    strays = np.abs(whole[60:].astype(int) - moved[:60])
    assert strays.max() <= 1


def test_a_mask_of_colour_glyphs_is_their_alpha(library: FontLibrary, style: Style) -> None:
    runs = _runs(RED, library, style)
    mask = rasterise(runs, width_px=120, height_px=120, fonts=library, x_px=10)
    assert np.array_equal(mask, _pixels(runs, library)[:, :, 3])
