"""HarfBuzz's glyphs held against arabic-reshaper's presentation forms, by the font's own names.

Cairo names its joined glyphs after the presentation forms they draw (uniFEE4: meem, medial), so
an account of joining that knows nothing of fonts predicts the glyph list of whole sentences.
"""

from collections.abc import Callable
from unicodedata import decomposition, normalize

import pytest
from arabic_reshaper import ArabicReshaper

from templates.text import Direction, FontLibrary, TextStyle
from templates.text.itemise import itemise
from templates.text.library import UNITS_PER_EM
from templates.text.shape import ShapedItem, shape_item

Style = Callable[..., TextStyle]

SENTENCES = [
    ("مرحبا بكم في عالم الموسيقى", "ar"),
    ("استمع الآن إلى أفضل الأغاني", "ar"),
    ("اكتشف الألبوم الجديد", "ar"),
    ("سلام لا كلام بعد اليوم", "ar"),
    ("پنجره ژاله گوش چشم", "fa"),
    ("آهنگ‌های تازه را می‌شنوم", "fa"),
    ("ٹرائل مفت ہے", "ur"),
    ("محمد شمس الدين", "ar"),
]


def _shape(text: str, locale: str, style: TextStyle, fonts: FontLibrary) -> list[ShapedItem]:
    items = itemise(text, style=style, locale=locale, direction=Direction.RTL, fonts=fonts)
    return [
        shape_item(text, item, letter_spacing=style.letter_spacing, fonts=fonts) for item in items
    ]


@pytest.mark.parametrize(("text", "locale"), SENTENCES)
def test_glyph_lists_equal_the_presentation_forms(
    fonts: FontLibrary, style: Style, text: str, locale: str
) -> None:
    cairo = style(families=("Cairo",))
    font = fonts.font(fonts.find("Cairo"), ())
    glyphs = [g.id for run in _shape(text, locale, cairo, fonts) for g in run.glyphs]
    drawn = [font.get_glyph_name(glyph) for glyph in glyphs]
    reshaper = ArabicReshaper({"ARABIC LIGATURE LAM WITH ALEF MAKSURA": True})
    forms = reshaper.reshape(text).replace("\u200c", "")[::-1]
    assert drawn == [_glyph_name(form) for form in forms]


def _glyph_name(form: str) -> str:
    # The isolated form of a letter is drawn by the letter's own glyph.
    letter = normalize("NFKC", form) if decomposition(form).startswith("<isolated>") else form
    own = letter if len(letter) == 1 else form
    return "space" if form == " " else f"uni{ord(own):04X}"


def test_spacing_never_parts_joined_letters(fonts: FontLibrary, style: Style) -> None:
    spaced = style(letter_spacing=0.1)
    runs = _shape("موسيقى Live", "ar", spaced, fonts)
    assert [(run.item.setting.script, run.spacing) for run in runs] == [
        ("Arab", 0.0),
        ("Latn", 0.1),
    ]


def test_spaced_letters_keep_apart(fonts: FontLibrary, style: Style) -> None:
    (close,) = _shape("office", "en", style(families=("Noto Sans",)), fonts)
    (apart,) = _shape("office", "en", style(families=("Noto Sans",), letter_spacing=0.1), fonts)
    assert len(apart.glyphs) == 6 >= len(close.glyphs)


def test_arabic_is_set_larger_beside_latin(fonts: FontLibrary, style: Style) -> None:
    arabic, latin = _shape("ا L", "ar", style(), fonts)
    font = fonts.font(arabic.item.setting.font, arabic.item.setting.axes)
    assert (arabic.scale, latin.scale) == (1.06, 1.0)
    alef = next(glyph for glyph in arabic.glyphs if glyph.cluster == 0)
    advance = font.get_glyph_h_advance(alef.id) / UNITS_PER_EM
    assert alef.advance == pytest.approx(1.06 * advance)


@pytest.mark.parametrize(
    ("text", "locale", "other"),
    [("۴۶۷", "ur", "fa"), ("骨直", "zh-CN", "ja"), ("骨直", "zh-TW", "ja")],
)
def test_the_language_reaches_the_font(
    fonts: FontLibrary, style: Style, text: str, locale: str, other: str
) -> None:
    one, two = (_shape(text, tag, style(families=("Archivo",)), fonts) for tag in (locale, other))
    assert [g.id for r in one for g in r.glyphs] != [g.id for r in two for g in r.glyphs]


def test_invisible_characters_leave_no_glyph(fonts: FontLibrary, style: Style) -> None:
    (run,) = _shape("a\u200db\u2060c", "en", style(), fonts)
    assert len(run.glyphs) == 3


def test_marks_hold_to_their_letter_across_what_is_invisible(
    fonts: FontLibrary, style: Style
) -> None:
    # As in Jerusalem: U+034F keeps the hiriq after the patah, below the same lamed.
    (run,) = _shape("\u05dc\u05b7\u034f\u05b4\u05dd", "he", style(families=("Rubik",)), fonts)
    final_mem, hiriq, patah, lamed = run.glyphs
    assert final_mem.advance > 0 == hiriq.advance == patah.advance
    assert 0 <= hiriq.dx < lamed.advance


def test_a_lone_mark_gets_no_dotted_circle(fonts: FontLibrary, style: Style) -> None:
    (run,) = _shape("ि", "hi", style(), fonts)
    assert len(run.glyphs) == 1
