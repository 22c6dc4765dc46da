"""Sample → the lines that the engine sets and the mask that it paints, by its public way."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from templates.text import (
    Direction,
    FontLibrary,
    TextBlock,
    TextStyle,
    fit_text,
    rasterise,
    text_direction,
)
from templates.text.bidi import own_level
from tests.proof.corpus import SIZE_PX, Sample

Mask = npt.NDArray[np.uint8]
# Room for stacked marks and overhanging letters around a line's box.
_MARGIN_PX = 48
# From line to line: whole pixels, as browsers place baselines, and far enough for any script.
LINE_PX = 128
_MAX_LINES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A sample as the engine sets it; direction: the paragraph's."""

    sample: Sample
    style: TextStyle
    direction: Direction
    block: TextBlock

    @property
    def text(self) -> str:
        """The paragraph, with the isolates that the engine put in; lines end at spaces."""
        return " ".join(line.text for line in self.block.lines)

    def mask(self, fonts: FontLibrary) -> Mask:
        """Coverage, 255 is ink.

        The first baseline and the side that lines start from lie between pixels, as on the page.
        """
        baseline_px = self.block.lines[0].baseline_y_px
        start_px = self.block.width_px if self.direction is Direction.RTL else 0.0
        return rasterise(
            [run for line in self.block.lines for run in line.runs],
            width_px=round(self.block.width_px) + 2 * _MARGIN_PX,
            height_px=round(self.block.height_px) + 2 * _MARGIN_PX,
            fonts=fonts,
            x_px=_MARGIN_PX + round(start_px) - start_px,
            y_px=_MARGIN_PX + round(baseline_px) - baseline_px,
        )


def set_sample(sample: Sample, fonts: FontLibrary) -> Drawing:
    """Set a sample in SIZE_PX: in one line, or in as many as its box needs, LINE_PX apart."""
    style = TextStyle(
        families=(sample.family,),
        weight=sample.weight,
        size_px=SIZE_PX,
        letter_spacing=sample.letter_spacing,
        max_lines=1 if sample.width_px is None else _MAX_LINES,
        line_height=2.0,
    )
    block = _fit(sample, style, fonts)
    # Scripts add to the height that a style asks for.
    style = replace(style, line_height=style.line_height * LINE_PX / block.line_height_px)
    own = own_level(sample.text)
    way = text_direction(sample.locale) if own is None else (Direction.LTR, Direction.RTL)[own]
    return Drawing(sample=sample, style=style, direction=way, block=_fit(sample, style, fonts))


def _fit(sample: Sample, style: TextStyle, fonts: FontLibrary) -> TextBlock:
    width_px = 1e6 if sample.width_px is None else sample.width_px
    return fit_text(sample.text, style=style, locale=sample.locale, width_px=width_px, fonts=fonts)
