"""Set text: lines of glyph runs in a block, and what the join audit said of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from templates.scene import Box, GlyphRun
from templates.text.style import Align, Direction


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinDifference:
    """Letters that HarfBuzz joined otherwise than arabic-reshaper: `text`, and how it should be."""

    text: str
    expected: str
    font: str


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinAudit:
    """A second opinion on Arabic joining.

    compared: clusters on which both agree or differ. differing: those they disagree on; such
    text must not ship. incomparable: clusters whose glyphs the font chooses by more than joining.
    """

    compared: int = 0
    differing: tuple[JoinDifference, ...] = ()
    incomparable: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOrigin:
    """What a run's glyphs come from, which no Scene needs to know.

    start: index in the line's text of the run's first character. clusters: for each glyph the
    index of the first character it stands for. inks: what each covers, as TextLine.ink.
    """

    start: int
    clusters: tuple[int, ...]
    inks: tuple[Box, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TextLine:
    """One line; all positions in pixels from the block's top left corner.

    text: in logical order. x_px, width_px: the advance box. ascent_px, descent_px: of its fonts,
    from the baseline, both positive. cap_height_px, x_height_px: of its main font.
    ink: what is really covered. runs: visual order, left to right. origins: of each run.
    """

    text: str
    x_px: float
    baseline_y_px: float
    width_px: float
    ascent_px: float
    descent_px: float
    cap_height_px: float
    x_height_px: float
    ink: Box
    runs: tuple[GlyphRun, ...]
    origins: tuple[RunOrigin, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TextBlock:
    """Text that fits: as wide as its widest line, as high as its line boxes.

    The eye's middle of each line (half its cap height, in Latin) is the middle of its line box,
    so a block centred in a pill is centred to the eye.
    """

    size_px: float
    width_px: float
    height_px: float
    line_height_px: float
    direction: Direction
    align: Align
    lines: tuple[TextLine, ...]
    audit: JoinAudit
    ellipsized: bool

    def x_in(self, box_width_px: float) -> float:
        """Where the block's left edge lies in a wider box, by its alignment and direction."""
        return (box_width_px - self.width_px) * leaning(self.align, self.direction)


def union(boxes: Sequence[Box]) -> Box | None:
    """The smallest box around all; None for none."""
    if not boxes:
        return None
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(x=left, y=top, width=right - left, height=bottom - top)


def leaning(align: Align, direction: Direction) -> float:
    """The part of the free space that goes left of a line: 0, 1/2 or 1."""
    if align is Align.CENTER:
        return 0.5
    return float((align is Align.END) != (direction is Direction.RTL))
