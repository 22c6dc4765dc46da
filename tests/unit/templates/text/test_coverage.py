from dataclasses import dataclass

import pytest

from templates.text.coverage import choose_fonts, split_clusters
from templates.text.font_file import FontFile
from tests.unit.templates.text.fakes import font_file

FIRST, SECOND, LAST = (font_file(name) for name in ("First", "Second", "Last"))


@dataclass(frozen=True)
class _Coverage:
    letters: dict[str, str]

    def __call__(self, file: FontFile, character: str) -> bool:
        return character in self.letters[file.family]


def _chosen(text: str, **letters: str) -> tuple[str, tuple[str, ...]]:
    fonts, missing = choose_fonts(
        text,
        [(0, len(text))],
        stack=(FIRST, SECOND, LAST),
        covers=_Coverage({"First": "", "Second": "", "Last": "", **letters}),
    )
    return "".join(fonts[i].family[0] for i in range(len(text))), missing


@pytest.mark.parametrize(
    ("text", "first", "second", "chosen"),
    [
        ("abc", "abc", "abc", "FFF"),
        # One letter missing: the whole text takes the next font, no word mixes two.
        ("ab cd", "abc ", "abcd ", "SSSSS"),
        # A missing sign is not worth changing the font of the words.
        ("ab*cd", "abcd", "abcd*", "FFSFF"),
        # No font has all: word by word.
        ("ab cd", "ab ", "cd ", "FFSSS"),
        # Not even the word: cluster by cluster.
        ("ac", "a", "c", "FS"),
    ],
)
def test_one_font_where_one_will_do(text: str, first: str, second: str, chosen: str) -> None:
    assert _chosen(text, First=first, Second=second) == (chosen, ())


def test_what_is_uncovered_is_named() -> None:
    assert _chosen("ax", First="a")[1] == ("x",)


def test_composed_and_decomposed_letters_cover_each_other() -> None:
    assert _chosen("e\u0301", First="é") == ("FF", ())
    assert _chosen("é", First="e\u0301")[1] == ()


def test_a_mark_foreign_to_its_base_is_drawn_apart() -> None:
    assert _chosen("a\u0301\u0302", First="a\u0301", Second="\u0302") == ("FFS", ())
    assert _chosen("a\u0302", First="a")[1] == ("\u0302",)


def test_joiners_and_selectors_need_no_glyph() -> None:
    assert _chosen("a\u200d\ufe0f", First="a") == ("FFF", ())


def test_spaces_and_hyphens_have_stand_ins() -> None:
    assert _chosen("a\u00a0\u2011b", First="ab \u2010") == ("FFFF", ())


def test_clusters_hold_their_marks() -> None:
    assert list(split_clusters("aِb\u200dc", 0, 5)) == [(0, 2), (2, 4), (4, 5)]
