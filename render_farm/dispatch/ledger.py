"""What ended in workers' hands and is not written down yet: kept until the queue has taken it."""

import logging

from render_farm.dispatch.roster import Attempt, attempt_of
from render_farm.dispatch.told import told
from render_farm.metrics import SILENT, Meter, count_endings
from render_farm.queue import Ending, Lease, LeaseStore

_LOG = logging.getLogger(__name__)
_AT_ONCE = 500


class Ledger:
    """Endings in the order in which they came. One that is written twice is refused the second
    time, so that a write whose answer was lost is simply made again."""

    def __init__(self, store: LeaseStore, *, meter: Meter = SILENT) -> None:
        self._store = store
        self._meter = meter
        self._due: dict[Attempt, Ending] = {}
        self._since = 0.0

    @property
    def leases(self) -> list[Lease]:
        """Those that are still ours, though their work has ended."""
        return [ending.lease for ending in self._due.values()]

    def add(self, ending: Ending, *, now: float) -> None:
        """Take an ending; the first one of an attempt counts."""
        if not self._due:
            self._since = now
        self._due.setdefault(attempt_of(ending.lease), ending)

    def waits(self, now: float) -> float | None:
        """How long, in seconds, the oldest has waited; None = nothing waits."""
        return now - self._since if self._due else None

    def write(self) -> None:
        """Write all of it down, in few transactions. Raises QueueError; the rest stays."""
        while self._due:
            batch = list(self._due.items())[:_AT_ONCE]
            endings = [ending for _, ending in batch]
            kept = self._store.settle(endings)
            count_endings(self._meter, endings, kept)
            for (attempt, ending), ok in zip(batch, kept, strict=True):
                del self._due[attempt]
                if not ok:
                    _LOG.info("came too late", extra=told("late_result", ending.lease))

    def forget(self) -> None:
        """Drop everything: another dispatcher has taken these leases over."""
        self._due.clear()
