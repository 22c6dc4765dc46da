"""What runs inside a Ray actor: one renderer, one task at a time."""

from collections.abc import Callable

import cv2

from render_farm.crew import Renderer, Report, Vitals
from render_farm.queue import Lease
from render_farm.workplace import Workplace


class RenderWorker:
    """A renderer behind an actor of two threads: one works, one answers how it goes.

    open_renderer: called once, in the actor's process, by the thread that works. node: tells on
    which node that is. Synchronous: one `async def` would make the actor concurrent.
    """

    def __init__(
        self, name: str, open_renderer: Callable[[], Renderer], node: Callable[[], str]
    ) -> None:
        self._name = name
        self._node = node
        self._open_renderer = open_renderer
        self._place: Workplace | None = None

    def __repr__(self) -> str:
        return self._name

    def open(self) -> str:
        """Warm the renderer, in the thread that is to work with it; give the node."""
        cv2.setNumThreads(1)  # the actor has one core; OpenCV would count those of the machine
        self._place = Workplace(self._open_renderer(), worker=self._name)
        return self._node()

    def render(self, lease: Lease) -> Report:
        """Make a task's file; an error of the task is returned, not raised."""
        return self._opened().render(lease)

    def assist(self, lease: Lease) -> Report:
        """Help with a task that another worker renders; an error is returned, not raised."""
        return self._opened().assist(lease)

    def vitals(self) -> Vitals | None:
        """How it goes just now, also while it renders; None: it is still warming up."""
        return self._place.vitals() if self._place else None

    def _opened(self) -> Workplace:
        if self._place is None:
            raise RuntimeError("it is not open")
        return self._place
