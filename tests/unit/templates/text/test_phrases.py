import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates.text.breaks import line_ends
from templates.text.phrases import phrase_ends


def _phrases(text: str, script: str = "") -> list[str]:
    ends = phrase_ends(text, script=script)
    return [text[a:b] for a, b in zip((0, *ends), ends, strict=False)]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("新しい音楽を「今夜」聴こう。", ["新しい", "音楽を", "「今夜」", "聴こう。"]),
        ("Billie Eilishの新作を聴く", ["Billie ", "Eilishの", "新作を", "聴く"]),
        ("立即收听，免费试用", ["立即", "收听，", "免费", "试用"]),
        ("새로운 음악 듣기", ["새로운 ", "음악 ", "듣기"]),
        ("ស្តាប់តន្ត្រីថ្មី", ["ស្តាប់", "តន្ត្រី", "ថ្មី"]),
        ("ฟังเพลงใหม่ล่าสุด", ["ฟัง", "เพลง", "ใหม่ล่าสุด"]),
        ("Out now", ["Out ", "now"]),
        ("", []),
    ],
)
def test_where_lines_should_end(text: str, phrases: list[str]) -> None:
    assert _phrases(text) == phrases


def test_the_locale_s_script_tells_how_han_alone_is_read() -> None:
    assert _phrases("立即收聽最新專輯", "Hant") == ["立即", "收聽", "最", "新", "專輯"]


@settings(max_examples=100)
@given(st.text(alphabet="新音楽が聴くーっ、。「」A1 ฟังเพลง한국ខ្មែរ", max_size=14))
def test_no_end_is_made_up(text: str) -> None:
    assert set(phrase_ends(text)) <= set(line_ends(text))
    assert phrase_ends(text)[-1:] == line_ends(text)[-1:]
