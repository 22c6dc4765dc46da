"""A renderer → one that makes nothing of what was taken down, also when that happens meanwhile."""

from collections.abc import Iterator
from typing import Protocol

from render_farm.crew import Renderer
from render_farm.housekeeping.errors import TakenDown
from render_farm.housekeeping.tombstones import Tombstones
from render_farm.job import RenderTask, TaskResult
from render_farm.pulse import Pulse
from render_farm.storage import StoredObject


class RefusingStore(Protocol):
    """What it needs of the object store."""

    def head(self, key: str) -> StoredObject | None:
        """The object's facts, None when it is absent."""

    def list_keys(self, prefix: str) -> Iterator[str]:
        """Every key below a prefix."""

    def delete(self, key: str) -> None:
        """Remove an object."""


class RefusingRenderer:
    """Asks before a render and after it: a takedown in between did not know of its file."""

    def __init__(self, renderer: Renderer, *, store: RefusingStore) -> None:
        self._renderer = renderer
        self._store = store
        self._tombstones = Tombstones(store)

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        """As the renderer does. Raises TakenDown too, and then there is no file."""
        self._tombstones.check_tasks([task])
        result = self._renderer.render(task, pulse)
        try:
            self._tombstones.check_tasks([task])
        except TakenDown:
            for key in sorted(result.keys):
                self._store.delete(key)
            self._forget_pieces(task)
            raise
        return result

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        """As the renderer does. Raises TakenDown too."""
        self._tombstones.check_tasks([task])
        self._renderer.assist(task, pulse)
        try:
            self._tombstones.check_tasks([task])
        except TakenDown:
            self._forget_pieces(task)
            raise

    def _forget_pieces(self, task: RenderTask) -> None:
        """Nobody wrote down which picture is in which piece; all are made again when asked for."""
        if task.cuts_s:
            for key in self._store.list_keys("segments/"):
                self._store.delete(key)
