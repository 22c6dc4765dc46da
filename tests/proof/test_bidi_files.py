"""Levels and order are Unicode's own, for all of its cases that can reach the engine.

Not applicable: embeddings and overrides, which `templates.text.clean` turns into isolates before
any level is resolved, and paragraph ends inside a paragraph, where text is split before.
"""

import pytest

from templates.text.bidi import first_strong_level, visual_order
from templates.text.clean import clean_paragraphs
from tests.proof.needs import need_unicode_file
from tests.proof.unicode_cases import BidiCase, character_cases, class_cases
from tests.unit.templates.text.bidi_lines import line_levels

_EMBEDDINGS = frozenset("\u202a\u202b\u202c\u202d\u202e")


def _is_right(case: BidiCase) -> bool:
    base = first_strong_level(case.text, default=0) if case.base is None else case.base
    levels = line_levels(case.text, base)
    kept = [i for i, level in enumerate(case.levels) if level is not None]
    found = [levels[i] for i in kept]
    wanted = [case.levels[i] for i in kept]
    # The engine says 0 at once where nothing runs right to left: isolates in it change no order.
    if not any(levels) and not any(level and level % 2 for level in wanted):
        wanted = [0] * len(kept)
    order = tuple(kept[i] for i in visual_order(found))
    return found == wanted and order == case.order


def test_all_of_unicode_s_character_cases() -> None:
    cases = list(character_cases(need_unicode_file("BidiCharacterTest.txt")))
    applicable = [case for case in cases if _EMBEDDINGS.isdisjoint(case.text)]
    assert len(applicable) > 91_000
    assert len(cases) - len(applicable) < 100
    assert [case for case in applicable if not _is_right(case)] == []


def test_all_of_unicode_s_class_cases() -> None:
    cases = list(class_cases(need_unicode_file("BidiTest.txt")))
    applicable = [case for case in cases if case is not None]
    assert len(applicable) > 266_000
    assert [case for case in applicable if not _is_right(case)] == []


def test_embeddings_and_overrides_never_reach_the_levels() -> None:
    cases = list(character_cases(need_unicode_file("BidiCharacterTest.txt")))
    embedded = [case for case in cases if not _EMBEDDINGS.isdisjoint(case.text)]
    assert embedded
    for case in embedded:
        for paragraph in clean_paragraphs(case.text):
            assert _EMBEDDINGS.isdisjoint(paragraph)


@pytest.mark.parametrize("base", [0, 1])
def test_a_wrong_order_would_be_noticed(base: int) -> None:
    assert not _is_right(BidiCase("אב", base, (1, 1), (0, 1)))
