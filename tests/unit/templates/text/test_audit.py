from collections.abc import Callable
from dataclasses import replace

import pytest

from templates.text import Direction, FontLibrary, JoinAudit, TextStyle, fit_text
from templates.text.audit import audit_joins, expected_joins
from templates.text.lines import ShapedLine, shape_line
from templates.text.paragraph import measure
from templates.text.wrap import wrap

Style = Callable[..., TextStyle]

SENTENCES = [
    ("استمع الآن إلى أفضل الأغاني", "ar"),
    ("اَلسَّلَامُ عَلَيْكُمْ وَرَحْمَةُ ٱللَّٰهِ", "ar"),
    ("آهنگ‌های جدید را گوش می‌کنم", "fa"),
    ("ابھی سبسکرائب کریں ہے", "ur"),
    ("گۆرانی نوێ گوێ بگرە", "ckb"),
]


def _line(text: str, locale: str, style: TextStyle, fonts: FontLibrary) -> ShapedLine:
    paragraph = measure(text, style=style, locale=locale, direction=Direction.RTL, fonts=fonts)
    (span,) = wrap([paragraph], float("inf"))
    return shape_line(paragraph, span, style=style, fonts=fonts)


@pytest.mark.parametrize("family", ["Cairo", "Rubik", "Noto Sans Arabic", "Noto Kufi Arabic"])
@pytest.mark.parametrize(("text", "locale"), SENTENCES)
def test_both_accounts_agree_and_all_can_be_compared(
    fonts: FontLibrary, style: Style, text: str, locale: str, family: str
) -> None:
    audit = audit_joins([_line(text, locale, style(families=(family,)), fonts)], fonts=fonts)
    assert audit.differing == ()
    assert audit.incomparable == ()
    assert audit.compared > 10


def test_a_letter_in_the_wrong_form_is_caught(fonts: FontLibrary, style: Style) -> None:
    cairo = style(families=("Cairo",))
    line, alone = _line("سبب", "ar", cairo, fonts), _line("ب", "ar", cairo, fonts)
    (run,) = line.runs
    wrong = replace(run.glyphs[1], id=alone.runs[0].glyphs[0].id)
    forged = replace(run, glyphs=(run.glyphs[0], wrong, run.glyphs[2]))
    audit = audit_joins([replace(line, runs=(forged,))], fonts=fonts)
    assert [(d.text, d.expected, d.font) for d in audit.differing] == [("ب", "medial", "Cairo")]


def test_a_glyph_of_another_letter_cannot_be_compared(fonts: FontLibrary, style: Style) -> None:
    cairo = style(families=("Cairo",))
    line, other = _line("دار", "ar", cairo, fonts), _line("و", "ar", cairo, fonts)
    (run,) = line.runs
    wrong = replace(run.glyphs[2], id=other.runs[0].glyphs[0].id)
    audit = audit_joins(
        [replace(line, runs=(replace(run, glyphs=(*run.glyphs[:2], wrong)),))], fonts=fonts
    )
    assert audit.incomparable == ("د",)


def test_letters_unknown_to_the_second_opinion_say_nothing() -> None:
    # U+06AC is in no table of arabic-reshaper; its neighbours depend on it.
    assert expected_joins("بڬب") == {}
    assert expected_joins("ب\u0308ب") == {}
    assert expected_joins("دب") == {0: (False, False), 1: (False, False)}
    assert expected_joins("بسم") == {0: (False, True), 1: (True, True), 2: (True, False)}
    assert expected_joins("ب\u200cب") == {0: (False, False), 2: (False, False)}


def test_latin_needs_no_audit(fonts: FontLibrary, style: Style) -> None:
    block = fit_text("Live", style=style(), locale="en", width_px=500, fonts=fonts)
    assert block.audit == JoinAudit()


def test_every_fitted_block_is_audited(fonts: FontLibrary, style: Style) -> None:
    block = fit_text("موسيقى بلا حدود", style=style(), locale="ar", width_px=500, fonts=fonts)
    assert block.audit.compared == 12
    assert block.audit.differing == ()


def test_nothing_joins_across_the_edge_of_an_isolate(fonts: FontLibrary, style: Style) -> None:
    audit = audit_joins([_line("ب\u2068ا\u2069ب", "ar", style(), fonts)], fonts=fonts)
    assert audit.differing == ()
    assert audit.compared == 3


@pytest.mark.parametrize("family", ["IBM Plex Sans Arabic", "Almarai"])
@pytest.mark.parametrize(("text", "locale"), SENTENCES)
def test_fonts_with_plain_joining_can_be_compared(
    fonts: FontLibrary, style: Style, text: str, locale: str, family: str
) -> None:
    audit = audit_joins([_line(text, locale, style(families=(family,)), fonts)], fonts=fonts)
    assert (audit.differing, audit.incomparable) == ((), ())


def test_a_calligraphic_font_is_compared_by_parting(fonts: FontLibrary, style: Style) -> None:
    amiri = style(families=("Amiri",))
    found = [
        audit_joins([_line(text, locale, amiri, fonts)], fonts=fonts) for text, locale in SENTENCES
    ]
    assert all(audit.differing == () for audit in found)
    compared = sum(audit.compared for audit in found)
    assert sum(len(audit.incomparable) for audit in found) <= 0.03 * compared


def test_parting_passes_no_glyph_of_another_letter(fonts: FontLibrary, style: Style) -> None:
    amiri = style(families=("Amiri",))
    line, other = _line("سبب", "ar", amiri, fonts), _line("سعع", "ar", amiri, fonts)
    (run,) = line.runs
    wrong = replace(run.glyphs[1], id=other.runs[0].glyphs[1].id)
    forged = replace(run, glyphs=(run.glyphs[0], wrong, run.glyphs[2]))
    audit = audit_joins([replace(line, runs=(forged,))], fonts=fonts)
    assert "ب" in audit.incomparable or audit.differing
