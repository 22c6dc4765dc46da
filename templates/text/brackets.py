"""Paired brackets take the direction of what they hold (UAX #9, rule N0)."""

from collections.abc import Sequence
from typing import Any
from unicodedata import bidirectional, category, mirrored, normalize

from bidi.mirror import MIRRORED

# Open brackets that a paragraph may nest before the rule gives up (BD16).
_MAX_OPEN = 63
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


def resolve_brackets(characters: Sequence[dict[str, Any]], *, level: int, sor: str) -> None:
    """Set the types of paired brackets in an isolating run sequence, after its weak types.

    characters: python-bidi's records (ch, type, orig); their `type` is changed in place.
    """
    embedding = "LR"[level % 2]
    for start, end in bracket_pairs([c["ch"] if c["type"] == "ON" else "" for c in characters]):
        kind = _kind_of_pair(characters, start, end, embedding, sor)
        if kind:
            for bracket in (start, end):
                _set_with_marks(characters, bracket, kind)


def bracket_pairs(characters: Sequence[str]) -> list[tuple[int, int]]:
    """Indices of matching brackets, by opening bracket; "" stands for what cannot pair."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for i, character in enumerate(characters):
        closing = _closing(character)
        if closing:
            if len(opened) == _MAX_OPEN:
                return []
            opened.append((closing, i))
        elif character and category(character) == "Pe":
            folded = normalize("NFC", character)
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == folded:
                    pairs.append((opened[depth][1], i))
                    del opened[depth:]
                    break
    return sorted(pairs)


def _closing(character: str) -> str | None:
    if not character or category(character) != "Ps":
        return None
    if bidirectional(character) != "ON" or not mirrored(character):
        return None
    mirror = MIRRORED.get(character)
    return normalize("NFC", mirror) if mirror else None


def _kind_of_pair(
    characters: Sequence[dict[str, Any]], start: int, end: int, embedding: str, sor: str
) -> str | None:
    inside = {_STRONG.get(c["type"]) for c in characters[start + 1 : end]} - {None}
    if embedding in inside:
        return embedding
    if not inside:
        return None
    opposite = "R" if embedding == "L" else "L"
    before = (_STRONG.get(c["type"]) for c in reversed(characters[:start]))
    context = next((kind for kind in before if kind), sor)
    return opposite if context == opposite else embedding


def _set_with_marks(characters: Sequence[dict[str, Any]], index: int, kind: str) -> None:
    characters[index]["type"] = kind
    for mark in characters[index + 1 :]:
        if mark["orig"] != "NSM":
            return
        mark["type"] = kind
