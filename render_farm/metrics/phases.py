"""What the seconds of an attempt go into."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum


class Phase(StrEnum):
    """What a worker does. make: paint and encode, and whatever is none of the others."""

    SCENE = "scene"
    MAKE = "make"
    GATE = "gate"
    STORE = "store"
    WAIT = "wait"


class PhaseClock:
    """Counts each second once: a phase inside another stops that one. One thread only."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._open: list[Phase] = []
        self._since = clock()
        self._seconds: dict[Phase, float] = defaultdict(float)

    @contextmanager
    def during(self, phase: Phase) -> Iterator[None]:
        """Be in a phase while inside."""
        self._turn()
        self._open.append(phase)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def move(self, seconds: float, *, to: Phase) -> None:
        """Count seconds of the phase that is open, measured elsewhere, for another phase."""
        self._turn()
        if self._open:
            self._seconds[self._open[-1]] -= seconds
            self._seconds[to] += seconds

    def take(self) -> Mapping[Phase, float]:
        """Give the seconds of each phase since the last time; outside of phases none count."""
        self._turn()
        taken, self._seconds = dict(self._seconds), defaultdict(float)
        return taken

    def _turn(self) -> None:
        """Book the seconds up to now."""
        now = self._clock()
        if self._open:
            self._seconds[self._open[-1]] += now - self._since
        self._since = now
