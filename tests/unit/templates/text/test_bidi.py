"""Levels and order, held against Unicode's own cases and against sentences read by eye."""

from pathlib import Path

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from templates.text.bidi import bidi_levels, first_strong_level, own_level, visual_order
from templates.text.clean import isolate
from tests.unit.templates.text.bidi_lines import line_levels

CASES = [
    line.split(";")
    for line in (Path(__file__).parent / "bidi_cases.txt").read_text().splitlines()
    if not line.startswith("#")
]


def _seen(text: str, base: int) -> str:
    order = visual_order(line_levels(text, base))
    return "".join(text[i] for i in order if text[i] not in "\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}@{case[1]}")
def test_unicode_s_conformance_cases(case: list[str]) -> None:
    text = "".join(chr(int(point, 16)) for point in case[0].split())
    base = first_strong_level(text, default=0) if case[1] == "2" else int(case[1])
    levels = line_levels(text, base)
    assert base == int(case[2])
    expected = case[3].split()
    assert [lv if e != "x" else "x" for lv, e in zip(levels, expected, strict=True)] == [
        int(e) if e != "x" else "x" for e in expected
    ]
    kept = [i for i, e in enumerate(expected) if e != "x"]
    order = [kept[i] for i in visual_order([levels[i] for i in kept])]
    assert order == [int(i) for i in case[4].split()]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("אלבום Coldplay (Live)", "Coldplay (Live) םובלא"),
        ("הנחה 50% היום", "םויה 50% החנה"),
        ("خصم 50% اليوم", "مويلا %50 مصخ"),
        ("قال The Weeknd أمس", "سمأ The Weeknd لاق"),
        ("سعر ١٢٫٥ دولار", "رالود ١٢٫٥ رعس"),
        ("من 7:30 إلى 9:00", "9:00 ىلإ 7:30 نم"),
        ("תאריך 24.12.2026!", "!24.12.2026 ךיראת"),
    ],
)
def test_sentences_read_by_eye(text: str, seen: str) -> None:
    assert _seen(text, 1) == seen


def test_brackets_keep_with_what_they_hold() -> None:
    # Without rule N0 the closing bracket would jump to the left of the whole name.
    assert _seen("אלבום Foo (Bar)", 1).startswith("Foo (Bar)")
    # Shown unmirrored: the shaper mirrors the brackets of runs from right to left.
    assert _seen("قال (مرحبا)", 1) == ")ابحرم( لاق"


def test_isolated_user_text_orders_only_itself() -> None:
    assert _seen(f"שמעו {isolate('Who?')} עכשיו", 1) == "וישכע Who? ועמש"
    assert _seen("שמעו Who? עכשיו", 1) == "וישכע ?Who ועמש"
    assert _seen(f"New: {isolate('שלום!')} 2 out", 0) == "New: !םולש 2 out"
    assert _seen("New: שלום! 2 out", 0) == "New: 2 !םולש out"


def test_text_of_one_direction_needs_no_rules() -> None:
    assert bidi_levels("Plain text 50%", base_level=0) == [0] * 14


@pytest.mark.parametrize(
    ("text", "level"), [("Who?", 0), ("مرحبا!", 1), ("a ب", None), ("50%", None), ("", None)]
)
def test_a_text_of_one_direction_has_a_level_of_its_own(text: str, level: int | None) -> None:
    assert own_level(text) == level


def test_joiners_take_the_level_of_what_they_join() -> None:
    assert bidi_levels("می\u200cکنم", base_level=1) == [1] * 6


@given(st.text(alphabet="abאבجد12٣ .,-+%$()[]!\u0651", max_size=14), st.sampled_from([0, 1]))
def test_an_independent_implementation_agrees(text: str, base: int) -> None:
    levels = bidi_levels(text, base_level=base)
    trailing = len(text) - len(text.rstrip(" "))
    levels[len(text) - trailing :] = [base] * trailing
    order = visual_order(levels)
    assert "".join(text[i] for i in order) == get_display(text, base_dir="LR"[base])
