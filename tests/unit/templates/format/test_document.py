import pytest

from templates.errors import TemplateError
from templates.format.document import MAX_BYTES, read_document


def test_values_and_lines() -> None:
    document = read_document(b"a: 1\nb:\n  - x\n  - c: no\n", file="f")
    assert document.values == {"a": 1, "b": ["x", {"c": False}]}
    assert document.where(("b", 1, "c")) == "f:4: b[1].c"
    assert document.where(("b", 9)) == "f:2: b[9]"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "an empty file"),
        (b"a: [1", "broken YAML"),
        (b"a: 1\na: 2", "twice"),
        (b"a: &x 1\nb: *x", "alias"),
        (b"a: !!python/object:os.system x", "tag"),
        (b"a: \xff", "UTF-8"),
        (b"a: " + b"x" * MAX_BYTES, "bytes"),
        (b"[" * 100 + b"]" * 100, "deep"),
        (b"[" * 100_000, "deep"),
        (b"a: 2026-99-99", "cannot be read"),
        (b"a: !!bool maybe", "f:1: a YAML tag"),
        (b"a: 1" + b":59" * 300 + b".5", "a: a value that cannot be read"),
        (b"a: 1\n? [b]\n: 1", "f:2: a key that is no text"),
    ],
)
def test_what_a_template_never_needs_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(TemplateError, match=what):
        read_document(data, file="f")


def test_a_broken_line_is_named() -> None:
    with pytest.raises(TemplateError, match=r"f:2"):
        read_document(b"a: 1\n b: 2\n", file="f")


def test_keys_stay_words() -> None:
    assert read_document(b"no: x\n1: y", file="f").values == {"no": "x", "1": "y"}
