"""What a task is worth and what it takes → which comes first: the most value for its cost.

A job that is stopped half-way has then rendered what brings most. The cost of a task is marginal:
pieces of video that an earlier one makes, or another job has made, are there already. So the
choice is greedy (Nemhauser, Wolsey & Fisher, 1978, for budgets Khuller, Moss & Naor, 1999), and
lazy: after each choice only those are weighed again that share a piece with it (Minoux, 1978).
"""

import heapq
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

_LEAST_S = 1e-6  # what costs nothing is divided by that


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Something to render. value: in any unit; cost_s: what it takes alone, in seconds.

    pieces: seconds of the parts that others may share, besides.
    """

    value: float
    cost_s: float
    pieces: Mapping[Hashable, float] = field(default_factory=lambda: MappingProxyType({}))


def order(choices: Sequence[Choice]) -> tuple[int, ...]:
    """Give the places of the choices, the best value ÷ marginal cost first.

    Equals stay in their order. n choices with p pieces in all, each shared by s of them, take
    time as (n + p · s) · log n.
    """
    sharers: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, choice in enumerate(choices):
        for piece in choice.pieces:
            sharers[piece].append(place)
    left = {place: _marginal_s(choice, sharers) for place, choice in enumerate(choices)}
    heap = [(_score(choices[place], cost_s), place) for place, cost_s in left.items()]
    heapq.heapify(heap)
    chosen: list[int] = []
    while heap:
        score, place = heapq.heappop(heap)
        # A cost only ever falls, so that an entry from before the fall lies behind its successor.
        if place not in left or score != _score(choices[place], left[place]):
            continue
        chosen.append(place)
        del left[place]
        for other in _made(choices[place], choices, sharers, left):
            heapq.heappush(heap, (_score(choices[other], left[other]), other))
    return tuple(chosen)


def _made(
    choice: Choice,
    choices: Sequence[Choice],
    sharers: dict[Hashable, list[int]],
    left: dict[int, float],
) -> set[int]:
    """Take off the pieces of what was chosen; those that got cheaper."""
    cheaper = set()
    for piece in choice.pieces:
        for other in sharers.pop(piece, ()):
            if other in left:
                left[other] -= choices[other].pieces[piece]
                cheaper.add(other)
    return cheaper


def _marginal_s(choice: Choice, unmade: Mapping[Hashable, object]) -> float:
    return choice.cost_s + sum(
        seconds for piece, seconds in choice.pieces.items() if piece in unmade
    )


def _score(choice: Choice, cost_s: float) -> float:
    """Smaller is better, as heaps have it."""
    return -choice.value / max(cost_s, _LEAST_S)
