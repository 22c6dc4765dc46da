from collections import Counter
from collections.abc import Callable

import pytest

from templates.scene import Glyph
from templates.text import FontLibrary, Part, TextLine, TextStyle, fit_text, split_line

Style = Callable[..., TextStyle]


@pytest.fixture
def line(fonts: FontLibrary, style: Style) -> Callable[[str, str], TextLine]:
    def make(text: str, locale: str) -> TextLine:
        (found,) = fit_text(
            text, style=style(max_lines=1), locale=locale, width_px=4000, fonts=fonts
        ).lines
        return found

    return make


Line = Callable[[str, str], TextLine]


@pytest.mark.parametrize(
    ("text", "locale", "words"),
    [
        ("Out now, everyone", "en", ["Out ", "now, ", "everyone"]),
        ("استمع إلى The Weeknd الآن", "ar", ["استمع ", "إلى ", "The ", "Weeknd ", "الآن"]),
        ("ฟังเพลง", "th", ["ฟัง", "เพลง"]),
        ("聴こう。今", "ja", ["聴こう。", "今"]),
    ],
)
def test_words_come_in_reading_order(line: Line, text: str, locale: str, words: list[str]) -> None:
    assert [part.text for part in split_line(line(text, locale), by="word")] == words


@pytest.mark.parametrize(
    ("text", "locale", "letters"),
    [
        ("Né", "en", ["N", "é"]),
        ("e\u0301a", "en", ["e\u0301", "a"]),
        ("بَيت", "ar", ["بَ", "ي", "ت"]),
        ("ที่", "th", ["ที่"]),
        ("한국", "ko", ["한", "국"]),
    ],
)
def test_letters_are_grapheme_clusters(
    line: Line, text: str, locale: str, letters: list[str]
) -> None:
    assert [part.text for part in split_line(line(text, locale), by="letter")] == letters


def test_a_ligature_goes_with_its_first_letter(line: Line) -> None:
    parts = split_line(line("سلام", "ar"), by="letter")
    assert [part.text for part in parts] == ["س", "ل", "م"]


@pytest.mark.parametrize("by", ["word", "letter"])
@pytest.mark.parametrize(
    ("text", "locale"),
    [("اكتشف The Weeknd (2024) بخصم 50%!", "ar"), ("श्रृंखला द्वितीय", "hi"), ("C'è — ½ ﬁn", "it")],
)
def test_every_glyph_stays_in_its_place_once(line: Line, text: str, locale: str, by: str) -> None:
    whole = line(text, locale)
    parts = split_line(whole, by="word" if by == "word" else "letter")
    assert Counter(_glyphs(parts)) == Counter(
        (run.font, glyph) for run in whole.runs for glyph in run.glyphs
    )
    left = min(part.ink.x for part in parts)
    right = max(part.ink.x + part.ink.width for part in parts)
    assert (left, right) == pytest.approx((whole.ink.x, whole.ink.x + whole.ink.width))


def test_a_part_knows_its_characters_in_each_run(line: Line) -> None:
    parts = split_line(line("ألبوم The Weeknd", "ar"), by="word")
    assert ["".join(run.text for run in part.runs) for part in parts] == [p.text for p in parts]


def _glyphs(parts: tuple[Part, ...]) -> list[tuple[str, Glyph]]:
    return [(run.font, glyph) for part in parts for run in part.runs for glyph in run.glyphs]
