import pytest

from templates.text import Direction, text_direction
from templates.text.script import character_script, is_invisible, locale_script, text_scripts


@pytest.mark.parametrize(
    ("locale", "direction"),
    [
        ("en", Direction.LTR),
        ("ar-EG", Direction.RTL),
        ("he", Direction.RTL),
        ("ur-PK", Direction.RTL),
        ("az-Arab", Direction.RTL),
        ("ar-Latn", Direction.LTR),
    ],
)
def test_direction_of_a_locale(locale: str, direction: Direction) -> None:
    assert text_direction(locale) is direction


@pytest.mark.parametrize(
    ("character", "script"),
    [("a", "Latn"), ("ب", "Arab"), ("あ", "Hani"), ("夜", "Hani"), ("한", "Hang"), ("1", None)],
)
def test_script_of_a_character(character: str, script: str | None) -> None:
    assert character_script(character) == script


def test_script_of_a_locale_merges_what_one_font_draws() -> None:
    assert [locale_script(tag) for tag in ("ja", "zh-TW", "ko", "fa")] == [
        "Hani",
        "Hani",
        "Hang",
        "Arab",
    ]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("ab 12", "LLLLL"),
        ("12 ab", "LLLLL"),
        ("50%", "AAA"),
        ("من Foo", "AAALLL"),
        ("من (Foo) ب", "AAAALLLAAA"),
        ("من \u2068@foo\u2069! ب", "AAALLLLLAAAA"),
    ],
)
def test_shared_signs_go_with_their_neighbours(text: str, short: str) -> None:
    scripts = text_scripts(text, default="Arab")
    assert "".join(script[0] for script in scripts) == short


@pytest.mark.parametrize("character", ["\u200d", "\u2068", "\ufe0f", "\u00ad", "\u034f"])
def test_what_no_font_draws(character: str) -> None:
    assert is_invisible(character)


def test_arabic_number_sign_is_drawn() -> None:
    assert not is_invisible("\u0600")
