"""The corpus is wide enough to prove anything, and each string of it is set as it stands."""

from collections import Counter

from templates.text import FontLibrary
from tests.proof.corpus import corpus
from tests.proof.drawing import set_sample


def test_the_corpus_holds_what_ads_hold() -> None:
    counts = Counter(sample.group for sample in corpus())
    assert counts.total() >= 200
    kinds = {(sample.text, sample.family, sample.letter_spacing) for sample in corpus()}
    assert len(kinds) == counts.total()
    for group in ("arabic", "marks", "digits", "persian", "urdu", "hebrew", "mixed", "devanagari"):
        assert counts[group] >= 10, group


def test_every_string_is_covered_and_joined_as_arabic_reshaper_would() -> None:
    fonts = FontLibrary.packaged()
    for sample in corpus():
        drawing = set_sample(sample, fonts)
        runs = [run for line in drawing.block.lines for run in line.runs]
        assert all(glyph.id for run in runs for glyph in run.glyphs), sample
        assert not drawing.block.ellipsized, sample
        assert (len(drawing.block.lines) > 1) == (sample.width_px is not None), sample
        assert drawing.block.audit.differing == (), sample
