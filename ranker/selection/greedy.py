"""Scores of one market → its top K: greedy, diverse, within the quotas.

One template per artist. The greedy step and its diversity term are maximal marginal relevance
(Carbonell & Goldstein, SIGIR 1998). The total of every artist is kept up to date, and a pick
changes its neighbours' alone: with 20,000 artists a place costs some microseconds, and the result
is that of looking at all arms each time.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranker.rankers.protocol import Arm, MarketScores, Matrix
from ranker.selection.graph import Graph
from ranker.selection.quotas import NO_QUOTAS, Door, Mask, Quotas


@dataclass(frozen=True, kw_only=True, slots=True)
class Selected:
    """An arm that was picked: its score and its greatest similarity to the earlier picks.

    explored: drawn by chance, with `propensity`, the probability of being among those drawn.
    rival: the artist who scored higher and was not let in by a quota. kept_for: whom the place was
    kept for instead, in words; "" where the rival's own groups had enough.
    """

    arm: Arm
    score: float
    similarity: float
    explored: bool = False
    propensity: float = 1.0
    rival: int | None = None
    kept_for: str = ""


def select_top(
    scores: MarketScores,
    *,
    top_k: int,
    graph: Graph,
    quotas: Quotas = NO_QUOTAS,
    bests: "Bests | None" = None,
) -> tuple[Selected, ...]:
    """The best `top_k` arms, or as many as there are artists with one; −inf is no arm.

    bests: of the same scores, to be shared by several calls. Ties go to the earlier artist; among
    equal arms of an artist `template_value` decides, then templates are dealt in turn. A minimum
    that nobody can fill is given up (`Quotas.unmet`); maximums hold always.
    O(artists × templates + K × artists).
    """
    run = Run(scores, top_k=top_k, graph=graph, quotas=quotas, bests=bests or Bests(scores))
    return run.rest()


class Run:
    """The places of one market while they are given away, the best first."""

    def __init__(
        self, scores: MarketScores, *, top_k: int, graph: Graph, quotas: Quotas, bests: "Bests"
    ) -> None:
        self.picked: list[Selected] = []
        self._scores = scores
        self._places = min(top_k, len(scores.value))
        self._quotas = quotas
        self._board = Board(scores, graph=graph, bests=bests)
        self._dealt = 0

    def rest(self) -> tuple[Selected, ...]:
        """All that are picked once the last place is given away."""
        while self.step():
            pass
        return tuple(self.picked)

    def step(self) -> bool:
        """Give the next place away; whether there was one, and somebody for it."""
        remaining = self._places - len(self.picked)
        if not remaining:
            return False
        arms = [choice.arm for choice in self.picked]
        found = _first_through(self._board, self._quotas, arms, remaining)
        if found is None:
            return False
        artist, door, rival = found
        template, dealt = _choose_template(self._scores, artist, door.templates, self._dealt)
        self._dealt += dealt
        arm = Arm(artist=artist, template=template)
        self.picked.append(
            Selected(
                arm=arm,
                score=self._board.total(artist, door),
                similarity=float(self._board.closest[artist]),
                rival=rival,
                kept_for="" if rival is None else self._quotas.paid(arm, arms),
            )
        )
        self._board.take(artist)
        return True

    def without(self, artist: int) -> "Run":
        """The same so far, to go on without an artist who has no place yet."""
        other = copy(self)
        other.picked = self.picked.copy()
        other._board = self._board.copy()
        other._board.drop(artist)
        return other


def _first_through(
    board: "Board", quotas: Quotas, picked: Sequence[Arm], remaining: int
) -> tuple[int, Door, int | None] | None:
    """The best artist who passes the narrowest door that anyone passes, and who was kept out."""
    for door in quotas.doors(picked, remaining=remaining):
        artist = board.best(door)
        if artist is not None:
            best = board.best(Door()) if door.narrow else artist
            return artist, door, None if artist == best else best
    return None


class Bests:
    """The best value of each artist of a market among some templates, found once for each some."""

    def __init__(self, scores: MarketScores) -> None:
        self._value = scores.value
        self._found: dict[bytes, Matrix] = {}

    def among(self, templates: Mask | None) -> Matrix:
        """Per artist; −inf where it has no arm. None: among all templates."""
        name = b"" if templates is None else templates.tobytes()
        if name not in self._found:
            value = self._value if templates is None else self._value[:, templates]
            self._found[name] = value.max(axis=1, initial=-np.inf)
        return self._found[name]


class Board:
    """The totals of one market's artists while its places are given away."""

    def __init__(self, scores: MarketScores, *, graph: Graph, bests: Bests) -> None:
        self.closest = np.zeros(len(scores.value))
        self._weight = scores.diversity_weight
        self._graph = graph
        self._free = np.ones(len(scores.value), dtype=bool)
        self._bests = bests
        self._templates: Mask | None = None
        self._best = bests.among(None)
        self._total = self._totals(self._best, self.closest)

    def copy(self) -> "Board":
        """One that changes by itself."""
        other = copy(self)
        other.closest, other._free = self.closest.copy(), self._free.copy()
        other._total = self._total.copy()
        return other

    def best(self, door: Door) -> int | None:
        """The free artist with the greatest total who may pass the door; None where none may."""
        self._open(door.templates)
        total = self._total
        if door.artists is not None:
            total = np.where(door.artists, total, -np.inf)
        artist = int(total.argmax())
        return artist if np.isfinite(total[artist]) else None

    def total(self, artist: int, door: Door) -> float:
        """What the artist's best arm that may pass the door counts beside the picks so far."""
        self._open(door.templates)
        return float(self._total[artist])

    def take(self, artist: int) -> None:
        """Give the artist a place: its neighbours come closer to what is picked."""
        self.drop(artist)
        neighbours, similarities = self._graph.row(artist)
        closer = similarities > self.closest[neighbours]
        changed = neighbours[closer]
        self.closest[changed] = similarities[closer]
        totals = self._totals(self._best[changed], self.closest[changed])
        self._total[changed] = np.where(self._free[changed], totals, -np.inf)

    def drop(self, artist: int) -> None:
        """Let the artist have no further place."""
        self._free[artist] = False
        self._total[artist] = -np.inf

    def _open(self, templates: Mask | None) -> None:
        if _same(templates, self._templates):
            return
        self._templates = templates
        self._best = self._bests.among(templates)
        totals = self._totals(self._best, self.closest)
        self._total = np.where(self._free, totals, -np.inf)

    def _totals(self, best: Matrix, closest: Matrix) -> Matrix:
        return best + self._weight * (1 - closest)


def _same(one: Mask | None, other: Mask | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other)


def _choose_template(
    scores: MarketScores, artist: int, allowed: Mask | None, dealt: int
) -> tuple[int, bool]:
    """The artist's best template; among equals the next in turn, and whether it was dealt."""
    among = np.arange(scores.value.shape[1]) if allowed is None else np.flatnonzero(allowed)
    best = _ties(scores.value[artist], among)
    best = _ties(scores.template_value[artist], best)
    return int(best[dealt % len(best)]), len(best) > 1


def _ties(row: Matrix, among: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.asarray(among[row[among] == row[among].max()])
