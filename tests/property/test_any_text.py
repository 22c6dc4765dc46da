"""Whatever a user writes: an error that says what is allowed, or glyphs that are all there."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from templates.errors import TemplatesError
from templates.text import (
    Align,
    Case,
    FontLibrary,
    Overflow,
    TextBlock,
    TextOverflow,
    TextRefused,
    TextStyle,
    TextUncovered,
    fit_text,
    split_line,
)

FONTS = FontLibrary.packaged()
LOCALES = ["en", "ar", "he", "ur", "ja", "th", "km", "hi", "tr", "el", "zh-TW"]
# Letters, marks, joiners, isolates, controls and emoji of many scripts, in any order.
HARD = (
    "ab 1ابپےّ\u200d\u200c\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e"
    "\u0300\u0301\u064b\u0670אבּकि्रनខ្មាកู้ำ夜、「」ーっ한\ufe0e\ufe0f🔥👨👩🏽🇪🇬\u20e3#\u00ad\u2060"
    "\u200b\n\t\0()[]%@._\U000e0067\U000e007f\ud800\ufffc\ue000\u0378"
)
TEXTS = st.one_of(
    st.text(st.characters(), max_size=40),
    st.text(st.characters(exclude_categories=("Cn", "Co", "Cs")), max_size=24),
    st.text(HARD, max_size=40),
)
STYLES = st.builds(
    TextStyle,
    families=st.sampled_from([("Archivo",), ("Cairo", "Amiri"), ("Noto Sans CJK JP",)]),
    size_px=st.sampled_from([12.0, 60.0, 140.0]),
    min_size_px=st.sampled_from([None, 10.0]),
    letter_spacing=st.sampled_from([0.0, 0.1, -0.03]),
    case=st.sampled_from(Case),
    max_lines=st.integers(1, 3),
    overflow=st.sampled_from(Overflow),
    balance=st.booleans(),
    align=st.sampled_from(Align),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    TEXTS,
    STYLES,
    st.sampled_from(LOCALES),
    st.sampled_from([30.0, 200.0, 900.0]),
    st.sampled_from([None, 40.0, 300.0]),
)
@example(
    "\u0300", TextStyle(families=("Archivo",), size_px=12.0, letter_spacing=-0.03), "en", 30, 40
)
def test_any_text_is_refused_or_set(
    text: str, style: TextStyle, locale: str, width_px: float, height_px: float | None
) -> None:
    try:
        block = fit_text(
            text, style=style, locale=locale, width_px=width_px, height_px=height_px, fonts=FONTS
        )
    except TemplatesError as error:
        assert str(error)
        return
    assert block.width_px <= width_px * 1.001
    assert height_px is None or block.height_px <= height_px + 0.01
    _check_lines(block, width_px)


def _check_lines(block: TextBlock, width_px: float) -> None:
    for line in block.lines:
        assert all(glyph.id for run in line.runs for glyph in run.glyphs)
        # Marks on nothing, and italics, reach out of their advance, never further than a letter.
        assert line.ink.x >= -block.size_px
        assert line.ink.x + line.ink.width <= width_px + block.size_px
        count = sum(len(run.glyphs) for run in line.runs)
        for parts in (split_line(line, by="word"), split_line(line, by="letter")):
            assert sum(len(run.glyphs) for part in parts for run in part.runs) == count


Set = Callable[[str], TextBlock]


@pytest.fixture
def set_text() -> Set:
    style = TextStyle(families=("Archivo", "Cairo"), size_px=60, min_size_px=24)

    def set_in_a_box(text: str) -> TextBlock:
        return fit_text(text, style=style, locale="ar", width_px=600, height_px=200, fonts=FONTS)

    return set_in_a_box


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("a" * 10_000, TextRefused, "text of 10000 characters; allowed: at most 2000 characters"),
        ("a\ud800b", TextRefused, "a lone surrogate U\\+D800; allowed: well-formed Unicode text"),
        ("\udfff", TextRefused, "a lone surrogate U\\+DFFF"),
        ("a\ufffd", TextRefused, "U\\+FFFD stands for something that was lost"),
        ("a\u0378", TextUncovered, "no font covers U\\+0378 \\(unnamed\\)"),
        ("\U0010fffd", TextUncovered, "no font covers U\\+10FFFD"),
        ("👨\u200d" * 100, TextOverflow, "does not fit 600 × 200 px; allowed: what fits 2 lines"),
    ],
)
def test_what_is_refused_and_why(
    set_text: Set, text: str, error: type[TemplatesError], says: str
) -> None:
    with pytest.raises(error, match=says):
        set_text(text)


@pytest.mark.parametrize("text", ["", " ", " \t\u3000\u00a0", "\n\n", "\0\x07\x1b"])
def test_nothing_is_set_as_nothing(set_text: Set, text: str) -> None:
    assert [run for line in set_text(text).lines for run in line.runs] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\0b\x1bc", "abc"),
        ("\u202eabc", "\u2068abc\u2069"),
        ("a\u2069\u202cb", "ab"),
        ("\u200da\u200d\u200d\u200db", "\u200da\u200db"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * 6),
        ("\u0301a \u064b\u0e49b", "a b"),
        ("\u200d" * 30, "\u200d"),
    ],
)
def test_what_is_made_harmless(set_text: Set, text: str, shown: str) -> None:
    (line,) = set_text(text).lines
    assert line.text == shown
    assert all(glyph.id for run in line.runs for glyph in run.glyphs)
