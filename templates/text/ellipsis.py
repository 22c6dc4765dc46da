"""Paragraphs too long for their lines → the lines that fit, the last one cut with an ellipsis."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from templates.text.clean import ISOLATE_STARTS, PDI
from templates.text.coverage import split_clusters
from templates.text.library import FontLibrary
from templates.text.lines import ShapedLine, shape_line
from templates.text.paragraph import Paragraph, measure
from templates.text.style import TextStyle
from templates.text.wrap import Span, wrap

ELLIPSIS = "…"
# A cut goes back to the end of a word unless that loses more of the line than this.
_WORD_KEEPS = 0.6
_LOOSE_END = re.compile(r"[\s,.;:،؛、。·|/(\[{«“‘\-–—…]+$")


def cut_to_lines(
    paragraphs: Sequence[Paragraph],
    *,
    count: int,
    width: float,
    style: TextStyle,
    locale: str,
    fonts: FontLibrary,
) -> list[ShapedLine] | None:
    """At most `count` lines of at most `width` em; None when not even one letter fits."""
    spans = wrap(paragraphs, width)
    too_wide = (i for i, s in enumerate(spans) if s.width > width + 1e-6)
    last = min(next(too_wide, len(spans) - 1), count - 1)
    while last and not spans[last].width:
        last -= 1
    lines = [shape_line(paragraphs[s.paragraph], s, style=style, fonts=fonts) for s in spans[:last]]
    paragraph, start = paragraphs[spans[last].paragraph], spans[last].start
    for cut in _cuts(paragraph, start, width):
        kept = _LOOSE_END.sub("", paragraph.text[:cut])
        if len(kept) <= start:
            continue
        text = _with_ellipsis(kept)
        shorter = measure(
            text, style=style, locale=locale, direction=paragraph.direction, fonts=fonts
        )
        span = Span(paragraph=0, start=start, end=len(text), width=0.0)
        line = shape_line(shorter, span, style=style, fonts=fonts)
        if line.width <= width + 1e-3:
            return [*lines, line]
    return None


def _cuts(paragraph: Paragraph, start: int, width: float) -> list[int]:
    """Where the line may be cut, best first: a word's end that keeps enough, then any letter."""
    letters = [end for _, end in split_clusters(paragraph.text, start, len(paragraph.text))]
    reach = paragraph.advances[start] + width
    fitting = letters[: bisect_right(letters, reach, key=lambda end: paragraph.advances[end])]
    if not fitting:
        return []
    words = [end for end in paragraph.ends if start < end <= fitting[-1]]
    least = start + (fitting[-1] - start) * _WORD_KEEPS
    kept = [end for end in reversed(words) if end >= least]
    return [*kept, *(end for end in reversed(fitting) if end not in kept)]


def _with_ellipsis(text: str) -> str:
    depth = sum((c in ISOLATE_STARTS) - (c == PDI) for c in text)
    return text + PDI * depth + ELLIPSIS
