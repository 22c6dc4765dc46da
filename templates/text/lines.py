"""Spans of paragraphs + a size → lines of placed glyphs in a block."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from templates.scene import Box, ColorGlyphRun, Glyph, GlyphRun
from templates.text.bidi import visual_order
from templates.text.block import JoinAudit, RunOrigin, TextBlock, TextLine, leaning, union
from templates.text.clean import SOFT_HYPHEN
from templates.text.itemise import Item
from templates.text.library import UNITS_PER_EM, FontLibrary
from templates.text.metrics import FontHeights, font_heights
from templates.text.paragraph import Paragraph
from templates.text.shape import ShapedItem, shape_item
from templates.text.style import Direction, TextStyle
from templates.text.wrap import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class ShapedLine:
    """A line's text and its runs from left to right; width in em."""

    text: str
    runs: tuple[ShapedItem, ...]
    width: float


def shape_line(
    paragraph: Paragraph, span: Span, *, style: TextStyle, fonts: FontLibrary
) -> ShapedLine:
    """Shape a line by itself: its ends are its context, not the words of other lines."""
    text = paragraph.text[span.start : span.end]
    if text.endswith(SOFT_HYPHEN):
        text = f"{text[:-1]}-"
    items = [_cut(item, span) for item in paragraph.items]
    inside = [item for item in items if item.start < item.end]
    shaped = [shape_item(text, i, letter_spacing=style.letter_spacing, fonts=fonts) for i in inside]
    runs = tuple(shaped[i] for i in visual_order([item.level for item in inside]))
    width = sum(_run_width(run) for run in runs)
    # No space after the last letter; tight spacing leaves a lone mark no less than nothing.
    spacing = runs[-1].spacing if runs else 0.0
    return ShapedLine(text=text, runs=runs, width=max(0.0, width - spacing))


def place_lines(
    lines: Sequence[ShapedLine],
    *,
    size_px: float,
    line_height_px: float,
    style: TextStyle,
    direction: Direction,
    ellipsized: bool,
    audit: JoinAudit,
    fonts: FontLibrary,
) -> TextBlock:
    """Stack shaped lines into a block as wide as the widest of them."""
    width_px = max((line.width for line in lines), default=0.0) * size_px
    center = _main_heights(lines, fonts).center if lines else 0.0
    lean = leaning(style.align, direction)
    placed = tuple(
        _place(
            line,
            x_px=(width_px - line.width * size_px) * lean,
            baseline_px=(number + 0.5) * line_height_px + center * size_px,
            size_px=size_px,
            fonts=fonts,
        )
        for number, line in enumerate(lines)
    )
    return TextBlock(
        size_px=size_px,
        width_px=width_px,
        height_px=line_height_px * len(lines),
        line_height_px=line_height_px,
        direction=direction,
        align=style.align,
        lines=placed,
        audit=audit,
        ellipsized=ellipsized,
    )


def _cut(item: Item, span: Span) -> Item:
    start = max(item.start, span.start) - span.start
    return replace(item, start=start, end=min(item.end, span.end) - span.start)


def _run_width(run: ShapedItem) -> float:
    clusters = len({glyph.cluster for glyph in run.glyphs}) if run.spacing else 0
    return sum(glyph.advance for glyph in run.glyphs) + clusters * run.spacing


def _heights(run: ShapedItem, fonts: FontLibrary) -> FontHeights:
    setting = run.item.setting
    heights = font_heights(fonts.font(setting.font, setting.axes), setting.script)
    return heights.scaled(run.scale)


def _main_heights(lines: Sequence[ShapedLine], fonts: FontLibrary) -> FontHeights:
    """Heights of the run kind that takes most room, so that all lines stand alike."""
    room: dict[FontHeights, float] = {}
    for run in (run for line in lines for run in line.runs):
        heights = _heights(run, fonts)
        room[heights] = room.get(heights, 0.0) + _run_width(run)
    return max(room, key=room.__getitem__) if room else FontHeights()


def _place(
    line: ShapedLine, *, x_px: float, baseline_px: float, size_px: float, fonts: FontLibrary
) -> TextLine:
    runs: list[GlyphRun] = []
    origins: list[RunOrigin] = []
    pen = x_px
    for run in line.runs:
        glyphs, pen, origin = _place_run(run, pen, baseline_px, size_px, fonts)
        if not glyphs:
            continue
        origins.append(origin)
        kind = ColorGlyphRun if run.item.setting.font.color else GlyphRun
        runs.append(
            kind(
                font=run.item.setting.font.sha256,
                axes=run.item.setting.axes,
                size_px=size_px * run.scale,
                glyphs=glyphs,
                text=line.text[run.item.start : run.item.end],
            )
        )
    every = [_heights(run, fonts) for run in line.runs] or [FontHeights()]
    main = _main_heights([line], fonts)
    return TextLine(
        text=line.text,
        x_px=x_px,
        baseline_y_px=baseline_px,
        width_px=line.width * size_px,
        ascent_px=max(heights.ascent for heights in every) * size_px,
        descent_px=max(heights.descent for heights in every) * size_px,
        cap_height_px=main.cap_height * size_px,
        x_height_px=main.x_height * size_px,
        ink=union([ink for origin in origins for ink in origin.inks])
        or Box(x=x_px, y=baseline_px, width=0.0, height=0.0),
        runs=tuple(runs),
        origins=tuple(origins),
    )


def _place_run(
    run: ShapedItem, pen: float, baseline_px: float, size_px: float, fonts: FontLibrary
) -> tuple[tuple[Glyph, ...], float, RunOrigin]:
    font = fonts.font(run.item.setting.font, run.item.setting.axes)
    em_px = size_px * run.scale / UNITS_PER_EM
    glyphs: list[Glyph] = []
    clusters: list[int] = []
    inks: list[Box] = []
    for i, glyph in enumerate(run.glyphs):
        x, y = round(pen + glyph.dx * size_px, 3), round(baseline_px - glyph.dy * size_px, 3)
        extents = font.get_glyph_extents(glyph.id)
        if extents is not None and extents.width and extents.height:
            glyphs.append(Glyph(id=glyph.id, x=x, y=y))
            clusters.append(glyph.cluster)
            inks.append(
                Box(
                    x=x + extents.x_bearing * em_px,
                    y=y - extents.y_bearing * em_px,
                    width=extents.width * em_px,
                    height=-extents.height * em_px,
                )
            )
        pen += glyph.advance * size_px
        if i + 1 == len(run.glyphs) or run.glyphs[i + 1].cluster != glyph.cluster:
            pen += run.spacing * size_px
    origin = RunOrigin(start=run.item.start, clusters=tuple(clusters), inks=tuple(inks))
    return tuple(glyphs), pen, origin
