"""What goes wrong in a history, and how often: each seed draws a weather of its own.

Not every kind of trouble is in every history: where all of them come at once they hide one
another (swarm testing: Groce et al., ISSTA 2012).
"""

from collections import Counter
from enum import StrEnum
from random import Random


class Trouble(StrEnum):
    """What may happen to one call of a store."""

    SLOW = "slow"  # the request is long on its way, and others go first
    SLOW_ANSWER = "slow answer"
    LOST = "lost"  # the request never arrives
    UNHEARD = "unheard"  # it is done, but the answer is lost
    LATE = "late"  # it is given up, and done all the same, when nobody expects it
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


class Weather:
    """The dice of a history. rough: the share of calls that have trouble; down: silent stores.

    seen: how often what happened.
    """

    def __init__(self, dice: Random, seen: Counter[str]) -> None:
        self.dice = dice
        self.seen = seen
        self.random = dice.random
        kinds = tuple(Trouble)
        self._troubles = tuple(kind for kind in kinds if dice.random() < 0.6) or kinds
        self.rough = dice.choice((0.0, 0.01, 0.03, 0.08))
        self.down: set[str] = set()
        self._fair = False

    def trouble(self) -> Trouble:
        """What happens to a call that has trouble."""
        trouble = self.dice.choice(self._troubles)
        self.seen[f"call: {trouble}"] += 1
        return trouble

    def delay_s(self) -> float:
        """How long something is on its way: mostly a moment, now and then longer than a lease."""
        draw = self.random()
        if draw < 0.8 or self._fair:
            return draw * 0.05
        return 90.0 * (draw - 0.8) if draw < 0.97 else 60.0 * self.random()

    def clear(self) -> None:
        """From now on all goes well."""
        self.rough = 0.0
        self._fair = True
        self.down.clear()
