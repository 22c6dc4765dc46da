"""A bucket → one without what nobody needs any more, and without what may not be shown any more."""

from render_farm.housekeeping.collector import Collected, Collector
from render_farm.housekeeping.errors import AgeTooShort, HousekeepingError, TakenDown
from render_farm.housekeeping.findings import Findings
from render_farm.housekeeping.kinds import ObjectKind
from render_farm.housekeeping.plan import GcPlan, Heap
from render_farm.housekeeping.refusing import RefusingRenderer
from render_farm.housekeeping.takedown import Takedown
from render_farm.housekeeping.tombstones import Target, TargetKind, Tombstone, Tombstones

__all__ = [
    "AgeTooShort",
    "Collected",
    "Collector",
    "Findings",
    "GcPlan",
    "Heap",
    "HousekeepingError",
    "ObjectKind",
    "RefusingRenderer",
    "Takedown",
    "TakenDown",
    "Target",
    "TargetKind",
    "Tombstone",
    "Tombstones",
]
