"""What runs inside a Ray actor: one renderer, one task at a time."""

from collections.abc import Callable

import cv2

from render_farm.crew import Helped, Outcome, Renderer
from render_farm.failures import failure_of
from render_farm.job import RenderTask


class RenderWorker:
    """A renderer behind an actor. Synchronous: one `async def` would make the actor concurrent.

    open_renderer: called once, in the actor's process.
    """

    def __init__(self, name: str, open_renderer: Callable[[], Renderer]) -> None:
        self._name = name
        cv2.setNumThreads(1)  # the actor has one core; OpenCV would count those of the machine
        self._renderer = open_renderer()

    def __repr__(self) -> str:
        return self._name

    def ready(self) -> None:
        """Answer once the renderer is warm."""

    def render(self, task: RenderTask) -> Outcome:
        """Make a task's file; an error of the task is returned, not raised."""
        try:
            return self._renderer.render(task)
        except Exception as error:  # noqa: BLE001 - any error of a task is that task's failure
            return failure_of(error)

    def assist(self, task: RenderTask) -> Helped:
        """Help with a task that another worker renders; an error is returned, not raised."""
        try:
            self._renderer.assist(task)
        except Exception as error:  # noqa: BLE001 - it will be the task's own, too, if it matters
            return failure_of(error)
        return None
