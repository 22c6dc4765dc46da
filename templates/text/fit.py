"""Text + style + box → a block that fits: shrink, wrap, and only then ellipsis or failure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from templates.text.audit import audit_joins
from templates.text.bidi import own_level
from templates.text.block import TextBlock
from templates.text.case import apply_case
from templates.text.clean import clean_paragraphs
from templates.text.ellipsis import cut_to_lines
from templates.text.errors import TextOverflow
from templates.text.library import FontLibrary
from templates.text.lines import ShapedLine, place_lines, shape_line
from templates.text.metrics import script_leading
from templates.text.paragraph import Paragraph, measure
from templates.text.script import text_direction
from templates.text.style import Direction, Overflow, TextStyle
from templates.text.tokens import isolate_tokens
from templates.text.wrap import least_width, widest, wrap

# Fewer lines are worth this much of the size: no widow for a few pixels.
_FEWER_LINES = 0.92
_SIZE_STEP_PX = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class _Box:
    width_px: float
    height_px: float
    leading: float

    def size_for(self, lines: int, width: float, wanted: float) -> float:
        """The largest size at which so many lines of `width` em fit, at most `wanted`."""
        by_width = self.width_px / width if width else math.inf
        size = min(wanted, by_width, self.height_px / (lines * self.leading))
        return size if size == wanted else _stepped(size)


def fit_text(
    text: str,
    *,
    style: TextStyle,
    locale: str,
    width_px: float,
    height_px: float | None = None,
    fonts: FontLibrary,
    direction: Direction | None = None,
) -> TextBlock:
    """Set `text` in a box: the largest size of the style's range that fits in its lines.

    direction: of the block and of paragraphs that mix directions, by default the locale's; a
    paragraph all of the other direction (an English name in an Arabic ad) runs its own way, on
    the block's side. Raises TextRefused,
    TextUncovered, UnknownFont, InvalidLocale; TextOverflow where the style forbids an ellipsis or
    the box holds not even one.
    """
    way = direction or text_direction(locale)
    paragraphs = [
        _measured(apply_case(line, style.case, locale), style, locale, way, fonts)
        for line in clean_paragraphs(text)
    ]
    box = _Box(
        width_px=width_px,
        height_px=math.inf if height_px is None else height_px,
        leading=style.line_height * _leading(paragraphs),
    )
    size, lines, ellipsized = _fit(paragraphs, style, locale, box, fonts)
    return place_lines(
        lines,
        size_px=size,
        line_height_px=size * box.leading,
        style=style,
        direction=way,
        ellipsized=ellipsized,
        audit=audit_joins(lines, fonts=fonts),
        fonts=fonts,
    )


def _measured(
    text: str, style: TextStyle, locale: str, way: Direction, fonts: FontLibrary
) -> Paragraph:
    own = own_level(text)
    direction = way if own is None else (Direction.LTR, Direction.RTL)[own]
    isolated = isolate_tokens(text, rtl=direction is Direction.RTL)
    return measure(isolated, style=style, locale=locale, direction=direction, fonts=fonts)


def _fit(
    paragraphs: Sequence[Paragraph],
    style: TextStyle,
    locale: str,
    box: _Box,
    fonts: FontLibrary,
) -> tuple[float, list[ShapedLine], bool]:
    if not paragraphs:
        return style.size_px, [], False
    least = style.size_px if style.min_size_px is None else min(style.min_size_px, style.size_px)
    size, count = _best_size(paragraphs, style, box, least)
    while count and size >= least:
        lines = _lines_at(paragraphs, size, count, style, box, fonts)
        overflow = max(line.width for line in lines) * size / box.width_px
        if overflow <= 1.0005:
            return size, lines, False
        # Shaped alone, a line may be a hair wider than its part of the paragraph.
        size = _stepped(size / overflow)
    if style.overflow is Overflow.FAIL:
        raise _overflow(paragraphs, style, box)
    return _ellipsized(paragraphs, least, style, locale, box, fonts)


def _best_size(
    paragraphs: Sequence[Paragraph], style: TextStyle, box: _Box, least: float
) -> tuple[float, int]:
    """The size to set and in how many lines; 0 lines when there are too many paragraphs."""
    sizes: dict[int, float] = {}
    for count in range(len(paragraphs), style.max_lines + 1):
        width = least_width(paragraphs, count)
        if width is not None:
            sizes[count] = box.size_for(count, width, style.size_px)
    if not sizes:
        return 0.0, 0
    best = max(sizes.values())
    enough = max(best * _FEWER_LINES, min(best, least))
    count = min(count for count, size in sizes.items() if size >= enough)
    return sizes[count], count


def _lines_at(
    paragraphs: Sequence[Paragraph],
    size: float,
    count: int,
    style: TextStyle,
    box: _Box,
    fonts: FontLibrary,
) -> list[ShapedLine]:
    spans = wrap(paragraphs, box.width_px / size)
    if style.balance or len(spans) > count:
        balanced = least_width(paragraphs, min(count, len(spans)))
        spans = wrap(paragraphs, widest(spans) if balanced is None else balanced)
    return [shape_line(paragraphs[s.paragraph], s, style=style, fonts=fonts) for s in spans]


def _ellipsized(
    paragraphs: Sequence[Paragraph],
    size: float,
    style: TextStyle,
    locale: str,
    box: _Box,
    fonts: FontLibrary,
) -> tuple[float, list[ShapedLine], bool]:
    rows = box.height_px / (size * box.leading) + 1e-6
    count = style.max_lines if rows > style.max_lines else int(rows)
    lines = None
    if count:
        lines = cut_to_lines(
            paragraphs,
            count=count,
            width=box.width_px / size,
            style=style,
            locale=locale,
            fonts=fonts,
        )
    if lines is None:
        raise _overflow(paragraphs, style, box)
    return size, lines, True


def _overflow(paragraphs: Sequence[Paragraph], style: TextStyle, box: _Box) -> TextOverflow:
    least = style.size_px if style.min_size_px is None else style.min_size_px
    shown = " ".join(paragraph.text for paragraph in paragraphs)
    shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
    room = "" if math.isinf(box.height_px) else f" × {box.height_px:g}"
    return TextOverflow(
        f"“{shown}” does not fit {box.width_px:g}{room} px",
        allowed=f"what fits {style.max_lines} lines at {least:g} px",
    )


def _leading(paragraphs: Sequence[Paragraph]) -> float:
    scripts = {item.setting.script for paragraph in paragraphs for item in paragraph.items}
    return max((script_leading(script) for script in scripts), default=1.0)


def _stepped(size: float) -> float:
    return math.floor(size / _SIZE_STEP_PX + 1e-6) * _SIZE_STEP_PX
