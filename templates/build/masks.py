"""A mask as the author wrote it → a mask in the picture's pixels, mirrored as its node is."""

from dataclasses import replace

from templates.build.texts import SetText
from templates.nodes import Edges, Fade, Length, MaskRef, Unit
from templates.scene import (
    Box,
    Color,
    GlyphRun,
    LinearGradient,
    Mask,
    Paint,
    RadialGradient,
    ShapeKind,
    Stop,
)


def mask_of(
    wanted: MaskRef, box: Box, *, unit_px: float, flipped: bool, letters: SetText | None
) -> Mask:
    """The mask of a node in `box`; letters: the text that `wanted` names, as it was set."""
    inner = _inset(box, wanted.inset, unit_px, flipped)
    points = wanted.points
    return Mask(
        box=inner,
        kind=ShapeKind(wanted.shape) if wanted.shape else None,
        radius_px=radius_px(wanted.radius, inner, unit_px=unit_px),
        points=tuple((1 - x, y) for x, y in points) if flipped else points,
        fade=_paint(wanted.fade, flipped) if wanted.fade else None,
        runs=_placed(letters, inner) if letters else (),
    )


def radius_px(radius: Length, box: Box, *, unit_px: float) -> float:
    """A corner's radius: u, or a share of the box's short side; half of that at most."""
    short = min(box.width, box.height)
    share = radius.unit is Unit.PARENT
    return min(radius.value * (short / 100 if share else unit_px), short / 2)


def _inset(box: Box, inset: Edges, unit_px: float, flipped: bool) -> Box:
    """As CSS inset(): shares of the width across, of the height down; never less than nothing."""
    start, end = (inset.end, inset.start) if flipped else (inset.start, inset.end)
    left, right = (_pixels(side, box.width, unit_px) for side in (start, end))
    top, bottom = (_pixels(side, box.height, unit_px) for side in (inset.top, inset.bottom))
    return Box(
        x=box.x + left,
        y=box.y + top,
        width=max(box.width - left - right, 0.0),
        height=max(box.height - top - bottom, 0.0),
    )


def _pixels(length: Length, whole_px: float, unit_px: float) -> float:
    match length.unit:
        case Unit.SHORT:
            return length.value * unit_px
        case Unit.PARENT:
            return length.value * whole_px / 100
        case Unit.AUTO:
            return 0.0


def _paint(fade: Fade, flipped: bool) -> Paint:
    stops = tuple(
        Stop(at=at, color=Color(red=255, green=255, blue=255, alpha=opacity))
        for at, opacity in fade.stops
    )
    (x0, y0), (x1, y1) = fade.start, fade.end
    if flipped:
        x0, x1 = 1 - x0, 1 - x1
    if fade.radius is not None:
        return RadialGradient(cx=x0, cy=y0, radius=fade.radius, stops=stops)
    return LinearGradient(x0=x0, y0=y0, x1=x1, y1=y1, stops=stops)


def _placed(found: SetText, box: Box) -> tuple[GlyphRun, ...]:
    """The text's glyphs from the corner of `box`."""
    dx, dy = found.x_px - box.x, found.y_px - box.y
    return tuple(
        replace(
            run,
            glyphs=tuple(replace(glyph, x=glyph.x + dx, y=glyph.y + dy) for glyph in run.glyphs),
        )
        for line in found.block.lines
        for run in line.runs
    )
