"""Paragraph → its runs shaped once, with widths in em for every place a line may end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from templates.locales import parse_locale
from templates.text.breaks import line_ends
from templates.text.clean import SOFT_HYPHEN
from templates.text.itemise import Item, itemise
from templates.text.library import UNITS_PER_EM, FontLibrary
from templates.text.phrases import phrase_ends
from templates.text.shape import ShapedItem, shape_item
from templates.text.style import Direction, TextStyle


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """A measured paragraph.

    direction: the way it runs. advances: em from the start to before each character, then to the
    end. ends: where lines may end, at first only where they should. opens, closes: em to where
    the piece before each end begins, and to its last ink.
    """

    text: str
    direction: Direction
    items: tuple[Item, ...]
    advances: tuple[float, ...]
    ends: tuple[int, ...]
    opens: tuple[float, ...]
    closes: tuple[float, ...]


def measure(
    text: str, *, style: TextStyle, locale: str, direction: Direction, fonts: FontLibrary
) -> Paragraph:
    """Itemise, shape and measure a cleaned paragraph. Raises TextUncovered, UnknownFont."""
    items = itemise(text, style=style, locale=locale, direction=direction, fonts=fonts)
    shaped = [
        shape_item(text, item, letter_spacing=style.letter_spacing, fonts=fonts) for item in items
    ]
    whole = Paragraph(
        text=text,
        direction=direction,
        items=items,
        advances=_advances(len(text), shaped),
        ends=(),
        opens=(),
        closes=(),
    )
    return _broken(whole, phrase_ends(text, script=parse_locale(locale).script), fonts)


def loosened(paragraph: Paragraph, *, fonts: FontLibrary) -> Paragraph:
    """The same with all the places where lines may end; itself if it has them."""
    ends = line_ends(paragraph.text)
    return paragraph if ends == paragraph.ends else _broken(paragraph, ends, fonts)


def _broken(whole: Paragraph, ends: tuple[int, ...], fonts: FontLibrary) -> Paragraph:
    text, advances = whole.text, whole.advances
    starts = (0, *ends[:-1]) if ends else ()
    return replace(
        whole,
        ends=ends,
        opens=tuple(advances[start] for start in starts),
        closes=tuple(
            advances[start + len(text[start:end].rstrip(" "))]
            + _hyphen(text, end, whole.items, fonts)
            for start, end in zip(starts, ends, strict=True)
        ),
    )


def _hyphen(text: str, end: int, items: Sequence[Item], fonts: FontLibrary) -> float:
    """Em of the hyphen that a soft hyphen at a line's end becomes."""
    if text[end - 1] != SOFT_HYPHEN:
        return 0.0
    setting = next(item.setting for item in items if item.start < end <= item.end)
    font = fonts.font(setting.font, setting.axes)
    return float(font.get_glyph_h_advance(font.get_nominal_glyph(ord("-")) or 0)) / UNITS_PER_EM


def _advances(length: int, shaped: Sequence[ShapedItem]) -> tuple[float, ...]:
    widths = [0.0] * length
    for run in shaped:
        for glyph in run.glyphs:
            widths[glyph.cluster] += glyph.advance
        if run.spacing:
            for cluster in {glyph.cluster for glyph in run.glyphs}:
                widths[cluster] += run.spacing
    return (0.0, *accumulate(widths))
