"""A line's runs → the glyphs that Debian's hb-shape gives for them, one process a run.

Debian's HarfBuzz is years older than the wheel's, is built by others, and reads the font file,
its axes and the text from its command line.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass

from templates.text import FontLibrary
from templates.text.library import UNITS_PER_EM
from templates.text.lines import ShapedLine, shape_line
from templates.text.paragraph import measure
from templates.text.shape import ShapedItem
from templates.text.wrap import Span
from tests.proof.drawing import Drawing

PROGRAM = "hb-shape"
_TIMEOUT_S = 20
# An id that no font has, for what is invisible.
_INVISIBLE = 0xFFFF
# A variable font's anchors are rounded once by HarfBuzz 15, each by itself by Debian's 6: marks
# may stand 1/65536 em elsewhere (a thousandth of a pixel at 64 px). All else is exact.
MOST_OFFSET = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedGlyph:
    """A glyph, the first character it stands for, advance and offsets in 1/UNITS_PER_EM em."""

    id: int
    cluster: int
    advance: int
    dx: int
    dy: int

    @property
    def placing(self) -> tuple[int, int, int]:
        """What must be the same whoever shapes: id, cluster and advance."""
        return self.id, self.cluster, self.advance


def shaped_lines(drawing: Drawing, fonts: FontLibrary) -> list[ShapedLine]:
    """The drawing's lines as the engine shapes them, before they are placed."""
    paragraph = measure(
        drawing.text,
        style=drawing.style,
        locale=drawing.sample.locale,
        direction=drawing.direction,
        fonts=fonts,
    )
    lines, start = [], 0
    for line in drawing.block.lines:
        span = Span(paragraph=0, start=start, end=start + len(line.text), width=0.0)
        lines.append(shape_line(paragraph, span, style=drawing.style, fonts=fonts))
        start = span.end + 1
    return lines


def engine_glyphs(run: ShapedItem) -> tuple[PlacedGlyph, ...]:
    """The engine's glyphs in font units again, which they are whole numbers of."""
    em = UNITS_PER_EM / run.scale
    return tuple(
        PlacedGlyph(
            id=glyph.id,
            cluster=glyph.cluster,
            advance=_whole(glyph.advance * em),
            dx=_whole(glyph.dx * em),
            dy=_whole(glyph.dy * em),
        )
        for glyph in run.glyphs
    )


def debian_glyphs(text: str, run: ShapedItem) -> tuple[PlacedGlyph, ...]:
    """What hb-shape makes of one run of a line, from left to right.

    Spaced letters keep no optional ligatures (CSS Text 3, 8.2).
    """
    item, setting = run.item, run.item.setting
    command = [
        shutil.which(PROGRAM) or PROGRAM,
        f"--font-file={setting.font.path}",
        f"--font-size={UNITS_PER_EM}",
        f"--variations={','.join(f'{tag}={value:g}' for tag, value in setting.axes)}",
        f"--direction={'rtl' if item.level % 2 else 'ltr'}",
        f"--script={setting.script}",
        f"--language={setting.language or 'und'}",
        f"--unicodes={_points(text[item.start : item.end])}",
        f"--unicodes-before={_points(text[: item.start])}",
        f"--unicodes-after={_points(text[item.end :])}",
        *(["--bot"] if item.start == 0 else []),
        *(["--eot"] if item.end == len(text) else []),
        *(["--features=-liga,-clig"] if run.spacing else []),
        f"--invisible-glyph={_INVISIBLE}",
        "--no-glyph-names",
        "--output-format=json",
    ]
    done = subprocess.run(command, capture_output=True, check=True, timeout=_TIMEOUT_S)
    return tuple(
        PlacedGlyph(
            id=glyph["g"],
            cluster=glyph["cl"] + item.start,
            advance=glyph["ax"],
            dx=glyph["dx"],
            dy=glyph["dy"],
        )
        for glyph in json.loads(done.stdout.strip() or "[]")
        if glyph["g"] != _INVISIBLE
    )


def _points(text: str) -> str:
    return ",".join(f"{ord(character):04X}" for character in text)


def _whole(value: float) -> int:
    nearest = round(value)
    if abs(value - nearest) > 1e-3:
        raise ValueError(f"{value} is no whole number of font units")
    return nearest
