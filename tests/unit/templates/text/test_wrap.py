import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.text import Direction
from templates.text.paragraph import Paragraph
from templates.text.wrap import least_width, widest, wrap


def _paragraph(text: str) -> Paragraph:
    """Every character one em wide; lines may end after spaces."""
    ends = tuple(i + 1 for i, c in enumerate(text) if c == " " or i + 1 == len(text))
    starts = (0, *ends[:-1]) if ends else ()
    return Paragraph(
        text=text,
        direction=Direction.LTR,
        items=(),
        advances=tuple(float(i) for i in range(len(text) + 1)),
        ends=ends,
        opens=tuple(float(start) for start in starts),
        closes=tuple(
            float(start + len(text[start:end].rstrip()))
            for start, end in zip(starts, ends, strict=True)
        ),
    )


def _lines(text: str, width: float) -> list[str]:
    paragraphs = [_paragraph(line) for line in text.split("\n")]
    spans = wrap(paragraphs, width)
    return [paragraphs[s.paragraph].text[s.start : s.end] for s in spans]


def test_lines_are_as_full_as_the_width_lets_them_be() -> None:
    assert _lines("aa bb cc dd", 5) == ["aa bb", "cc dd"]
    assert _lines("aa bb cc dd", 6) == ["aa bb", "cc dd"]
    assert _lines("aa bb cc dd", 8) == ["aa bb cc", "dd"]


def test_a_piece_too_wide_stands_alone() -> None:
    assert _lines("a bbbbbb c", 3) == ["a", "bbbbbb", "c"]


def test_paragraphs_do_not_flow_together() -> None:
    assert _lines("aa\n\nbb", 9) == ["aa", "", "bb"]


@pytest.mark.parametrize(("lines", "width"), [(1, 11.0), (2, 5.0), (3, 5.0), (4, 2.0), (9, 2.0)])
def test_least_width(lines: int, width: float) -> None:
    assert least_width([_paragraph("aa bb cc dd")], lines) == width


def test_more_paragraphs_than_lines_never_fit() -> None:
    assert least_width([_paragraph("a"), _paragraph("b")], 1) is None


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 5))
def test_least_width_is_enough_and_least(words: list[int], lines: int) -> None:
    paragraphs = [_paragraph(" ".join("x" * word for word in words))]
    width = least_width(paragraphs, lines)
    assert width is not None
    spans = wrap(paragraphs, width)
    assert len(spans) <= lines
    assert widest(spans) == width
    narrower = wrap(paragraphs, width - 0.5)
    assert len(narrower) > lines or widest(narrower) >= width
