"""Sample → the line that the engine sets and the mask that it paints, by its public way."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from templates.text import (
    Direction,
    FontLibrary,
    TextBlock,
    TextLine,
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A sample as the engine sets it; direction: the paragraph's."""

    sample: Sample
    direction: Direction
    block: TextBlock

    @property
    def line(self) -> TextLine:
        """The only line, its text with the isolates that the engine put in."""
        return self.block.lines[0]

    def mask(self, fonts: FontLibrary) -> Mask:
        """Coverage, 255 is ink; the baseline lies between rows of pixels, as browsers place it."""
        baseline_px = self.line.baseline_y_px
        return rasterise(
            self.line.runs,
            width_px=round(self.block.width_px) + 2 * _MARGIN_PX,
            height_px=round(self.block.height_px) + 2 * _MARGIN_PX,
            fonts=fonts,
            x_px=_MARGIN_PX,
            y_px=_MARGIN_PX + round(baseline_px) - baseline_px,
        )


def style_of(sample: Sample) -> TextStyle:
    """One line, as large as the corpus is set."""
    return TextStyle(
        families=(sample.family,),
        weight=sample.weight,
        size_px=SIZE_PX,
        letter_spacing=sample.letter_spacing,
        max_lines=1,
    )


def set_sample(sample: Sample, fonts: FontLibrary) -> Drawing:
    """Set a sample in one line of SIZE_PX."""
    block = fit_text(
        sample.text, style=style_of(sample), locale=sample.locale, width_px=1e6, fonts=fonts
    )
    own = own_level(sample.text)
    way = text_direction(sample.locale) if own is None else (Direction.LTR, Direction.RTL)[own]
    return Drawing(sample=sample, direction=way, block=block)
