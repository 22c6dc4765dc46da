"""Corpus → how like each string is to what Chromium draws, and how unlike wrong text is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from templates.text import FontLibrary
from tests.proof.chromium import chromium_masks
from tests.proof.controls import Control
from tests.proof.corpus import Sample
from tests.proof.drawing import Drawing, Mask, set_sample
from tests.proof.measures import Likeness, compare

# The aims of text: alike as a whole, and as wide.
LEAST_CORRELATION = 0.94
MOST_WIDTH_ERROR = 0.01
# Wrong order or joining is another picture altogether.
WRONG_CORRELATION = 0.75
# The two rasterisers differ by a seventh at most, where strokes overlap; the smallest of the small
# controls by a third.
MOST_LOCAL = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A sample as we draw it and as Chromium does."""

    drawing: Drawing
    theirs: Mask
    likeness: Likeness


def compare_with_chromium(samples: Iterable[Sample], fonts: FontLibrary) -> dict[Sample, Compared]:
    """Each sample drawn twice and compared."""
    drawings = [set_sample(sample, fonts) for sample in samples]
    pairs = zip(drawings, chromium_masks(drawings, fonts=fonts), strict=True)
    return {
        drawing.sample: Compared(
            drawing=drawing, theirs=theirs, likeness=compare(drawing.mask(fonts), theirs)
        )
        for drawing, theirs in pairs
    }


def judge_controls(
    compared: Iterable[Compared],
    controls: Callable[[Sample], Iterator[Control]],
    fonts: FontLibrary,
) -> list[tuple[Control, Likeness]]:
    """Each control of the samples, held against what Chromium draws for the true text."""
    return [
        (control, compare(set_sample(control.sample, fonts).mask(fonts), pair.theirs))
        for pair in compared
        for control in controls(pair.drawing.sample)
    ]
