import pytest

from templates.errors import InvalidValue
from templates.wording import MAX_CHARS, Quote, parse_wording, put_in, quoted_slots


def bracketed(value: str) -> str:
    return f"<{value}>"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Listen", ("Listen",)),
        ("Hear {name} now", ("Hear ", Quote(slot="name"), " now")),
        ("{a}{ b }", (Quote(slot="a"), Quote(slot="b"))),
        ("{{name}} {{", ("{name} {",)),
        ("{{{a}}}", ("{", Quote(slot="a"), "}")),
        ("", ()),
    ],
)
def test_words_and_quotes(text: str, pieces: tuple[str | Quote, ...]) -> None:
    assert parse_wording(text) == pieces


@pytest.mark.parametrize("text", ["{", "a {b", "}", "a} b", "{}", "{ }", "{a{b}", "{{{", "{a}}"])
def test_braces_without_a_partner(text: str) -> None:
    with pytest.raises(InvalidValue, match="without its"):
        parse_wording(text)


def test_each_slot_is_named_once() -> None:
    assert quoted_slots("{b} {a} {b}") == ("b", "a")


def test_values_are_put_in_as_they_are() -> None:
    assert put_in("{a} & {b}", {"a": "{b}", "b": "100%"}, isolate=bracketed) == "<{b}> & <100%>"


def test_no_words_without_a_value() -> None:
    assert put_in("Hear {a}", {"a": ""}, isolate=bracketed) is None
    assert put_in("Hear {a}", {}, isolate=bracketed) is None


def test_words_that_grow_without_end() -> None:
    with pytest.raises(InvalidValue, match="at most"):
        put_in("{a}" * 3, {"a": "x" * (MAX_CHARS // 2)}, isolate=bracketed)
