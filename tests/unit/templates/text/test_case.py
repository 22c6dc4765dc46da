import pytest

from templates.text import Case
from templates.text.case import apply_case


@pytest.mark.parametrize(
    ("text", "locale", "upper"),
    [
        ("listen now", "en", "LISTEN NOW"),
        ("istanbul ışık", "tr-TR", "İSTANBUL IŞIK"),
        ("straße", "de", "STRASSE"),
        ("ακούστε τώρα, Μαΐου", "el", "ΑΚΟΥΣΤΕ ΤΩΡΑ, ΜΑΪΟΥ"),
        ("أغنية", "ar", "أغنية"),
        ("קול", "he", "קול"),
        ("მუსიკა", "ka", "მუსიკა"),
    ],
)
def test_capitals_by_locale(text: str, locale: str, upper: str) -> None:
    assert apply_case(text, Case.UPPER, locale) == upper


def test_no_case_changes_nothing() -> None:
    assert apply_case("aBc ß", Case.NONE, "de") == "aBc ß"
