from collections.abc import Callable
from pathlib import Path

import pytest

from templates.scene import ColorGlyphRun
from templates.text import FontLibrary, TextStyle, fit_text, split_line
from templates.text.clean import clean_paragraphs
from templates.text.emoji import emoji_spans
from tests.unit.templates.text.color_font import BLUE, PAIR, RED, write_color_font

Style = Callable[..., TextStyle]

ONE_EACH = [
    "🔥",
    "❤️",
    "👍🏽",
    "1️⃣",
    "#⃣",
    "🇪🇬",
    "🏳️‍🌈",
    "👨‍👩‍👧‍👦",
    "👩🏽‍🎤",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
]


@pytest.fixture(scope="module")
def color_fonts(tmp_path_factory: pytest.TempPathFactory) -> FontLibrary:
    folder = tmp_path_factory.mktemp("brand")
    write_color_font(folder / "colour.ttf")
    return FontLibrary.packaged(folders=[folder])


@pytest.mark.parametrize("sequence", ONE_EACH)
def test_a_sequence_is_one(sequence: str) -> None:
    text = f"a{sequence}b"
    assert emoji_spans(text) == ((1, len(text) - 1),)


@pytest.mark.parametrize(
    "text", ["☀", "☀︎", "🔥︎", "©", "™", "1", "#", "1️", "🇪", "۱", "夜", "\u200d"]
)
def test_text_stays_text(text: str) -> None:
    assert emoji_spans(text) == ()


def test_neighbours_are_apart() -> None:
    assert emoji_spans("🇪🇬🇫🇷🔥🔥") == ((0, 2), (2, 4), (4, 5), (5, 6))


def test_flags_of_regions_survive_cleaning_and_loose_tags_do_not() -> None:
    assert clean_paragraphs(ONE_EACH[-1]) == (ONE_EACH[-1],)
    assert clean_paragraphs("a\U000e0067\U000e007fb") == ("ab",)


@pytest.mark.parametrize("sequence", ONE_EACH)
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_without_a_colour_font_one_glyph_in_the_text_s_colour(
    fonts: FontLibrary, style: Style, sequence: str, locale: str
) -> None:
    block = fit_text(sequence, style=style(), locale=locale, width_px=300, fonts=fonts)
    (run,) = block.lines[0].runs
    assert fonts.file(run.font).family == "Noto Emoji"
    assert not isinstance(run, ColorGlyphRun)
    assert (len(run.glyphs), run.text) == (1, sequence)
    assert fonts.color_families() == ()


@pytest.mark.parametrize("text", [f"اسمع {PAIR} الآن", f"hear {PAIR} now"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_brand_s_colour_font_draws_them(
    color_fonts: FontLibrary, style: Style, text: str, locale: str
) -> None:
    assert color_fonts.color_families() == ("Test Colour",)
    block = fit_text(text, style=style(), locale=locale, width_px=900, fonts=color_fonts)
    (line,) = block.lines
    (colored,) = [run for run in line.runs if isinstance(run, ColorGlyphRun)]
    assert (len(colored.glyphs), colored.text) == (1, PAIR)
    assert [part.text for part in split_line(line, by="letter")].count(PAIR) == 1


def test_what_the_colour_font_lacks_is_drawn_in_one(color_fonts: FontLibrary, style: Style) -> None:
    block = fit_text(f"{RED}🎧", style=style(), locale="en", width_px=300, fonts=color_fonts)
    families = [color_fonts.file(run.font).family for run in block.lines[0].runs]
    assert families == ["Test Colour", "Noto Emoji"]


def test_right_to_left_emoji_stand_right_to_left(color_fonts: FontLibrary, style: Style) -> None:
    block = fit_text(f"أ{RED}{BLUE}", style=style(), locale="ar", width_px=300, fonts=color_fonts)
    letter, red, blue = split_line(block.lines[0], by="letter")
    assert letter.ink.x > red.ink.x > blue.ink.x


def test_a_text_sign_is_not_drawn_in_colour(tmp_path: Path, style: Style) -> None:
    write_color_font(tmp_path / "colour.ttf")
    fonts = FontLibrary.packaged(folders=[tmp_path])
    block = fit_text(f"{RED}\ufe0e", style=style(), locale="en", width_px=300, fonts=fonts)
    assert fonts.file(block.lines[0].runs[0].font).family == "Noto Emoji"


def test_no_line_or_ellipsis_parts_a_sequence(fonts: FontLibrary, style: Style) -> None:
    text = "👨‍👩‍👧‍👦" * 6
    block = fit_text(text, style=style(), locale="en", width_px=180, fonts=fonts)
    assert block.ellipsized
    assert [line.text for line in block.lines] == ["👨‍👩‍👧‍👦" * 2, "👨‍👩‍👧‍👦…"]
