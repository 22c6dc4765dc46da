"""Glyph ids, their order, clusters and advances are exactly those of Debian's hb-shape."""

import pytest

from templates.text import FontLibrary
from tests.proof.corpus import Sample, corpus
from tests.proof.drawing import set_sample
from tests.proof.harfbuzz import (
    MOST_OFFSET,
    PROGRAM,
    debian_glyphs,
    engine_glyphs,
    shaped_line,
)
from tests.proof.needs import need_program


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.mark.parametrize("sample", corpus(), ids=lambda sample: sample.name)
def test_glyphs_order_and_advances_are_debian_s(sample: Sample, fonts: FontLibrary) -> None:
    need_program(PROGRAM, package="libharfbuzz-bin")
    drawing = set_sample(sample, fonts)
    line = shaped_line(drawing, fonts)
    drawn: list[int] = []
    for run in line.runs:
        ours, theirs = engine_glyphs(run), debian_glyphs(line.text, run)
        assert [glyph.placing for glyph in ours] == [glyph.placing for glyph in theirs]
        for mine, other in zip(ours, theirs, strict=True):
            assert abs(mine.dx - other.dx) <= MOST_OFFSET
            assert abs(mine.dy - other.dy) <= MOST_OFFSET
            if not run.item.setting.font.axes:
                assert mine == other
        drawn += [glyph.id for glyph in theirs]
    # What is painted is what was compared: the same glyphs but for those without ink.
    painted = iter(drawn)
    assert all(glyph.id in painted for run in drawing.line.runs for glyph in run.glyphs)
