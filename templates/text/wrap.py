"""Measured paragraphs + a width → lines, greedily, and the least width for a number of lines."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from templates.text.paragraph import Paragraph

_SLACK_EM = 1e-6


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A line: characters start … end (trailing spaces excluded) of a paragraph, its em width."""

    paragraph: int
    start: int
    end: int
    width: float


def wrap(paragraphs: Sequence[Paragraph], width: float) -> list[Span]:
    """Lines as full as `width` (em) lets them be; a piece wider than that overflows alone."""
    spans: list[Span] = []
    for index, paragraph in enumerate(paragraphs):
        if not paragraph.ends:
            spans.append(Span(paragraph=index, start=0, end=0, width=0.0))
        piece = 0
        while piece < len(paragraph.ends):
            limit = paragraph.opens[piece] + width + _SLACK_EM
            last = max(piece, bisect_right(paragraph.closes, limit, lo=piece) - 1)
            spans.append(_span(index, paragraph, piece, last))
            piece = last + 1
    return spans


def least_width(paragraphs: Sequence[Paragraph], lines: int) -> float | None:
    """The least width (em) at which the text takes at most `lines`; None if it never does."""
    full = widest(wrap(paragraphs, float("inf")))
    if len(paragraphs) > lines:
        return None
    low, high = 0.0, full
    for _ in range(24):
        middle = (low + high) / 2
        spans = wrap(paragraphs, middle)
        if len(spans) <= lines:
            # An overflowing piece may be wider than the width tried.
            high = middle if widest(spans) <= middle + _SLACK_EM else high
            low = low if widest(spans) <= middle + _SLACK_EM else middle
        else:
            low = middle
    return widest(wrap(paragraphs, high))


def widest(spans: Sequence[Span]) -> float:
    """Em width of the widest line, 0 without lines."""
    return max((span.width for span in spans), default=0.0)


def _span(index: int, paragraph: Paragraph, first: int, last: int) -> Span:
    start = paragraph.ends[first - 1] if first else 0
    text = paragraph.text[start : paragraph.ends[last]]
    return Span(
        paragraph=index,
        start=start,
        end=start + len(text.rstrip(" ")),
        width=paragraph.closes[last] - paragraph.opens[first],
    )
