from collections.abc import Callable

import pytest

from templates.text import FontLibrary, TextStyle, fit_text

Style = Callable[..., TextStyle]


def _pitch(text: str, style: TextStyle, fonts: FontLibrary, height_px: float = 900) -> float:
    block = fit_text(text, style=style, locale="en", width_px=900, height_px=height_px, fonts=fonts)
    return block.line_height_px / block.size_px


@pytest.mark.parametrize(
    ("text", "pitch"),
    [
        ("flat\nÉtudes", 1.0),
        ("HEAD\nLINE", 1.0),
        # A tail right above an accent: they would touch at 1.0.
        ("g\nÉ", 1.05),
        ("gggg\nẤẤẤẤ", 1.15),
    ],
)
def test_lines_stand_apart_where_glyphs_would_touch(
    fonts: FontLibrary, style: Style, text: str, pitch: float
) -> None:
    tight = style(families=("Archivo",), line_height=1.0)
    assert _pitch(text, tight, fonts) == pytest.approx(pitch, abs=0.03)


def test_room_for_it_comes_from_the_size(fonts: FontLibrary, style: Style) -> None:
    tight = style(families=("Archivo",), line_height=1.0, min_size_px=30)
    block = fit_text("gg\nÉÉ", style=tight, locale="en", width_px=900, height_px=128, fonts=fonts)
    assert block.size_px < 64
    assert block.height_px <= 128


def test_where_there_is_no_room_they_touch(fonts: FontLibrary, style: Style) -> None:
    tight = style(families=("Archivo",), line_height=1.0)
    assert _pitch("gg\nÉÉ", tight, fonts, height_px=128) == 1.0
