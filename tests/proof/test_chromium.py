"""Every string of the corpus looks as Chromium draws it, and wrong text would not pass for it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from templates.text import FontLibrary
from tests.proof.chromium import PROGRAM, chromium_masks
from tests.proof.controls import Control, gross_controls, small_controls
from tests.proof.corpus import Sample, corpus
from tests.proof.drawing import Drawing, Mask, set_sample
from tests.proof.measures import Likeness, compare
from tests.proof.needs import need_program

# The aims of text: alike as a whole, and as wide.
LEAST_CORRELATION = 0.94
MOST_WIDTH_ERROR = 0.01
# Wrong order or joining is another picture altogether.
WRONG_CORRELATION = 0.75
# The two rasterisers differ by a seventh at most, where strokes overlap; the smallest of the wrongs
# below by two fifths.
MOST_LOCAL = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A sample as we draw it and as Chromium does."""

    drawing: Drawing
    theirs: Mask
    likeness: Likeness


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.fixture(scope="module")
def compared(fonts: FontLibrary) -> dict[Sample, Compared]:
    need_program(PROGRAM, package="chromium")
    drawings = [set_sample(sample, fonts) for sample in corpus()]
    pairs = zip(drawings, chromium_masks(drawings, fonts=fonts), strict=True)
    return {
        drawing.sample: Compared(
            drawing=drawing, theirs=theirs, likeness=compare(drawing.mask(fonts), theirs)
        )
        for drawing, theirs in pairs
    }


def _judged(
    compared: dict[Sample, Compared],
    fonts: FontLibrary,
    controls: Callable[[Sample], Iterator[Control]],
) -> list[tuple[Control, Likeness]]:
    return [
        (control, compare(set_sample(control.sample, fonts).mask(fonts), pair.theirs))
        for sample, pair in compared.items()
        for control in controls(sample)
    ]


@pytest.mark.parametrize("sample", corpus(), ids=lambda sample: sample.name)
def test_a_string_looks_as_chromium_draws_it(
    sample: Sample, compared: dict[Sample, Compared]
) -> None:
    likeness = compared[sample].likeness
    assert likeness.correlation >= LEAST_CORRELATION
    assert likeness.width_error <= MOST_WIDTH_ERROR
    assert likeness.local <= MOST_LOCAL


def test_text_that_is_drawn_wrongly_is_another_picture(
    compared: dict[Sample, Compared], fonts: FontLibrary
) -> None:
    judged = _judged(compared, fonts, gross_controls)
    passed = [(c.kind, c.sample.text) for c, n in judged if n.correlation >= WRONG_CORRELATION]
    assert passed == []
    counts = Counter(control.kind for control, _ in judged)
    assert all(counts[kind] >= 30 for kind in ("shaped twice", "unshaped", "reversed")), counts


def test_one_dropped_mark_lost_dot_or_wrong_letter_is_caught(
    compared: dict[Sample, Compared], fonts: FontLibrary
) -> None:
    judged = _judged(compared, fonts, small_controls)
    passed = [(c.kind, c.sample.text, n.local) for c, n in judged if n.local <= MOST_LOCAL]
    assert passed == []
    # A picture's correlation alone would let most of them pass.
    unseen = sum(likeness.correlation >= LEAST_CORRELATION for _, likeness in judged)
    assert unseen > len(judged) / 2
    counts = Counter(control.kind for control, _ in judged)
    assert all(counts[kind] >= 200 for kind in ("dropped mark", "lost dot", "wrong letter")), counts
