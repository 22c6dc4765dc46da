"""Measured paragraphs + a width → lines, greedily, and the least width for a number of lines."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from templates.text.paragraph import Paragraph

_SLACK_EM = 1e-6
# A line as indices: paragraph, first and last piece (last < first: an empty line).
_Pieces = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A line: characters start … end (trailing spaces excluded) of a paragraph, its em width."""

    paragraph: int
    start: int
    end: int
    width: float


def wrap(paragraphs: Sequence[Paragraph], width: float) -> list[Span]:
    """Lines as full as `width` (em) lets them be; a piece wider than that overflows alone."""
    return [_span(paragraphs, pieces) for pieces in _fill(paragraphs, width)]


def least_width(paragraphs: Sequence[Paragraph], lines: int) -> float | None:
    """The least width (em) at which the text takes at most `lines`; None if it never does."""
    if len(paragraphs) > lines:
        return None
    if lines == len(paragraphs):
        return max((p.closes[-1] - p.opens[0] for p in paragraphs if p.ends), default=0.0)
    width = _least_bound(paragraphs, lines)
    while True:
        filled = _fill(paragraphs, width)
        if len(filled) <= lines:
            return max((_width(paragraphs, pieces) for pieces in filled), default=0.0)
        # Nothing changes before some line can take one piece more.
        width = min(
            paragraphs[p].closes[last + 1] - paragraphs[p].opens[first]
            for p, first, last in filled
            if last + 1 < len(paragraphs[p].ends)
        )


def widest(spans: Sequence[Span]) -> float:
    """Em width of the widest line, 0 without lines."""
    return max((span.width for span in spans), default=0.0)


def _fill(paragraphs: Sequence[Paragraph], width: float) -> list[_Pieces]:
    filled: list[_Pieces] = []
    for index, paragraph in enumerate(paragraphs):
        if not paragraph.ends:
            filled.append((index, 0, -1))
        piece = 0
        while piece < len(paragraph.ends):
            limit = paragraph.opens[piece] + width + _SLACK_EM
            last = max(piece, bisect_right(paragraph.closes, limit, lo=piece) - 1)
            filled.append((index, piece, last))
            piece = last + 1
    return filled


def _least_bound(paragraphs: Sequence[Paragraph], lines: int) -> float:
    """A width that no solution undercuts: the widest piece, and an even share of the whole."""
    pieces = (c - o for p in paragraphs for o, c in zip(p.opens, p.closes, strict=True))
    # Spaces at line ends vanish, so only the ink counts towards the share.
    ink = [sum(c - o for o, c in zip(p.opens, p.closes, strict=True)) for p in paragraphs]
    return max(max(pieces, default=0.0), sum(ink) / lines)


def _width(paragraphs: Sequence[Paragraph], pieces: _Pieces) -> float:
    index, first, last = pieces
    paragraph = paragraphs[index]
    return paragraph.closes[last] - paragraph.opens[first] if last >= first else 0.0


def _span(paragraphs: Sequence[Paragraph], pieces: _Pieces) -> Span:
    index, first, last = pieces
    paragraph = paragraphs[index]
    if last < first:
        return Span(paragraph=index, start=0, end=0, width=0.0)
    start = paragraph.ends[first - 1] if first else 0
    text = paragraph.text[start : paragraph.ends[last]].rstrip(" ")
    return Span(
        paragraph=index, start=start, end=start + len(text), width=_width(paragraphs, pieces)
    )
