from collections.abc import Callable

import pytest

from templates.text import (
    Align,
    Case,
    Direction,
    FontLibrary,
    Overflow,
    TextOverflow,
    TextRefused,
    TextStyle,
    TextUncovered,
    fit_text,
    isolate,
)

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
    assert block.width_px <= 600


def test_height_shrinks_too(fonts: FontLibrary, style: Style) -> None:
    block = fit_text(
        "Two lines\nof text",
        style=style(min_size_px=20),
        locale="en",
        width_px=900,
        height_px=80,
        fonts=fonts,
    )
    assert len(block.lines) == 2
    assert block.height_px <= 80


def test_fewer_lines_are_worth_a_little_size(fonts: FontLibrary, style: Style) -> None:
    wanted = style(min_size_px=40)
    text = "Just over one line"
    whole = fit_text(text, style=wanted, locale="en", width_px=900, fonts=fonts).width_px
    block = fit_text(text, style=wanted, locale="en", width_px=whole * 0.95, fonts=fonts)
    assert len(block.lines) == 1
    assert 64 * 0.92 <= block.size_px < 64


def test_balanced_lines_are_of_like_length(fonts: FontLibrary, style: Style) -> None:
    text = "A headline that would leave one last lonely word"
    full, even = (
        fit_text(text, style=style(balance=b, max_lines=3), locale="en", width_px=820, fonts=fonts)
        for b in (False, True)
    )
    assert len(full.lines) == len(even.lines)
    assert even.width_px < full.width_px
    assert min(line.width_px for line in even.lines) > 0.7 * even.width_px


@pytest.mark.parametrize(
    ("text", "locale", "last"),
    [
        ("word " * 60, "en", "word…"),
        ("كلمة " * 60, "ar", "كلمة…"),
        ("言葉" * 90, "ja", "…"),
        ("x" * 300, "en", "x…"),
    ],
)
def test_what_fits_at_no_size_ends_with_an_ellipsis(
    fonts: FontLibrary, style: Style, text: str, locale: str, last: str
) -> None:
    block = fit_text(text, style=style(min_size_px=40), locale=locale, width_px=500, fonts=fonts)
    assert block.ellipsized
    assert block.size_px == 40
    assert block.lines[-1].text.endswith(last)
    assert block.width_px <= 500.1


def test_an_ellipsis_stands_at_the_end_of_its_direction(fonts: FontLibrary, style: Style) -> None:
    text = "اسمعوا Coldplay and Dua Lipa together"
    block = fit_text(text, style=style(max_lines=1), locale="ar", width_px=560, fonts=fonts)
    (line,) = block.lines
    leftmost = min(line.runs, key=lambda run: run.glyphs[0].x)
    assert leftmost.text.endswith("…")


def test_an_isolate_is_closed_before_the_ellipsis(fonts: FontLibrary, style: Style) -> None:
    text = "مع " + isolate("Coldplay and Dua Lipa and Others")
    block = fit_text(text, style=style(max_lines=1), locale="ar", width_px=500, fonts=fonts)
    assert block.lines[0].text.endswith("\u2069…")


def test_failing_is_the_style_s_choice(fonts: FontLibrary, style: Style) -> None:
    with pytest.raises(TextOverflow, match=r"“word word.*…” does not fit 500 px; allowed: .*2 lin"):
        fit_text(
            "word " * 60,
            style=style(min_size_px=40, overflow=Overflow.FAIL),
            locale="en",
            width_px=500,
            fonts=fonts,
        )


def test_a_box_too_small_for_any_letter_fails(fonts: FontLibrary, style: Style) -> None:
    for width, height in ((10, None), (500, 20)):
        with pytest.raises(TextOverflow):
            fit_text(
                "word", style=style(), locale="en", width_px=width, height_px=height, fonts=fonts
            )


@pytest.mark.parametrize(
    ("locale", "align", "left", "free"),
    [
        ("en", Align.START, 0.0, 0.0),
        ("en", Align.END, 1.0, 1.0),
        ("he", Align.START, 1.0, 1.0),
        ("he", Align.END, 0.0, 0.0),
        ("he", Align.CENTER, 0.5, 0.5),
    ],
)
def test_lines_lean_on_their_logical_side(
    fonts: FontLibrary, style: Style, locale: str, align: Align, left: float, free: float
) -> None:
    block = fit_text(
        "A longer line\nshort", style=style(align=align), locale=locale, width_px=900, fonts=fonts
    )
    short = block.lines[1]
    assert short.x_px == pytest.approx((block.width_px - short.width_px) * left)
    assert block.x_in(900) == pytest.approx((900 - block.width_px) * free)


