import pytest

from templates.color import Oklch, contrast, over, readable, to_color, to_oklch
from templates.scene import Color

WHITE, BLACK = Color(red=255, green=255, blue=255), Color(red=0, green=0, blue=0)


def test_oklch_of_red_as_published() -> None:
    red = to_oklch(Color(red=255, green=0, blue=0))
    assert (red.lightness, red.chroma, red.hue) == pytest.approx((0.628, 0.2577, 29.234), abs=1e-3)


@pytest.mark.parametrize("rgb", [(255, 0, 0), (12, 200, 99), (0, 0, 255), (128, 128, 128)])
def test_there_and_back(rgb: tuple[int, int, int]) -> None:
    color = Color(red=rgb[0], green=rgb[1], blue=rgb[2])
    assert to_color(to_oklch(color)) == color


def test_too_much_chroma_is_taken_back_at_the_same_lightness_and_hue() -> None:
    found = to_oklch(to_color(Oklch(lightness=0.8, chroma=0.4, hue=150)))
    assert found.lightness == pytest.approx(0.8, abs=0.01)
    assert found.hue == pytest.approx(150, abs=2)


def test_contrast_as_in_wcag() -> None:
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(Color(red=119, green=119, blue=119), WHITE) == pytest.approx(4.48, abs=0.01)


def test_readable_moves_lightness_until_the_contrast_is_there() -> None:
    gray = Color(red=120, green=120, blue=120)
    found = readable(Oklch(lightness=0.55, chroma=0.1, hue=30), on=gray, ratio=4.5)
    assert contrast(found, gray) >= 4.5


def test_over_mixes_by_alpha() -> None:
    assert over(Color(red=255, green=255, blue=255, alpha=0.5), BLACK).red == 128
