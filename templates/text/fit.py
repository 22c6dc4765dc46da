"""Text + style + box → a block that fits: shrink, wrap, and only then ellipsis or failure."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from templates.text.audit import audit_joins
from templates.text.bidi import own_level
from templates.text.block import TextBlock, leaning
from templates.text.case import apply_case
from templates.text.clean import clean_paragraphs
from templates.text.crowding import clear_pitch
from templates.text.ellipsis import cut_to_lines
from templates.text.errors import TextOverflow
from templates.text.library import FontLibrary
from templates.text.lines import ShapedLine, place_lines, shape_line
from templates.text.metrics import script_leading
from templates.text.paragraph import Paragraph, loosened, measure
from templates.text.script import text_direction
from templates.text.style import Align, Direction, Overflow, TextStyle
from templates.text.tokens import isolate_tokens
from templates.text.wrap import least_width, widest, wrap

# Fewer lines are worth this much of the size: no widow for a few pixels.
_FEWER_LINES = 0.92
# Lines that end where phrases do are worth this much of it.
_WHOLE_PHRASES = 0.85
# Lines whose glyphs would touch stand apart by at most this much more.
_MOST_APART = 1.15
_SIZE_STEP_PX = 0.25
# Blocks and measured paragraphs kept, some 15 kB each: a campaign sets the same words again and
# again, and a layout asks for each text at several widths.
_KEPT = 1024


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
    the block's side. Raises TextRefused, TextUncovered, UnknownFont, InvalidLocale; TextOverflow
    where the style forbids an ellipsis or the box holds not even one.
    """
    way = direction or text_direction(locale)
    return _fitted(text, style, locale, width_px, height_px, fonts, way)


