"""What other packages may use of the queue, the storage and the rooms: a change here is one for
them as well."""

import pytest

from render_farm import (
    dispatch,
    housekeeping,
    local_room,
    make,
    metrics,
    queue,
    ray_room,
    segments,
    storage,
)


@pytest.mark.parametrize(
    ("package", "names"),
    [
        (
            queue,
            "AttemptEnd AttemptRecord Backlog Beat BudgetSpent Census Closing Crowd Ending GiveUp"
            " InputsSwept JobRecord JobStore Lease LeaseStore MemoryJobStore QueueError"
            " QueueUnreachable"
            " RetryAfter RetryPolicy SqlJobStore TaskEvent TaskRecord TaskState UnknownJob"
            " UnknownTask WorkerRecord WorkerState next_state retry_decision sqlite_url",
        ),
        (
            storage,
            "ETagConflict FolderInUse MemoryStore ObjectCorrupt ObjectMissing ObjectStore"
            " ObjectTooLarge S3Settings S3Store SeaweedServer StorageError StoreDenied StoreFull"
            " StoreUnfit StoreUnreachable StoredListing StoredObject probe sha256_of",
        ),
        (
            ray_room,
            "CrewSettings RayCrew RayFailed RayMeter RaySession RaySettings metrics_targets"
            " ray_session spread",
        ),
        (local_room, "LocalCrew"),
        (
            dispatch,
            "Closer Dispatcher DispatcherSettings Gate asks close_forever run_forever run_job",
        ),
        (
            housekeeping,
            "AgeTooShort Collected Collector Findings GcPlan Heap HousekeepingError ObjectKind"
            " RefusingRenderer TakenDown Takedown Target TargetKind Tombstone Tombstones",
        ),
        (
            make,
            "FilmMaker MadeAsset Materials WarmMaterials film_painter film_sound make_asset"
            " make_film",
        ),
        (
            metrics,
            "ASSETS ASSET_BYTES ATTEMPTS ATTEMPT_SECONDS CACHE_REQUESTS COST ENDINGS"
            " ENDING_FAILURES FAILURES FRAMES OUTCOMES"
            " PHASE_SECONDS SILENT STORE_BYTES STORE_ERRORS WORKER_METRICS MemoryMeter Meter"
            " MeteredRenderer MeteredStore Metric Phase PhaseClock WorkshopStore count_cache"
            " count_endings",
        ),
        (segments, "LeaseDesk SegmentStore SegmentedFilm"),
    ],
    ids=[
        "queue",
        "storage",
        "ray_room",
        "local_room",
        "housekeeping",
        "dispatch",
        "make",
        "metrics",
        "segments",
    ],
)
def test_public_names(package: object, names: str) -> None:
    listed: list[str] = package.__all__  # type: ignore[attr-defined]  # modules have it
    assert sorted(listed) == sorted(names.split())
    assert all(hasattr(package, name) for name in listed)
