import pytest

from templates.text.brackets import bracket_pairs


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("a(b)c", [(1, 3)]),
        ("a(b[c)d]", [(1, 5)]),
        ("(a[b]c)", [(0, 6), (2, 4)]),
        ("a)b(c", []),
        ("「音楽」（新）", [(0, 3), (4, 6)]),
        ("<a>", []),
        # Canonical equivalents pair (BD16): U+2329 with U+3009.
        ("\u2329a\u3009", [(0, 2)]),
    ],
)
def test_pairs(text: str, pairs: list[tuple[int, int]]) -> None:
    assert bracket_pairs(text) == pairs


def test_too_deep_a_nest_pairs_nothing() -> None:
    assert bracket_pairs("(" * 64 + ")" * 64) == []
