"""Shaped lines → how far apart they must stand so that no glyph touches one of the next line."""

from collections.abc import Sequence
from itertools import pairwise

from templates.text.library import UNITS_PER_EM, FontLibrary
from templates.text.lines import ShapedLine

# Left, right, top and bottom of a glyph's ink in em, y up from the baseline.
_Ink = tuple[float, float, float, float]


def clear_pitch(lines: Sequence[ShapedLine], *, lean: float, fonts: FontLibrary) -> float:
    """The least distance of baselines (em) at which no glyphs of neighbouring lines touch.

    lean: the part of a line's free space that lies left of it (see block.leaning).
    """
    width = max((line.width for line in lines), default=0.0)
    inks = [_line_inks(line, (width - line.width) * lean, fonts) for line in lines]
    return max((_pair_pitch(upper, lower) for upper, lower in pairwise(inks)), default=0.0)


def _pair_pitch(upper: Sequence[_Ink], lower: Sequence[_Ink]) -> float:
    return max(
        (
            top - bottom
            for left, right, _, bottom in upper
            for other_left, other_right, top, _ in lower
            if left < other_right and other_left < right
        ),
        default=0.0,
    )


def _line_inks(line: ShapedLine, pen: float, fonts: FontLibrary) -> list[_Ink]:
    inks: list[_Ink] = []
    for run in line.runs:
        setting = run.item.setting
        font = fonts.font(setting.font, setting.axes)
        em = run.scale / UNITS_PER_EM
        for glyph in run.glyphs:
            extents = font.get_glyph_extents(glyph.id)
            if extents is not None and extents.width:
                left = pen + glyph.dx + extents.x_bearing * em
                top = glyph.dy + extents.y_bearing * em
                inks.append((left, left + extents.width * em, top, top + extents.height * em))
            pen += glyph.advance
        pen += run.spacing * len({glyph.cluster for glyph in run.glyphs}) if run.spacing else 0.0
    return inks
