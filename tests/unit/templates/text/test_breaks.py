import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uniseg.linebreak import line_break, line_break_boundaries

from templates.text import breaks
from templates.text.breaks import line_ends

ALPHABET = 'ab é1٣אבفاَ .,!?…–()"“”«%$/@一夜、。「」ーっあンハ한\u200b\u200d\u00a0\u2068\u2069😀'


def _pieces(text: str) -> list[str]:
    ends = line_ends(text)
    return [text[a:b] for a, b in zip((0, *ends), ends, strict=False)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Out now: 1,000 songs!", ["Out ", "now: ", "1,000 ", "songs!"]),
        ("well-known (live) – yes", ["well-", "known ", "(live) – ", "yes"]),
        ("استمع الآن!", ["استمع ", "الآن!"]),
        ("夜に「駆ける」。", ["夜", "に", "「駆", "け", "る」。"]),
        ("100\u00a0€ now", ["100\u00a0€ ", "now"]),
        ("one · two | three", ["one · ", "two | ", "three"]),
        ("zero\u200bwidth", ["zero\u200b", "width"]),
        ("", []),
    ],
)
def test_where_lines_may_end(text: str, pieces: list[str]) -> None:
    assert _pieces(text) == pieces


def test_thai_may_break_before_a_vowel_that_leads_a_syllable() -> None:
    assert _pieces("ฟังเพลงใหม่") == ["ฟัง", "เพลง", "ใหม่"]


def test_lao_may_break_before_a_vowel_that_leads_a_syllable() -> None:
    assert _pieces("ພາສາລາວແລະເພງ") == ["ພາສາລາວ", "ແລະ", "ເພງ"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ស្តាប់តន្ត្រីថ្មី", ["ស្តាប់", "ត", "ន្ត្រី", "ថ្មី"]),
        ("ឥឡូវនេះ ស្តាប់", ["ឥ", "ឡូវ", "នេះ ", "ស្តាប់"]),
        ("សប្ដាហ៍នេះ", ["ស", "ប្ដាហ៍", "នេះ"]),
    ],
)
def test_khmer_may_break_between_syllables(text: str, pieces: list[str]) -> None:
    assert _pieces(text) == pieces


@settings(max_examples=60)
@given(st.text(alphabet="កខរសតបប្ាិីុេ៉់៍៌ំះៈ។ ", max_size=12))
def test_khmer_never_parts_a_sign_from_its_letter(text: str) -> None:
    for end in line_ends(text)[:-1]:
        assert text[end] in "កខរសតប។ " or text[end - 1] in "។ "
        assert text[end - 1] != "\u17d2"


@pytest.mark.parametrize(
    "closing", list("、。，．！？：；）」』】〉》〕｝”’…‥・ー々ゝヽぁっゃゅょゎァッャョヶ゛")
)
@pytest.mark.parametrize("before", ["音", "楽", "が", "ョ"])
def test_no_line_begins_with_what_closes(before: str, closing: str) -> None:
    text = f"新{before}{closing}月"
    assert 2 not in line_ends(text)


@pytest.mark.parametrize("opening", list("（「『【〈《〔｛“‘"))
@pytest.mark.parametrize("after", ["音", "ガ", "A"])
def test_no_line_ends_with_what_opens(opening: str, after: str) -> None:
    assert 2 not in line_ends(f"月{opening}{after}月")


def test_chinese_keeps_its_quotation_marks() -> None:
    assert _pieces("他打100％")[-1] == "100％"
    assert _pieces("他说“你好”，走！") == ["他", "说", "“你", "好”，", "走！"]


@settings(max_examples=60)
@given(st.text(alphabet=ALPHABET, max_size=9))
def test_patterns_break_where_the_rules_say(text: str) -> None:
    ends = [end for end in line_break_boundaries(text) if end]
    assert line_ends(text) == tuple(end for end in ends if not breaks.starts_separator(text, end))


@pytest.mark.parametrize(
    ("index", "kinds"), [(0, {"AL", "CM"}), (1, {"HL", "CM"}), (2, {"NU"}), (3, {"ID"})]
)
def test_stand_ins_stand_for_their_like(index: int, kinds: set[str]) -> None:
    pattern, stand_in = breaks._ALIKE[index]
    first = re.compile(pattern.pattern.split("]")[0].split("*")[0] + "]")
    alike = [c for c in map(chr, range(0x20, 0xA000)) if first.fullmatch(c)]
    assert {str(line_break(c)) for c in alike} <= kinds
    assert str(line_break(stand_in)) in kinds
    assert alike
