"""A bucket → one without what nobody needs any more, and without what may not be shown any more."""

from render_farm.housekeeping.collector import Collected, Collector
from render_farm.housekeeping.errors import AgeTooShort, HousekeepingError, TakenDown
from render_farm.housekeeping.kinds import ObjectKind
from render_farm.housekeeping.plan import GcPlan, Heap

__all__ = [
    "AgeTooShort",
    "Collected",
    "Collector",
    "GcPlan",
    "Heap",
    "HousekeepingError",
    "ObjectKind",
    "TakenDown",
]
