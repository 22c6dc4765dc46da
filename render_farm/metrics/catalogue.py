"""Every number that workers record; Ray exports each as `ray_<name>`, per worker.

Seconds are counters beside the histogram: Ray's export makes up a histogram's sum from the
middles of its buckets (ray 2.60), which is no account to bill from.
"""

from collections.abc import Callable

from render_farm.metrics.meter import Meter, Metric

# From a still that is there already to a video of a minute in one piece.
_ATTEMPT_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)

ATTEMPTS = Metric(
    name="handbill_attempts",
    help="Attempts by how they ended: made, found (the file was there), failed, assisted.",
    labels=("template", "outcome"),
)
ATTEMPT_SECONDS = Metric(
    name="handbill_attempt_seconds",
    help="How long attempts took.",
    labels=("template",),
    buckets=_ATTEMPT_S,
)
PHASE_SECONDS = Metric(
    name="handbill_phase_seconds",
    help="Seconds of attempts by what they went into: scene, make, gate, store, wait.",
    labels=("template", "phase"),
)
FAILURES = Metric(
    name="handbill_failures",
    help="Failed attempts by the error's code, and whether it may go well next time.",
    labels=("code", "retryable"),
)
ASSETS = Metric(name="handbill_assets", help="Files made.", labels=("template",))
ASSET_BYTES = Metric(name="handbill_asset_bytes", help="Bytes of files made.", labels=("template",))
FRAMES = Metric(name="handbill_frames", help="Frames of files made.", labels=("template",))
COST = Metric(
    name="handbill_cost",
    help="What the seconds of workers cost, in the currency of HANDBILL_CORE_HOUR_COST.",
    labels=("template",),
)
CACHE_REQUESTS = Metric(
    name="handbill_cache_requests",
    help="What was looked for before it was made, by cache, and whether it was there.",
    labels=("cache", "result"),
)
STORE_BYTES = Metric(
    name="handbill_store_bytes",
    help="Bytes that workers read from and wrote to the store.",
    labels=("direction",),
)
STORE_ERRORS = Metric(
    name="handbill_store_errors",
    help="Calls of workers that the store did not do, after all repeats, by the error's code.",
    labels=("call", "code"),
)

WORKER_METRICS = (
    ATTEMPTS,
    ATTEMPT_SECONDS,
    PHASE_SECONDS,
    FAILURES,
    ASSETS,
    ASSET_BYTES,
    FRAMES,
    COST,
    CACHE_REQUESTS,
    STORE_BYTES,
    STORE_ERRORS,
)


def count_cache(meter: Meter, cache: str) -> Callable[[bool], None]:
    """Give a listener that counts a cache's requests by whether the thing was there."""

    def heard(here: bool) -> None:
        meter.record(CACHE_REQUESTS, cache=cache, result="hit" if here else "miss")

    return heard
