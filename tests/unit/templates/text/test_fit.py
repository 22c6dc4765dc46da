from collections.abc import Callable

import pytest

from templates.text import Direction, FontLibrary, Overflow, TextOverflow, TextStyle, fit_text

Style = Callable[..., TextStyle]


def test_a_short_text_keeps_the_wanted_size(fonts: FontLibrary, style: Style) -> None:
    block = fit_text("Out now", style=style(), locale="en", width_px=900, fonts=fonts)
    assert block.size_px == 64
    assert [line.text for line in block.lines] == ["Out now"]
    assert block.direction is Direction.LTR
    assert not block.ellipsized


def test_lines_wrap_within_the_width(fonts: FontLibrary, style: Style) -> None:
    text = "Discover the new album by Beyoncé – out now!"
    block = fit_text(text, style=style(), locale="en", width_px=860, fonts=fonts)
    assert " ".join(line.text for line in block.lines) == text
    assert len(block.lines) == 2
    assert block.width_px <= 860
    assert block.height_px == pytest.approx(2 * 64 * 1.15)


def test_a_long_text_shrinks_before_it_is_cut(fonts: FontLibrary, style: Style) -> None:
    text = "Discover the wonderful new album by Beyoncé and everyone – out now!"
    block = fit_text(text, style=style(min_size_px=20), locale="en", width_px=600, fonts=fonts)
    assert 20 <= block.size_px < 64
    assert " ".join(line.text for line in block.lines) == text


def test_what_fits_at_no_size_ends_with_an_ellipsis(fonts: FontLibrary, style: Style) -> None:
    text = "word " * 60
    block = fit_text(text, style=style(min_size_px=40), locale="en", width_px=500, fonts=fonts)
    assert block.ellipsized
    assert block.size_px == 40
    assert len(block.lines) == 2
    assert block.lines[-1].text.endswith("word…")
    assert block.width_px <= 501


def test_failing_is_the_style_s_choice(fonts: FontLibrary, style: Style) -> None:
    with pytest.raises(TextOverflow, match="does not fit 500"):
        fit_text(
            "word " * 60,
            style=style(min_size_px=40, overflow=Overflow.FAIL),
            locale="en",
            width_px=500,
            fonts=fonts,
        )
