"""Leases for tests of decisions."""

from render_farm.queue import Lease
from tests.contract.farm_samples import make_task


def make_lease(
    number: int = 1,
    *,
    attempt: int = 1,
    failures: int = 0,
    failed_on: frozenset[str] = frozenset(),
) -> Lease:
    return Lease(
        task_id=number,
        job_id="job-1",
        ordinal=number,
        attempt=attempt,
        owner="me",
        due_at=0.0,
        failures=failures,
        task=make_task(number),
        failed_on=failed_on,
    )
