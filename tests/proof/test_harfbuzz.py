"""Glyph ids, their order, clusters and advances are exactly those of Debian's hb-shape."""

import pytest

from templates.text import FontLibrary
from templates.text.shape import ShapedItem
from tests.proof.corpus import Sample, corpus
from tests.proof.drawing import set_sample
from tests.proof.harfbuzz import (
    MOST_OFFSET,
    PROGRAM,
    debian_glyphs,
    engine_glyphs,
    shaped_lines,
)
from tests.proof.needs import need_program


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.mark.parametrize("sample", corpus(), ids=lambda sample: sample.name)
def test_glyphs_order_and_advances_are_debian_s(sample: Sample, fonts: FontLibrary) -> None:
    need_program(PROGRAM, package="libharfbuzz-bin")
    drawing = set_sample(sample, fonts)
    lines = shaped_lines(drawing, fonts)
    for shaped, placed in zip(lines, drawing.block.lines, strict=True):
        assert shaped.text == placed.text
        for run in shaped.runs:
            _same_glyphs(run, shaped.text)
        # What is painted is what was compared: the same glyphs but for those without ink.
        compared = iter(glyph.id for run in shaped.runs for glyph in run.glyphs)
        assert all(glyph.id in compared for run in placed.runs for glyph in run.glyphs)


def _same_glyphs(run: ShapedItem, text: str) -> None:
    ours, theirs = engine_glyphs(run), debian_glyphs(text, run)
    assert [glyph.placing for glyph in ours] == [glyph.placing for glyph in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert abs(mine.dx - other.dx) <= MOST_OFFSET
        assert abs(mine.dy - other.dy) <= MOST_OFFSET
        if not run.item.setting.font.axes:
            assert mine == other
