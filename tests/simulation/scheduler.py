"""One thread, many processes, one virtual clock: what happens next follows from the seed alone.

A process runs until it waits; it is real code on a stack of its own (a greenlet), so that it can
be stopped, overtaken or killed between any two of its calls. Way of working: FoundationDB's
simulation (Zhou et al., SIGMOD 2021), TigerBeetle's VOPR.
"""

import heapq
from collections.abc import Callable
from typing import NoReturn

from greenlet import getcurrent, greenlet


class Killed(BaseException):
    """`kill -9`: whatever the process would have done next, it does not."""


class Scheduler:
    """Does what is due, in the order of the virtual clock. now: seconds since the beginning."""

    def __init__(self) -> None:
        self.now = 0.0
        self.hub = getcurrent()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0

    def clock(self) -> float:
        """The true time, which only the stores know."""
        return self.now

    def after(self, delay_s: float, action: Callable[[], None]) -> None:
        """Do something later; what is due at the same moment keeps its order."""
        self._count += 1
        heapq.heappush(self._due, (self.now + delay_s, self._count, action))

    def run(self, *, until: float) -> None:
        """Let time pass. What a process raises and does not catch ends the run."""
        due = self._due
        while due and due[0][0] <= until:
            self.now, _, action = heapq.heappop(due)
            action()
        self.now = max(self.now, until)


class Process:
    """A part of the farm with a memory of its own, which dies with it.

    skew: its clock runs that much faster than true time, and started `ahead_s` ahead of it.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        name: str,
        *,
        ahead_s: float = 0.0,
        skew: float = 0.0,
        on_death: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.dead = False
        self.on_death = on_death
        self.scheduler = scheduler
        self._ahead_s = ahead_s
        self._rate = 1.0 + skew
        self._greenlet: greenlet | None = None

    def clock(self) -> float:
        """Time as this process reads it: never compared with another's."""
        return self.scheduler.now * self._rate + self._ahead_s

    def start(self, main: Callable[[], None], *, delay_s: float = 0.0) -> None:
        """Run `main` from a moment on."""

        def body() -> None:
            try:
                main()
            except Killed:
                return

        self._greenlet = greenlet(body, parent=self.scheduler.hub)
        self.scheduler.after(delay_s, self._resume)

    def wait(self, seconds: float) -> None:
        """Let others run. Raises Killed when the process died meanwhile."""
        if self.dead:
            raise Killed
        self.scheduler.after(seconds, self._resume)
        self.scheduler.hub.switch()
        if self.dead:
            raise Killed

    def kill(self) -> None:
        """End it where it stands; no error when it is dead."""
        if self.dead:
            return
        self._end()
        running = self._greenlet
        if running is None or running is getcurrent() or running.dead:
            return
        if running:  # it has begun: its stack is unwound, and its calls are refused
            running.parent = getcurrent()
            running.throw(Killed)

    def die(self) -> NoReturn:
        """End it from within."""
        self._end()
        raise Killed

    def _end(self) -> None:
        if not self.dead:
            self.dead = True
            self.on_death()

    def _resume(self) -> None:
        if not self.dead and self._greenlet is not None:
            self._greenlet.switch()
