from collections.abc import Callable

import pytest

from templates.text import Direction, FontLibrary, TextStyle, TextUncovered, UnknownFont
from templates.text.itemise import itemise

Style = Callable[..., TextStyle]


def _runs(
    text: str, style: TextStyle, fonts: FontLibrary, locale: str, direction: Direction
) -> list[tuple[str, int, str]]:
    items = itemise(text, style=style, locale=locale, direction=direction, fonts=fonts)
    return [(text[i.start : i.end], i.level, i.setting.font.family) for i in items]


def test_runs_part_at_direction_script_and_font(fonts: FontLibrary, style: Style) -> None:
    runs = _runs("أغنية The Weeknd ★", style(families=("Archivo",)), fonts, "ar", Direction.RTL)
    assert runs == [
        ("أغنية ", 1, "Cairo"),
        ("The Weeknd", 2, "Archivo"),
        (" ", 1, "Archivo"),
        ("★", 1, "Noto Sans CJK JP"),
    ]


@pytest.mark.parametrize(
    ("text", "locale", "families"),
    [
        ("New music", "en", {"Archivo"}),
        ("Nhạc mới nhất", "vi", {"Archivo"}),
        ("Μουσική", "el", {"Noto Sans"}),
        ("Новая музыка", "ru", {"Noto Sans"}),
        ("موسيقى جديدة ١٢٪", "ar", {"Cairo"}),
        ("ٹرائل مفت ہے", "ur", {"Noto Sans Arabic"}),
        ("גۆרانی", "ckb", {"Heebo", "Noto Sans Arabic"}),
        ("מוזיקה חדשה", "he", {"Heebo"}),
        ("नया संगीत ५०%", "hi", {"Noto Sans Devanagari"}),
        ("เพลงใหม่", "th", {"Noto Sans Thai"}),
        ("新しい音楽 2024", "ja", {"Noto Sans CJK JP"}),
        ("새로운 음악", "ko", {"Noto Sans CJK JP"}),
    ],
)
def test_each_script_finds_one_font(
    fonts: FontLibrary, style: Style, text: str, locale: str, families: set[str]
) -> None:
    runs = _runs(text, style(families=("Archivo",)), fonts, locale, Direction.LTR)
    assert {family for _, _, family in runs} == families


def test_a_wanted_family_wins_where_it_covers(fonts: FontLibrary, style: Style) -> None:
    rubik = style(families=("Rubik",))
    assert _runs("موسيقى", rubik, fonts, "ar", Direction.RTL)[0][2] == "Rubik"
    assert _runs("ٹرائل", rubik, fonts, "ur", Direction.RTL)[0][2] == "Noto Sans Arabic"


def test_the_home_script_carries_the_language(fonts: FontLibrary, style: Style) -> None:
    items = itemise("سلام Live", style=style(), locale="fa", direction=Direction.RTL, fonts=fonts)
    assert [(i.setting.script, i.setting.language) for i in items] == [("Arab", "fa"), ("Latn", "")]


def test_weight_and_width_go_to_the_axes(fonts: FontLibrary, style: Style) -> None:
    wanted = style(families=("Archivo",), weight=800, width=75)
    items = itemise("Live", style=wanted, locale="en", direction=Direction.LTR, fonts=fonts)
    assert items[0].setting.axes == (("wdth", 75.0), ("wght", 800.0))


def test_uncovered_characters_are_named(fonts: FontLibrary, style: Style) -> None:
    with pytest.raises(TextUncovered, match=r"U\+0F56 བ \(TIBETAN LETTER BA\)") as caught:
        itemise("hi བ", style=style(), locale="en", direction=Direction.LTR, fonts=fonts)
    assert caught.value.characters == ("བ",)


def test_an_unknown_wanted_family_is_an_error(fonts: FontLibrary, style: Style) -> None:
    with pytest.raises(UnknownFont, match="Helvetica"):
        itemise(
            "a",
            style=style(families=("Helvetica",)),
            locale="en",
            direction=Direction.LTR,
            fonts=fonts,
        )
