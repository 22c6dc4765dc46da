"""What rendering a request is like: the same each time in a history, whoever renders it."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from render_farm.job import RenderTask


class Manner(StrEnum):
    """How a task behaves in a worker's hands."""

    FINE = "fine"
    SLOW = "slow"  # takes long, and steps all the while
    FLAKY = "flaky"  # fails now and then, and may be tried again
    BROKEN = "broken"  # fails for good
    DEADLY = "deadly"  # ends each worker that has it
    STUCK = "stuck"  # hangs now and then, and steps no more


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What a task will do this time. seconds: until it ends by itself, in `steps` steps."""

    seconds: float
    steps: int
    manner: Manner = Manner.FINE


class Manners:
    """Draws once in a history how each request behaves."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._of: dict[str, Manner] = {}
        self._bad = dice.choice((0.0, 0.1, 0.4))

    def of(self, request_key: str) -> Manner:
        """How a request behaves when it is at its worst."""
        return self._of.get(request_key, Manner.FINE)

    def work(self, task: RenderTask) -> Work:
        """What the task does this time."""
        dice, key = self._dice, task.request_key
        manner = self._of.get(key)
        if manner is None:
            bad = dice.random() < self._bad
            manner = self._of[key] = dice.choice(tuple(Manner)[1:]) if bad else Manner.FINE
        if manner in (Manner.FLAKY, Manner.STUCK) and dice.random() < 0.5:
            manner = Manner.FINE
        slow = manner is Manner.SLOW
        return Work(
            seconds=task.cost_s * (0.5 + dice.random()) * (20.0 if slow else 1.0),
            steps=8 if slow else 2,
            manner=manner,
        )
