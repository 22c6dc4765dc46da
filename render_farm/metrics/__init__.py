"""What a worker does → numbers that a monitor collects."""

from render_farm.metrics.catalogue import (
    ASSET_BYTES,
    ASSETS,
    ATTEMPT_SECONDS,
    ATTEMPTS,
    CACHE_REQUESTS,
    COST,
    FAILURES,
    FRAMES,
    PHASE_SECONDS,
    STORE_BYTES,
    STORE_ERRORS,
    WORKER_METRICS,
    count_cache,
)
from render_farm.metrics.endings import ENDING_FAILURES, ENDINGS, OUTCOMES, count_endings
from render_farm.metrics.meter import SILENT, MemoryMeter, Meter, Metric
from render_farm.metrics.metered_renderer import MeteredRenderer
from render_farm.metrics.metered_store import MeteredStore, WorkshopStore
from render_farm.metrics.phases import Phase, PhaseClock

__all__ = [
    "ASSETS",
    "ASSET_BYTES",
    "ATTEMPTS",
    "ATTEMPT_SECONDS",
    "CACHE_REQUESTS",
    "COST",
    "ENDINGS",
    "ENDING_FAILURES",
    "FAILURES",
    "FRAMES",
    "OUTCOMES",
    "PHASE_SECONDS",
    "SILENT",
    "STORE_BYTES",
    "STORE_ERRORS",
    "WORKER_METRICS",
    "MemoryMeter",
    "Meter",
    "MeteredRenderer",
    "MeteredStore",
    "Metric",
    "Phase",
    "PhaseClock",
    "WorkshopStore",
    "count_cache",
    "count_endings",
]
