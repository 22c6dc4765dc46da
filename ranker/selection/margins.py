"""Picks → what would have to change to move each: how far it may fall, what it lacks to rise.

Exact: a market is chosen again without the pick's artist; the pick's place is where its total
would still have won. Only the places from the pick's on are given away again: nobody before it
stands where he does because of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ranker.rankers.protocol import Arm, MarketScores
from ranker.selection.graph import Graph
from ranker.selection.greedy import Bests, Run, Selected
from ranker.selection.quotas import NO_QUOTAS, Door, Quotas


@dataclass(frozen=True, kw_only=True, slots=True)
class Margin:
    """By how much a pick's value may fall before another arm takes over; inf: no other could.

    rival: who would then be in. rise: by how much it must rise to take the place before it; None
    for the first, and where a quota gave that place away.
    """

    fall: float
    rival: Arm | None
    rise: float | None


def margins(
    scores: MarketScores,
    chosen: Sequence[Selected],
    *,
    graph: Graph,
    quotas: Quotas = NO_QUOTAS,
    bests: Bests | None = None,
) -> tuple[Margin, ...]:
    """One margin per pick of `select_top` with these scores, graph and quotas, in their order."""
    bests = bests or Bests(scores)
    run = Run(scores, top_k=len(chosen), graph=graph, quotas=quotas, bests=bests)
    found: list[Margin] = []
    for place, pick in enumerate(chosen):
        others = run.without(pick.arm.artist).rest()
        found.append(_margin(scores, chosen, place, others=others, graph=graph, quotas=quotas))
        run.step()
    return tuple(found)


def _margin(
    scores: MarketScores,
    chosen: Sequence[Selected],
    place: int,
    *,
    others: Sequence[Selected],
    graph: Graph,
    quotas: Quotas,
) -> Margin:
    """others: who would be picked without the artist of the pick at that place."""
    arm = chosen[place].arm
    least, sibling = -math.inf, None
    if len(others) == len(chosen):
        least, sibling = _least_to_stay(scores, arm, others, graph=graph, quotas=quotas)
    rival = sibling or (_newcomer(chosen, others) if math.isfinite(least) else None)
    fall = max(float(scores.value[arm.artist, arm.template]) - least, 0.0)
    return Margin(fall=fall, rival=rival, rise=_rise(scores, chosen, place, graph))


def _least_to_stay(
    scores: MarketScores, arm: Arm, others: Sequence[Selected], *, graph: Graph, quotas: Quotas
) -> tuple[float, Arm | None]:
    """The value above which the arm wins some place against the others and its own siblings.

    −inf: a place is owed that only this arm can take. The sibling: it would take over first.
    """
    neighbours, similarities = graph.row(arm.artist)
    like = dict(zip(neighbours.tolist(), similarities.tolist(), strict=True))
    least, closest, heir = math.inf, 0.0, None
    for place, other in enumerate(others):
        door = _door(quotas, arm, others, place)
        if not door.lets(other.arm):
            return -math.inf, None
        bar = other.score - scores.diversity_weight * (1 - closest)
        sibling = _best_sibling(scores, arm, door)
        rival = -math.inf if sibling is None else float(scores.value[arm.artist, sibling.template])
        if door.lets(arm) and max(bar, rival) < least:
            least, heir = max(bar, rival), sibling if rival >= bar else None
        if rival >= bar:
            break  # the artist is in, with the sibling
        closest = max(closest, like.get(other.arm.artist, 0.0))
    return least, heir


def _door(quotas: Quotas, arm: Arm, others: Sequence[Selected], place: int) -> Door:
    """The door to a place: the narrowest that the arm or the one who took the place can pass."""
    before = [choice.arm for choice in others[:place]]
    doors = quotas.doors(before, remaining=len(others) - place)
    return next(door for door in doors if door.lets(arm) or door.lets(others[place].arm))


def _newcomer(chosen: Sequence[Selected], others: Sequence[Selected]) -> Arm | None:
    """Who is in only because a pick is out."""
    before = {choice.arm.artist for choice in chosen}
    return next((other.arm for other in others if other.arm.artist not in before), None)


def _best_sibling(scores: MarketScores, arm: Arm, door: Door) -> Arm | None:
    """The artist's best other template that passes; those just as good are dealt in turn."""
    row = scores.value[arm.artist]
    row = np.where(row == row[arm.template], -np.inf, row)
    if door.templates is not None:
        row = np.where(door.templates, row, -np.inf)
    template = int(row.argmax())
    return Arm(artist=arm.artist, template=template) if np.isfinite(row[template]) else None


def _rise(
    scores: MarketScores, chosen: Sequence[Selected], place: int, graph: Graph
) -> float | None:
    if place == 0 or chosen[place - 1].rival is not None or chosen[place].rival is not None:
        return None
    arm, before = chosen[place].arm, chosen[place - 1]
    closest = graph.closest(arm.artist, [pick.arm.artist for pick in chosen[: place - 1]])
    total = float(scores.value[arm.artist, arm.template]) + scores.diversity_weight * (1 - closest)
    return max(before.score - total, 0.0)
