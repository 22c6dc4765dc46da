import numpy as np
import pytest

from templates.blend import blended, mixed
from templates.scene import Blend, Color

TEAL, SAND = Color(red=0, green=102, blue=153), Color(red=204, green=153, blue=51)


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        (Blend.NORMAL, (204, 153, 51)),
        (Blend.MULTIPLY, (0, 61, 31)),
        (Blend.SCREEN, (204, 194, 173)),
        (Blend.OVERLAY, (0, 122, 92)),
        (Blend.SOFT_LIGHT, (0, 114, 116)),
        (Blend.LIGHTEN, (204, 153, 153)),
        (Blend.DARKEN, (0, 102, 51)),
        (Blend.ADD, (204, 255, 204)),
    ],
)
def test_two_colours(mode: Blend, wanted: tuple[int, int, int]) -> None:
    """Sand over teal, by hand: levels 0, 0.4, 0.6 below 0.8, 0.6, 0.2."""
    found = blended(SAND, TEAL, mode)
    assert (found.red, found.green, found.blue) == wanted


@pytest.mark.parametrize("mode", list(Blend))
def test_every_mode_stays_between_black_and_white(mode: Blend) -> None:
    levels = np.linspace(0, 1, 101)
    found = mixed(levels[:, None], levels[None, :], mode)
    assert found.shape == (101, 101)
    assert found.min() >= 0
    assert found.max() <= 1 + 1e-12


def test_an_invisible_colour_changes_nothing() -> None:
    clear = Color(red=204, green=153, blue=51, alpha=0.0)
    assert blended(clear, TEAL, Blend.ADD) == clear
