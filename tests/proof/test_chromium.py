"""Every string of the corpus looks as Chromium draws it, and wrong text would not pass for it."""

from collections import Counter

import pytest

from templates.text import FontLibrary
from tests.proof.chromium import PROGRAM
from tests.proof.comparison import (
    LEAST_CORRELATION,
    MOST_LOCAL,
    MOST_WIDTH_ERROR,
    WRONG_CORRELATION,
    Compared,
    compare_with_chromium,
    judge_controls,
)
from tests.proof.controls import gross_controls, small_controls
from tests.proof.corpus import Sample, corpus
from tests.proof.needs import need_program


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.fixture(scope="module")
def compared(fonts: FontLibrary) -> dict[Sample, Compared]:
    need_program(PROGRAM, package="chromium")
    return compare_with_chromium(corpus(), fonts)


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
    judged = judge_controls(compared.values(), gross_controls, fonts)
    passed = [(c.kind, c.sample.text) for c, n in judged if n.correlation >= WRONG_CORRELATION]
    assert passed == []
    counts = Counter(control.kind for control, _ in judged)
    assert all(counts[kind] >= 30 for kind in ("shaped twice", "unshaped", "reversed")), counts
    assert counts["broken after ordering"] >= 10


def test_one_dropped_mark_lost_dot_or_wrong_letter_is_caught(
    compared: dict[Sample, Compared], fonts: FontLibrary
) -> None:
    judged = judge_controls(compared.values(), small_controls, fonts)
    passed = [(c.kind, c.sample.text, n.local) for c, n in judged if n.local <= MOST_LOCAL]
    assert passed == []
    # A picture's correlation alone would let most of them pass.
    unseen = sum(likeness.correlation >= LEAST_CORRELATION for _, likeness in judged)
    assert unseen > len(judged) / 2
    counts = Counter(control.kind for control, _ in judged)
    assert all(counts[kind] >= 200 for kind in ("dropped mark", "lost dot", "wrong letter")), counts
