"""How a render in progress is heard of: steps that only ever grow, and how far it is."""

import threading


class Stopped(BaseException):
    """Whoever waited for the work has gone; raised at its next step, to end its thread."""


class Pulse:
    """Counts what a worker gets done: a frame painted, a piece stored, a picture read.

    One per worker, for all its tasks. One thread steps, others read. Whoever renders steps at
    least every few seconds of work that goes well: what does not step for long counts as stalled.
    """

    def __init__(self) -> None:
        self._steps = 0
        self._fraction: float | None = None
        self._stopped = threading.Event()

    @property
    def steps(self) -> int:
        """Steps since the worker began; only whether they grow means something."""
        return self._steps

    @property
    def fraction(self) -> float | None:
        """How much of the task is done, 0 to 1; None where nobody can say."""
        return self._fraction

    def step(self, fraction: float | None = None) -> None:
        """Tell that work goes on. Raises Stopped when nobody waits for it any more."""
        if self._stopped.is_set():
            raise Stopped
        self._steps += 1
        if fraction is not None:
            self._fraction = min(max(fraction, 0.0), 1.0)

    def begin(self) -> None:
        """Start on another task; a step of its own. Raises Stopped."""
        self._fraction = None
        self.step()

    def end(self) -> None:
        """Count the end of a task, however it ended, so that no news of before seems as new."""
        self._steps += 1

    def stop(self) -> None:
        """Let the work end at its next step; from any thread."""
        self._stopped.set()
