"""Paragraph → embedding level of each character, and the order runs are seen in (UAX #9).

python-bidi resolves weak, neutral and implicit types and reverses runs; what it lacks, isolates
(X5a-X6a, X9, X10) and paired brackets (N0), is done here around it. Embeddings and overrides
never arrive: `templates.text.clean` turns them into isolates.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any
from unicodedata import bidirectional

from bidi.algorithm import (
    get_empty_storage,
    resolve_implicit_levels,
    resolve_neutral_types,
    resolve_weak_types,
    reverse_contiguous_sequence,
)

from templates.text.brackets import resolve_brackets

_RTL_TYPES = frozenset(("R", "AL", "AN", "RLI", "FSI"))
_STARTS = frozenset(("LRI", "RLI", "FSI"))
_IGNORED = frozenset(("BN", "LRE", "RLE", "LRO", "RLO", "PDF"))


def bidi_levels(text: str, *, base_level: int) -> list[int]:
    """The resolved level of each character: even runs left to right, odd right to left.

    `text` is one paragraph. Ignored characters (joiners, zero-width) get their neighbour's level.
    """
    types = [bidirectional(character) or "L" for character in text]
    if base_level == 0 and _RTL_TYPES.isdisjoint(types):
        return [0] * len(text)
    matches = _match_isolates(types)
    levels = _explicit_levels(types, matches, base_level)
    kept = [i for i, kind in enumerate(types) if kind not in _IGNORED]
    for sequence in _isolating_sequences(types, levels, matches, kept):
        _resolve(text, types, levels, sequence, kept, base_level)
    _fill_ignored(types, levels, base_level)
    return levels


def first_strong_level(text: str, *, default: int) -> int:
    """0 or 1 by the first strong character outside isolates (rules P2, P3)."""
    types = [bidirectional(character) or "L" for character in text]
    level = _first_strong(types, 0, len(types), _match_isolates(types))
    return default if level is None else level


def own_level(text: str) -> int | None:
    """0 or 1 if all strong characters run one way, None if directions mix or there are none."""
    kinds = {bidirectional(character) for character in text}
    left, right = "L" in kinds, not kinds.isdisjoint(("R", "AL"))
    return int(right) if left != right else None


def visual_order(levels: Sequence[int]) -> list[int]:
    """Indices of a line's items from left to right, given their levels (rule L2)."""
    items = [{"level": level, "index": i} for i, level in enumerate(levels)]
    odd = [level for level in levels if level % 2]
    if odd:
        reverse_contiguous_sequence(items, 0, len(items) - 1, max(levels), min(odd))
    return [int(item["index"]) for item in items]


def _match_isolates(types: Sequence[str]) -> dict[int, int]:
    """Where each isolate that is closed ends: index of the start → index of its PDI (BD9)."""
    open_starts: list[int] = []
    matches: dict[int, int] = {}
    for i, kind in enumerate(types):
        if kind in _STARTS:
            open_starts.append(i)
        elif kind == "PDI" and open_starts:
            matches[open_starts.pop()] = i
    return matches


def _first_strong(
    types: Sequence[str], start: int, end: int, matches: dict[int, int]
) -> int | None:
    i = start
    while i < end:
        if types[i] == "L":
            return 0
        if types[i] in ("R", "AL"):
            return 1
        if types[i] in _STARTS:
            i = matches.get(i, end)
        i += 1
    return None


def _explicit_levels(types: Sequence[str], matches: dict[int, int], base: int) -> list[int]:
    """Levels after X1-X8, when nothing but isolates embeds."""
    ends = {end: start for start, end in matches.items()}
    levels: list[int] = []
    stack = [base]
    for i, kind in enumerate(types):
        if kind == "PDI" and i in ends:
            stack.pop()
        levels.append(stack[-1])
        if kind in _STARTS:
            rtl = kind == "RLI"
            if kind == "FSI":
                rtl = _first_strong(types, i + 1, matches.get(i, len(types)), matches) == 1
            stack.append((stack[-1] + 1) | 1 if rtl else (stack[-1] + 2) & ~1)
    return levels


def _isolating_sequences(
    types: Sequence[str], levels: Sequence[int], matches: dict[int, int], kept: Sequence[int]
) -> list[list[int]]:
    """Level runs joined across the isolates between them (BD13), as indices of characters."""
    runs: list[list[int]] = []
    for i in kept:
        if runs and levels[runs[-1][-1]] == levels[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    by_start = {run[0]: run for run in runs}
    continued = {matches[run[-1]] for run in runs if run[-1] in matches}
    sequences = []
    for run in runs:
        if run[0] in continued:
            continue
        sequence = list(run)
        while sequence[-1] in matches and types[sequence[-1]] in _STARTS:
            sequence += by_start[matches[sequence[-1]]]
        sequences.append(sequence)
    return sequences


def _resolve(
    text: str,
    types: Sequence[str],
    levels: list[int],
    sequence: Sequence[int],
    kept: Sequence[int],
    base: int,
) -> None:
    """Rules W1-W7, N0-N2 and I1-I2 on one isolating run sequence; writes its levels."""
    level = levels[sequence[0]]
    before = _neighbour_level(levels, kept, sequence[0], -1, base)
    after = base if types[sequence[-1]] in _STARTS else None
    if after is None:
        after = _neighbour_level(levels, kept, sequence[-1], 1, base)
    storage: dict[str, Any] = get_empty_storage()
    storage["base_level"] = base
    storage["chars"] = [
        {"ch": text[i], "level": level, "type": _plain(types[i]), "orig": types[i]}
        for i in sequence
    ]
    edges = {"sor": "LR"[max(level, before) % 2], "eor": "LR"[max(level, after) % 2]}
    storage["runs"].append({**edges, "start": 0, "length": len(sequence)})
    resolve_weak_types(storage)
    resolve_brackets(storage["chars"], level=level, sor=edges["sor"])
    resolve_neutral_types(storage, False)
    resolve_implicit_levels(storage, False)
    for i, character in zip(sequence, storage["chars"], strict=True):
        levels[i] = character["level"]


def _plain(kind: str) -> str:
    return "ON" if kind in _STARTS or kind == "PDI" else kind


def _neighbour_level(
    levels: Sequence[int], kept: Sequence[int], index: int, step: int, base: int
) -> int:
    """The explicit level beside a sequence's end; the paragraph's at the text's ends."""
    neighbour = bisect_left(kept, index) + step
    return levels[kept[neighbour]] if 0 <= neighbour < len(kept) else base


def _fill_ignored(types: Sequence[str], levels: list[int], base: int) -> None:
    for i, kind in enumerate(types):
        if kind in _IGNORED:
            levels[i] = levels[i - 1] if i else base