@lru_cache(maxsize=_KEPT)
def _fitted(
    text: str,
    style: TextStyle,
    locale: str,
    width_px: float,
    height_px: float | None,
    fonts: FontLibrary,
    way: Direction,
) -> TextBlock:
    paragraphs = tuple(
        _measured(apply_case(line, style.case, locale), _letters(style), locale, way, fonts)
        for line in clean_paragraphs(text)
    )
    box = _Box(
        paragraphs=paragraphs,
        style=style,
        locale=locale,
        width_px=max(width_px, _SIZE_STEP_PX),
        height_px=math.inf if height_px is None else height_px,
        leading=style.line_height * _leading(paragraphs),
        lean=leaning(style.align, way),
        fonts=fonts,
    )
    fitted = box.loosened().fit()
    return place_lines(
        fitted.lines,
        size_px=fitted.size_px,
        line_height_px=fitted.size_px * fitted.leading,
        style=style,
        direction=way,
        ellipsized=fitted.ellipsized,
        audit=audit_joins(fitted.lines, fonts=fonts),
        fonts=fonts,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fitted:
    """Lines at a size; leading: their distance in em."""

    size_px: float
    lines: list[ShapedLine]
    leading: float
    ellipsized: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Box:
    """Measured paragraphs and the box that they must fit."""

    paragraphs: tuple[Paragraph, ...]
    style: TextStyle
    locale: str
    width_px: float
    height_px: float
    leading: float
    lean: float
    fonts: FontLibrary

    @property
    def least_px(self) -> float:
        """The smallest size allowed."""
        least = self.style.min_size_px
        return self.style.size_px if least is None else min(least, self.style.size_px)

    def loosened(self) -> "_Box":
        """The box with lines that end inside phrases too, where that makes the text much larger."""
        loose = tuple(loosened(paragraph, fonts=self.fonts) for paragraph in self.paragraphs)
        if loose == self.paragraphs:
            return self
        wanted, _ = self._best_size()
        other = replace(self, paragraphs=loose)
        size, _ = other._best_size()
        kept = wanted >= self.least_px and wanted >= size * _WHOLE_PHRASES
        return self if kept else other

    def fit(self) -> _Fitted:
        """The largest size that fits, else the smallest with an ellipsis. Raises TextOverflow."""
        if not self.paragraphs:
            return _Fitted(size_px=self.style.size_px, lines=[], leading=self.leading)
        size, count = self._best_size()
        while count and size >= self.least_px:
            lines = self._lines_at(size, count)
            overflow = max(line.width for line in lines) * size / self.width_px
            if overflow <= 1.0005:
                return self._uncrowded(_Fitted(size_px=size, lines=lines, leading=self.leading))
            # Shaped alone, a line may be a hair wider than its part of the paragraph.
            size = _stepped(size / overflow)
        if self.style.overflow is Overflow.FAIL:
            raise self._overflow()
        return self._uncrowded(self._ellipsized())

    def _best_size(self) -> tuple[float, int]:
        """The size to set and in how many lines; 0 lines when there are too many paragraphs."""
        sizes: dict[int, float] = {}
        for count in range(len(self.paragraphs), self.style.max_lines + 1):
            width = least_width(self.paragraphs, count)
            if width is not None:
                sizes[count] = self._size_for(count, width)
        if not sizes:
            return 0.0, 0
        best = max(sizes.values())
        enough = max(best * _FEWER_LINES, min(best, self.least_px))
        count = min(count for count, size in sizes.items() if size >= enough)
        return sizes[count], count

    def _size_for(self, lines: int, width: float) -> float:
        by_width = self.width_px / width if width > 0 else math.inf
        wanted = self.style.size_px
        size = min(wanted, by_width, self.height_px / (lines * self.leading))
        return size if size == wanted else _stepped(size)

    def _lines_at(self, size: float, count: int) -> list[ShapedLine]:
        spans = wrap(self.paragraphs, self.width_px / size)
        if self.style.balance or len(spans) > count:
            balanced = least_width(self.paragraphs, min(count, len(spans)))
            spans = wrap(self.paragraphs, widest(spans) if balanced is None else balanced)
        return [
            shape_line(self.paragraphs[s.paragraph], s, style=self.style, fonts=self.fonts)
            for s in spans
        ]

    def _ellipsized(self) -> _Fitted:
        rows = self.height_px / (self.least_px * self.leading) + 1e-6
        count = self.style.max_lines if rows > self.style.max_lines else int(rows)
        lines = None
        if count:
            lines = cut_to_lines(
                self.paragraphs,
                count=count,
                width=self.width_px / self.least_px,
                style=self.style,
                locale=self.locale,
                fonts=self.fonts,
            )
        if lines is None:
            raise self._overflow()
        return _Fitted(size_px=self.least_px, lines=lines, leading=self.leading, ellipsized=True)

    def _uncrowded(self, fitted: _Fitted) -> _Fitted:
        """The same lines, further apart (and smaller, if need be) where glyphs would touch."""
        clear = clear_pitch(fitted.lines, lean=self.lean, fonts=self.fonts)
        leading = min(max(self.leading, clear), self.leading * _MOST_APART)
        room = self.height_px / (len(fitted.lines) * leading)
        size = fitted.size_px if room >= fitted.size_px else _stepped(room)
        if leading == self.leading or size < self.least_px:
            return fitted
        return _Fitted(
            size_px=size, lines=fitted.lines, leading=leading, ellipsized=fitted.ellipsized
        )

    def _overflow(self) -> TextOverflow:
        shown = " ".join(paragraph.text for paragraph in self.paragraphs)
        shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
        room = "" if math.isinf(self.height_px) else f" × {self.height_px:g}"
        return TextOverflow(
            f"“{shown}” does not fit {self.width_px:g}{room} px",
            allowed=f"what fits {self.style.max_lines} lines at {self.least_px:g} px",
        )


@lru_cache(maxsize=_KEPT)
def _measured(
    text: str, style: TextStyle, locale: str, way: Direction, fonts: FontLibrary
) -> Paragraph:
    own = own_level(text)
    direction = way if own is None else (Direction.LTR, Direction.RTL)[own]
    isolated = isolate_tokens(text, rtl=direction is Direction.RTL)
    return measure(isolated, style=style, locale=locale, direction=direction, fonts=fonts)


def _letters(style: TextStyle) -> TextStyle:
    """The style without what its box and its lines make of it: what measuring depends on."""
    return replace(
        style,
        min_size_px=None,
        line_height=1.0,
        max_lines=1,
        align=Align.START,
        overflow=Overflow.ELLIPSIS,
        balance=False,
    )


def _leading(paragraphs: tuple[Paragraph, ...]) -> float:
    scripts = {item.setting.script for paragraph in paragraphs for item in paragraph.items}
    return max((script_leading(script) for script in scripts), default=1.0)


def _stepped(size: float) -> float:
    return math.floor(size / _SIZE_STEP_PX + 1e-6) * _SIZE_STEP_PX
