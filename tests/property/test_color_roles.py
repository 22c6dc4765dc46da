"""Whatever the artwork and the brand, words on their roles can be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates.color import contrast, over, to_color, to_oklch
from templates.pictures.facts import Swatch
from templates.roles import ROLES, SCHEMES, TEXT_CONTRAST, best_on, color_roles
from templates.scene import Color

_CHANNEL = st.integers(0, 255)
_ANY = st.builds(Color, red=_CHANNEL, green=_CHANNEL, blue=_CHANNEL)
# Grays and near-grays are where hues are noise; they are rare among random colours.
_GRAYISH = st.builds(
    lambda level, red, blue: Color(
        red=min(level + red, 255), green=level, blue=min(level + blue, 255)
    ),
    _CHANNEL,
    st.integers(0, 14),
    st.integers(0, 14),
)
COLORS = _ANY | _GRAYISH
PALETTES = st.lists(
    st.builds(Swatch, color=COLORS, share=st.floats(0.001, 1)), min_size=0, max_size=6
)


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=300)
@given(palette=PALETTES, brand=COLORS)
def test_words_keep_their_contrast_on_background_and_surface(
    scheme: str, palette: list[Swatch], brand: Color
) -> None:
    roles = color_roles(scheme, palette=palette, brand=brand)
    assert set(roles) == set(ROLES)
    for words in ("text", "muted", "accent"):
        for ground in ("background", "surface"):
            assert contrast(roles[words], roles[ground]) >= TEXT_CONTRAST, (words, ground)
    assert contrast(roles["on_accent"], roles["accent"]) >= TEXT_CONTRAST
    assert contrast(roles["text"], roles["background"]) >= contrast(
        roles["muted"], roles["background"]
    )


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=100)
@given(palette=PALETTES, brand=COLORS)
def test_roles_are_opaque_and_depend_on_nothing_else(
    scheme: str, palette: list[Swatch], brand: Color
) -> None:
    roles = color_roles(scheme, palette=palette, brand=brand)
    assert all(color.alpha == 1.0 for color in roles.values())
    assert color_roles(scheme, palette=list(palette), brand=brand) == roles


@settings(max_examples=300)
@given(COLORS)
def test_ink_or_paper_is_read_on_any_colour(color: Color) -> None:
    assert contrast(best_on(color), color) >= TEXT_CONTRAST


@settings(max_examples=300)
@given(COLORS)
def test_a_colour_survives_the_way_to_oklch_and_back(color: Color) -> None:
    back = to_color(to_oklch(color))
    pairs = ((back.red, color.red), (back.green, color.green), (back.blue, color.blue))
    assert max(abs(one - other) for one, other in pairs) <= 1
    assert over(back, color) == back
