"""A choice → reasons in words: what selection did to each pick, and what would move it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ranker.objective import WORDS
from ranker.rankers.protocol import Arm
from ranker.ranking import Reason
from ranker.selection.choose import Choice
from ranker.selection.graph import Graph
from ranker.selection.greedy import Selected

Naming = Callable[[Arm], str]
_LITTLE = 5e-4  # a change that would be written as 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """The words of one ranking. name: what an arm is called. objective: what the scores count."""

    name: Naming
    objective: str
    graph: Graph

    def reasons(self, choice: Choice) -> tuple[tuple[Reason, ...], ...]:
        """Per pick: likeness or chance, the quota that let it in, and a better arm under veto."""
        passed = passed_over(choice, self.graph)
        told: list[tuple[Reason, ...]] = []
        for place, pick in enumerate(choice.picks):
            reasons = [*_explored(pick), *_diversity(choice, pick, place), *self._quota(pick)]
            if place in passed:
                reasons.append(self._vetoed(choice, passed[place]))
            told.append(tuple(reasons))
        return tuple(told)

    def moves(self, choice: Choice, place: int) -> str:
        """What would move a pick: how far it may fall, and to whom; what it lacks to rise."""
        if place >= len(choice.margins):
            return ""
        margin = choice.margins[place]
        said = "Nobody else could take its place"
        if math.isfinite(margin.fall):
            rival = "another" if margin.rival is None else self.name(margin.rival)
            fell = self._change("fell", -margin.fall, choice)
            said = f"Would give way to {rival} if {fell}"
        if margin.rise is not None:
            rose = self._change("rose", margin.rise, choice)
            said += f"; would be number {place} if {rose}"
        return said

    def _change(self, verb: str, by: float, choice: Choice) -> str:
        logarithmic = choice.scores.logarithmic
        what = f"its {WORDS[self.objective].for_the_spend}" if logarithmic else "its score"
        size = f"{abs(math.expm1(by)):.1%}" if logarithmic else f"{abs(by):.3f}"
        return f"{what} {verb} at all" if abs(by) < _LITTLE else f"{what} {verb} by {size}"

    def _quota(self, pick: Selected) -> tuple[Reason, ...]:
        if pick.rival is None:
            return ()
        rival = self.name(Arm(artist=pick.rival, template=-1))
        text = f"{rival} scored higher, but its group had all its places"
        if pick.kept_for:
            text = f"Has a place kept for {pick.kept_for}; {rival} scored higher"
        return (Reason(name="quota", value=1.0, weight=0.0, text=text),)

    def _vetoed(self, choice: Choice, arm: Arm) -> Reason:
        veto = next(veto for veto in choice.vetoes if _hits(veto.arms, arm))
        text = f"{self.name(arm)} would score higher, but {veto.text}"
        return Reason(name=f"veto_{veto.name}", value=1.0, weight=0.0, text=text)


def passed_over(choice: Choice, graph: Graph) -> dict[int, Arm]:
    """Place of a pick → a vetoed arm, of an artist without a pick, that scores higher there."""
    if not choice.vetoes:
        return {}
    scores = choice.scores
    vetoed = np.zeros(scores.value.shape, dtype=bool)
    for veto in choice.vetoes:
        vetoed |= veto.arms
    value = np.where(vetoed, scores.value, -np.inf)
    value[[pick.arm.artist for pick in choice.picks]] = -np.inf
    best = value.max(axis=1, initial=-np.inf)
    # Who could as well run with another template was not kept out by the veto.
    best[best <= np.where(vetoed, -np.inf, scores.value).max(axis=1, initial=-np.inf)] = -np.inf
    order = iter(np.argsort(-best, kind="stable")[: len(choice.margins)].tolist())
    found: dict[int, Arm] = {}
    artist = next(order, None)
    for place, pick in enumerate(choice.picks[: len(choice.margins)]):
        if artist is None or not np.isfinite(best[artist]):
            break
        closest = graph.closest(artist, [p.arm.artist for p in choice.picks[:place]])
        if best[artist] + scores.diversity_weight * (1 - closest) > pick.score:
            found[place] = Arm(artist=artist, template=int(value[artist].argmax()))
            artist = next(order, None)
    return found


def _hits(arms: np.ndarray, arm: Arm) -> bool:
    artist = arm.artist if arms.shape[0] > 1 else 0
    return bool(arms[artist, arm.template if arms.shape[1] > 1 else 0])


def _explored(pick: Selected) -> tuple[Reason, ...]:
    if not pick.explored:
        return ()
    text = f"Drawn by chance, to learn of it: it had a probability of {pick.propensity:.2g}"
    return (Reason(name="explored", value=pick.propensity, weight=0.0, text=text),)


def _diversity(choice: Choice, pick: Selected, place: int) -> tuple[Reason, ...]:
    weight = choice.scores.diversity_weight
    if not weight or place == 0:
        return ()
    text = f"Differs from the picks before it: likeness at most {pick.similarity:.0%}"
    return (Reason(name="diversity", value=1 - pick.similarity, weight=weight, text=text),)
