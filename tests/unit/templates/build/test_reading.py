import pytest

from templates.build.reading import reading_s


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Start free", 2),
        ("All the music you want – now!", 6),
        ("كل الموسيقى التي تريدها", 4),
        ("骨直立即收聽", 3),
        ("ラジオ", 1),
        ("聴きたい曲", 2),
        ("ฟังเพลงใหม่", 2),
        ("새로운 음악 듣기", 3),
        ("Live 東京", 2),
        ("2024", 1),
    ],
)
def test_a_text_needs_a_third_of_a_second_a_word(text: str, words: float) -> None:
    assert reading_s(text) == pytest.approx(words / 3 + 0.5, abs=0.15)


def test_there_is_nothing_to_read_in_marks() -> None:
    assert reading_s("– …") == 0
