"""A store and the jobs that use it → a store without what nobody needs any more.

The order is what keeps it safe against everything else that happens meanwhile, and against its own
death: what may go is marked; who refers to what is looked up again; the marks that are left turn
into deletions, and results known by them are forgotten; then objects are deleted, then that is
said. `render_farm/queue/sweep.py` tells what others see of it.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from render_farm.housekeeping.kinds import PREFIXES, is_poster
from render_farm.housekeeping.plan import GcPlan, aged, check_age, plan_gc
from render_farm.housekeeping.references import JobsRead, ManifestsRead, References, all_references
from render_farm.queue.sweep import SWEEP_S

_AT_ONCE = 500
_THREADS = 8


class GcStore(ManifestsRead, Protocol):
    """What a clean-up needs of the object store."""

    def delete(self, key: str) -> None:
        """Remove an object; no error when there is none."""


class GcJobs(JobsRead, Protocol):
    """What a clean-up needs of the queue."""

    def mark(self, keys: Collection[str]) -> frozenset[str]:
        """Mark objects that may go; give those that a dead clean-up left behind."""

    def sweep(self, keys: Collection[str], *, requests: Collection[str]) -> frozenset[str]:
        """Give those that still have their mark: nobody may refer to them from now on."""

    def swept(self, keys: Collection[str]) -> None:
        """Say that objects are deleted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Collected:
    """What a clean-up did. deleted: objects. spared: chosen, and then named by somebody."""

    plan: GcPlan
    deleted: int
    spared: int


class Collector:
    """Clears a bucket; several at once do no harm. clock: seconds since 1970.

    Every call may raise a StorageError, a QueueError, and AgeTooShort; what is not deleted then
    goes with the next clean-up, ten minutes later at the earliest.
    """

    def __init__(
        self, *, store: GcStore, jobs: GcJobs, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._clock = clock

    def plan(self, *, older_than_s: float) -> GcPlan:
        """Say what would go; touches nothing."""
        return self._plan(older_than_s)[0]

    def collect(self, *, older_than_s: float) -> Collected:
        """Delete what is older than that and named by nobody."""
        plan, _ = self._plan(older_than_s)
        left = self._jobs.mark(plan.named)
        deleted = self._delete(sorted(left))
        # Again, now that whoever comes later takes the marks away himself.
        still = self._references(set(plan.named), since=self._clock() - older_than_s)
        unnamed = [key for key in plan.named if key not in still.keys]
        swept = sum(self._sweep(part, still) for part in _parts(unnamed))
        freed = sum(len(self._delete_now(part)) for part in _parts(plan.free))
        return Collected(plan=plan, deleted=deleted + swept + freed, spared=len(plan.named) - swept)

    def _plan(self, older_than_s: float) -> tuple[GcPlan, References]:
        check_age(older_than_s)
        now = self._clock()
        listing = tuple(chain.from_iterable(map(self._store.list_objects, PREFIXES)))
        candidates = {item.key for item in aged(listing, older_than_s=older_than_s, now=now)}
        known = self._references(candidates, since=now - older_than_s)
        return plan_gc(listing, referred=known.keys, older_than_s=older_than_s, now=now), known

    def _references(self, candidates: Collection[str], *, since: float) -> References:
        return all_references(
            jobs=self._jobs, store=self._store, candidates=candidates, since=since
        )

    def _sweep(self, keys: Sequence[str], known: References) -> int:
        requests = {asked for key in keys for asked in known.requests.get(key, ())}
        free = self._jobs.sweep(keys, requests=sorted(requests))
        return self._delete([key for key in keys if key in free])

    def _delete(self, keys: Sequence[str]) -> int:
        """Delete what is being swept; a video before its poster."""
        deleted = 0
        for part in _parts(keys):
            gone = self._delete_now([key for key in part if not is_poster(key)])
            gone += self._delete_now([key for key in part if is_poster(key)])
            self._jobs.swept(gone)
            deleted += len(gone)
        return deleted

    def _delete_now(self, keys: Sequence[str]) -> list[str]:
        until = self._clock() + SWEEP_S / 2

        def delete(key: str) -> bool:
            if self._clock() > until:
                return False  # we may count as dead soon, and others may make it again
            self._store.delete(key)
            return True

        with ThreadPoolExecutor(_THREADS) as pool:
            return [key for key, gone in zip(keys, pool.map(delete, keys), strict=True) if gone]


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