def test_lines_are_centred_on_the_capitals(fonts: FontLibrary, style: Style) -> None:
    block = fit_text("HE", style=style(line_height=1.5), locale="en", width_px=900, fonts=fonts)
    (line,) = block.lines
    middle = line.baseline_y_px - line.cap_height_px / 2
    assert middle == pytest.approx(block.height_px / 2, abs=0.6)


def test_arabic_lines_stand_further_apart(fonts: FontLibrary, style: Style) -> None:
    block = fit_text("سطر", style=style(), locale="ar", width_px=900, fonts=fonts)
    assert block.line_height_px == pytest.approx(64 * 1.15 * 1.2)
    assert block.lines[0].runs[0].size_px == pytest.approx(64 * 1.06)


def test_ink_stays_inside_the_width(fonts: FontLibrary, style: Style) -> None:
    block = fit_text("Hamburgefonts", style=style(), locale="en", width_px=900, fonts=fonts)
    ink = block.lines[0].ink
    assert ink.x > -4
    assert ink.x + ink.width < block.width_px + 4


def test_capitals_and_spacing(fonts: FontLibrary, style: Style) -> None:
    plain, spaced = (
        fit_text(
            "live",
            style=style(case=Case.UPPER, letter_spacing=spacing),
            locale="en",
            width_px=900,
            fonts=fonts,
        )
        for spacing in (0.0, 0.1)
    )
    assert spaced.lines[0].text == "LIVE"
    # Three gaps between four letters, none after the last.
    assert spaced.width_px == pytest.approx(plain.width_px + 3 * 6.4)


def test_soft_hyphens_show_where_a_line_ends(fonts: FontLibrary, style: Style) -> None:
    block = fit_text(
        "Sommer\u00adnachts\u00adtraum", style=style(), locale="de", width_px=470, fonts=fonts
    )
    assert [line.text.replace("\u00ad", "") for line in block.lines] == ["Sommer-", "nachtstraum"]
    assert block.width_px <= 470


def test_handles_keep_their_sign_in_front(fonts: FontLibrary, style: Style) -> None:
    block = fit_text("تابع @abc الآن", style=style(), locale="ar", width_px=900, fonts=fonts)
    handle = next(run for run in block.lines[0].runs if "abc" in run.text)
    assert handle.text == "@abc"
    assert [g.x for g in handle.glyphs] == sorted(g.x for g in handle.glyphs)


def test_a_foreign_text_runs_its_own_way_on_the_block_s_side(
    fonts: FontLibrary, style: Style
) -> None:
    block = fit_text("Who?\nA longer line", style=style(), locale="ar", width_px=900, fonts=fonts)
    (run,) = block.lines[0].runs
    assert [g.x for g in run.glyphs] == sorted(g.x for g in run.glyphs)
    assert block.direction is Direction.RTL
    assert block.lines[0].x_px > 0


@pytest.mark.parametrize("text", ["", "  \n ", "\0", "\u200b"])
def test_nothing_to_set_takes_no_ink(fonts: FontLibrary, style: Style, text: str) -> None:
    block = fit_text(text, style=style(), locale="en", width_px=900, fonts=fonts)
    assert not any(line.runs for line in block.lines)
    assert block.width_px == 0


def test_a_run_of_invisible_characters_alone(fonts: FontLibrary, style: Style) -> None:
    text = f"Live {isolate('أم كلثوم')} @umm"
    block = fit_text(text, style=style(), locale="en", width_px=900, fonts=fonts)
    assert all(run.glyphs for run in block.lines[0].runs)


def test_what_cannot_be_drawn_is_an_error(fonts: FontLibrary, style: Style) -> None:
    for text, error in (
        ("བོད་སྐད", TextUncovered),
        ("a\ud800", TextRefused),
        ("a" * 9999, TextRefused),
    ):
        with pytest.raises(error):
            fit_text(text, style=style(), locale="en", width_px=900, fonts=fonts)


def test_japanese_lines_end_where_phrases_do(fonts: FontLibrary, style: Style) -> None:
    text = "新しい音楽を今夜聴こう"
    block = fit_text(text, style=style(), locale="ja", width_px=480, fonts=fonts)
    assert [line.text for line in block.lines] == ["新しい音楽を", "今夜聴こう"]
    assert block.size_px == 64


def test_phrases_are_cut_before_they_make_the_text_small(fonts: FontLibrary, style: Style) -> None:
    text = "カラオケコンテスト"
    block = fit_text(
        text, style=style(min_size_px=20), locale="ja", width_px=400, height_px=140, fonts=fonts
    )
    assert [len(line.text) for line in block.lines] == [6, 3]
    assert block.size_px > 54


def test_equal_questions_get_equal_answers(style: Style) -> None:
    one, two = (
        fit_text(
            "حفلة Live", style=style(), locale="ar", width_px=500, fonts=FontLibrary.packaged()
        )
        for _ in range(2)
    )
    assert one == two
