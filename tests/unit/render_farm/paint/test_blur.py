from dataclasses import replace

import cv2
import numpy as np
import pytest

from render_farm.errors import PaintError
from render_farm.paint.blur import softened
from render_farm.paint.content import content
from render_farm.paint.raster import Raster
from templates.text import FontLibrary
from tests.unit.render_farm.paint.scenes import NO_FONTS, WHITE, box, pictures, rectangle
from tests.unit.render_farm.paint.words import words


def square(side: int = 40) -> Raster:
    return Raster(x=7, y=9, pixels=np.full((side, side, 4), 255, dtype=np.uint8))


@pytest.mark.parametrize("sigma", [0.4, 2.0, 3.9, 8.0, 21.0])
def test_it_is_the_gaussian_of_the_pixels_in_empty_space(sigma: float) -> None:
    soft = softened(square(), sigma, where="glow")
    reach = 7 - soft.x
    assert reach >= 3 * sigma
    assert soft.pixels.shape[0] == 40 + 2 * reach
    room = np.pad(square().pixels[:, :, 3].astype(np.float64), reach)
    exact = cv2.GaussianBlur(room, (0, 0), sigmaX=sigma, borderType=cv2.BORDER_CONSTANT)
    # A wide blur is made on a smaller copy.
    assert np.abs(soft.pixels[:, :, 3] - exact).max() <= (1.5 if sigma < 8 else 4)


def test_colours_never_exceed_their_alpha_and_keep_their_hue() -> None:
    layer = replace(rectangle(box(10, 10, 30, 30)), blur_px=9)
    pixels = content(layer, pictures=pictures(), fonts=NO_FONTS).pixels
    assert (pixels[:, :, :3] <= pixels[:, :, 3:]).all()
    red, green, _, alpha = pixels[pixels.shape[0] // 2, pixels.shape[1] // 2].astype(int)
    assert red * 255 / alpha == pytest.approx(220, abs=3)
    assert green * 255 / alpha == pytest.approx(30, abs=3)


def test_wide_glows_have_no_steps_wider_than_dither() -> None:
    """Between two levels the pixels take turns: no band of one level is left of a slow fall."""
    layer = replace(rectangle(box(0, 0, 200, 200), color=replace(WHITE, alpha=0.2)), blur_px=50)
    pixels = content(layer, pictures=pictures(), fonts=NO_FONTS).pixels
    row = pixels[pixels.shape[0] // 2, :, 3].astype(int)
    fall = row[(row > 8) & (row < 44)]
    assert (np.diff(fall) != 0).mean() > 0.2


def test_text_is_blurred_beyond_its_ink(fonts: FontLibrary) -> None:
    word = words("Hey", fonts, size_px=40)
    sharp = content(word, pictures=pictures(), fonts=fonts)
    soft = content(replace(word, blur_px=3), pictures=pictures(), fonts=fonts)
    assert (soft.x, soft.width) == (sharp.x - 10, sharp.width + 20)
    light = soft.pixels[:, :, 3].astype(int).sum()
    assert light == pytest.approx(sharp.pixels[:, :, 3].astype(int).sum(), rel=0.02)


def test_a_blur_that_would_fill_the_memory_is_refused() -> None:
    layer = replace(rectangle(box(0, 0, 900, 900)), blur_px=3000)
    with pytest.raises(PaintError, match="too large"):
        content(layer, pictures=pictures(), fonts=NO_FONTS)
