import pytest

from templates.text import TextRefused
from templates.text.clean import FSI, LRI, MAX_CHARACTERS, PDI, RLI, clean_paragraphs


def _clean(text: str) -> str:
    return "\n".join(clean_paragraphs(text))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  two   spaces\t here ", "two spaces here"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\n\na\n\n\n\nb\n\n", "a\n\nb"),
        ("nul\0 bell\a esc\x1b", "nul bell esc"),
        ("\ufeffbom and tag\U000e0041s", "bom and tags"),
        ("zero\u200b\u200b\u200bwidth", "zero\u200bwidth"),
        ("می\u200cکنم", "می\u200cکنم"),
        ("", ""),
        (" \n\t", ""),
    ],
)
def test_what_stays(text: str, clean: str) -> None:
    assert _clean(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\u202ebc\u202cd", f"a{FSI}bc{PDI}d"),
        ("a\u202dbc", f"a{FSI}bc{PDI}"),
        ("a\u202bbc\u202c", f"a{RLI}bc{PDI}"),
        ("a\u202abc\u202c", f"a{LRI}bc{PDI}"),
        (f"{PDI}a{PDI}", "a"),
        (f"{FSI}a", f"{FSI}a{PDI}"),
        (f"{FSI}a\nb{PDI}", f"{FSI}a{PDI}\nb"),
    ],
)
def test_overrides_lose_their_force_and_isolates_balance(text: str, clean: str) -> None:
    assert _clean(text) == clean


def test_isolates_nest_only_so_deep() -> None:
    clean = _clean(RLI * 100 + "a" + PDI * 100)
    assert clean == RLI * 16 + "a" + PDI * 16


def test_floods_of_marks_are_thinned() -> None:
    assert _clean("a" + "\u0301" * 500) == "a" + "\u0301" * 6


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a\ud800", "U\\+D800"),
        ("lost \ufffd", "U\\+FFFD"),
        ("x" * (MAX_CHARACTERS + 1), "at most 2000"),
    ],
)
def test_what_is_refused(text: str, what: str) -> None:
    with pytest.raises(TextRefused, match=what):
        clean_paragraphs(text)
