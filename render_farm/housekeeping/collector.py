"""A store and the jobs that use it → a store without what nobody needs any more.

The order is what keeps it safe against everything else that happens meanwhile, and against its own
death: what may go is marked; who refers to what is looked up again; the marks that are left turn
into deletions, and results known by them are forgotten; then objects are deleted, then that is
said. `render_farm/queue/sweep.py` tells what others see of it.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from render_farm.housekeeping.kinds import PREFIXES
from render_farm.housekeeping.plan import GcPlan, aged, check_age, plan_gc
from render_farm.housekeeping.references import JobsRead, ManifestsRead, References, all_references
from render_farm.housekeeping.sweeper import Sweeper, SweptJobs, SweptStore


class GcStore(ManifestsRead, SweptStore, Protocol):
    """What a clean-up needs of the object store."""


class GcJobs(JobsRead, SweptJobs, Protocol):
    """What a clean-up needs of the queue."""


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
        return self._plan(older_than_s)

    def collect(self, *, older_than_s: float) -> Collected:
        """Delete what is older than that and named by nobody."""
        plan = self._plan(older_than_s)
        sweeper = Sweeper(store=self._store, jobs=self._jobs, clock=self._clock)
        deleted = sweeper.mark(plan.named)
        # Again, now that whoever comes later takes the marks away himself.
        still = self._references(set(plan.named), since=self._clock() - older_than_s)
        unnamed = [key for key in plan.named if key not in still.keys]
        swept = sweeper.sweep(unnamed, requests=lambda key: still.requests.get(key, ()))
        freed = len(sweeper.delete(plan.free))
        return Collected(plan=plan, deleted=deleted + swept + freed, spared=len(plan.named) - swept)

    def _plan(self, older_than_s: float) -> GcPlan:
        check_age(older_than_s)
        now = self._clock()
        listing = tuple(chain.from_iterable(map(self._store.list_objects, PREFIXES)))
        candidates = {item.key for item in aged(listing, older_than_s=older_than_s, now=now)}
        known = self._references(candidates, since=now - older_than_s)
        return plan_gc(listing, referred=known.keys, older_than_s=older_than_s, now=now)

    def _references(self, candidates: Collection[str], *, since: float) -> References:
        return all_references(
            jobs=self._jobs, store=self._store, candidates=candidates, since=since
        )
