"""Jobs that have ended → what each asked to be written then, at least once.

First it is written, then ticked off: whoever dies in between has it written again, which must
change nothing. One that cannot be written holds up no other, and is tried again for ever.
"""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from render_farm.dispatch.told import told
from render_farm.errors import RenderFarmError
from render_farm.queue import Closing

_LOG = logging.getLogger(__name__)
_AT_ONCE = 10
_FIRST_S = 1.0
_CAP_S = 60.0


class ClosingStore(Protocol):
    """What tells which jobs have ended, and remembers which of them are closed."""

    def closings(self, *, limit: int) -> tuple[Closing, ...]:
        """List those that are due, the oldest first."""
        ...

    def closed(self, job_id: str, *, revision: int) -> bool:
        """Tick one off; False when the job was opened again meanwhile."""
        ...


class Closer:
    """Closes jobs, one after another. Not for several threads. clock: seconds that only grow.

    write: writes what a job asks for; the same twice is as once.
    """

    def __init__(
        self,
        *,
        store: ClosingStore,
        write: Callable[[Closing], None],
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._write = write
        self._clock = clock
        # By job and revision: when it is tried again, and how long it rested last.
        self._resting: dict[tuple[str, int], tuple[float, float]] = {}

    def step(self) -> int:
        """Close what is due; how many were. Raises QueueError; the next step goes on from there."""
        due = self._store.closings(limit=_AT_ONCE + len(self._resting))
        keys = {_key(closing) for closing in due}
        self._resting = {key: rest for key, rest in self._resting.items() if key in keys}
        return sum(self._close(closing) for closing in due)

    def _close(self, closing: Closing) -> bool:
        again_at, rested_s = self._resting.get(_key(closing), (float("-inf"), 0.0))
        if self._clock() < again_at:
            return False
        try:
            self._write(closing)
        except Exception as error:  # noqa: BLE001 - whatever it is, other jobs are to be closed
            rest_s = min(_CAP_S, 2 * rested_s) or _FIRST_S
            self._resting[_key(closing)] = self._clock() + rest_s, rest_s
            ids = {**told("closing_failed"), "job": closing.job.id}
            _LOG.warning("%s: %s", type(error).__name__, error, extra=ids)
            return False
        self._resting.pop(_key(closing), None)
        return self._store.closed(closing.job.id, revision=closing.revision)


def close_forever(
    closer: Closer, stop: threading.Event, *, leads: Callable[[], bool], poll_s: float
) -> None:
    """Close jobs until `stop` is set, while this process leads; a silent database is borne."""
    while not stop.wait(poll_s):
        if not leads():
            continue
        try:
            closer.step()
        except RenderFarmError as error:
            _LOG.info("%s", error, extra=told("closing_paused"))


def _key(closing: Closing) -> tuple[str, int]:
    return closing.job.id, closing.revision
