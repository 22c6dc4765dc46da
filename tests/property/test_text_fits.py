"""Whatever the text: it fits its box, keeps its letters, and lies where it says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from templates.text import Direction, FontLibrary, TextOverflow, TextStyle, fit_text

ALPHABET = (
    "abc ÉgÅ 12٣۴%!()«»-–… אבג بتثلامَّ ہے می‌ کگ กขแที นी क्ष 夜音「」。한 @#\u2068\u2069\u202e\u200f\n"
)


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet=ALPHABET, max_size=60),
    width=st.integers(60, 900),
    height=st.integers(40, 300),
    direction=st.sampled_from(list(Direction)),
    balance=st.booleans(),
)
def test_text_fits_or_says_that_it_does_not(
    fonts: FontLibrary, text: str, width: int, height: int, direction: Direction, balance: bool
) -> None:
    style = TextStyle(families=("Rubik",), size_px=60, min_size_px=24, max_lines=3, balance=balance)
    try:
        block = fit_text(
            text,
            style=style,
            locale="ar",
            width_px=width,
            height_px=height,
            fonts=fonts,
            direction=direction,
        )
    except TextOverflow:
        return
    assert block.width_px <= width * 1.001
    assert block.height_px <= height * 1.001
    assert len(block.lines) <= 3
    assert 24 <= block.size_px <= 60
    assert block.audit.differing == ()
    assert all(glyph.id for line in block.lines for run in line.runs for glyph in run.glyphs)
    for line in block.lines:
        assert -0.01 <= line.x_px <= block.width_px - line.width_px + 0.01
        origins = [glyph.x for run in line.runs for glyph in run.glyphs]
        assert all(-60 <= x - line.x_px <= line.width_px + 60 for x in origins)
    if not block.ellipsized:
        kept = "".join(line.text for line in block.lines)
        assert {c for c in text if c.isalnum()} == {c for c in kept if c.isalnum()}
