"""Whatever the artwork, text on its roles can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.color import contrast
from templates.pictures.facts import Swatch
from templates.roles import ROLES, SCHEMES, color_roles
from templates.scene import Color

BRAND = Color(red=122, green=92, blue=255)
COLORS = st.builds(
    Color,
    red=st.integers(0, 255),
    green=st.integers(0, 255),
    blue=st.integers(0, 255),
)
PALETTES = st.lists(
    st.builds(Swatch, color=COLORS, share=st.floats(0.01, 1)), min_size=0, max_size=6
)


@pytest.mark.parametrize("scheme", SCHEMES)
@given(palette=PALETTES)
def test_contrast_is_guaranteed(scheme: str, palette: list[Swatch]) -> None:
    roles = color_roles(scheme, palette=palette, brand=BRAND)
    assert set(roles) == set(ROLES)
    assert contrast(roles["text"], roles["background"]) >= 4.5
    assert contrast(roles["muted"], roles["background"]) >= 4.5
    assert contrast(roles["accent"], roles["background"]) >= 4.5
    assert contrast(roles["on_accent"], roles["accent"]) >= 4.5


def test_the_picture_gives_the_hue() -> None:
    red = [Swatch(color=Color(red=200, green=30, blue=30), share=1)]
    blue = [Swatch(color=Color(red=30, green=60, blue=200), share=1)]
    field = {
        name: color_roles("vivid", palette=palette, brand=BRAND)["background"]
        for name, palette in (("red", red), ("blue", blue))
    }
    assert field["red"].red > field["red"].blue
    assert field["blue"].blue > field["blue"].red


def test_a_picture_without_colour_stays_without() -> None:
    gray = [Swatch(color=Color(red=120, green=120, blue=120), share=1)]
    background = color_roles("dark", palette=gray, brand=BRAND)["background"]
    channels = (background.red, background.green, background.blue)
    assert max(channels) - min(channels) <= 12
