from dataclasses import replace

import pytest

from render_farm.job import Fault
from render_farm.metrics import (
    ENDING_FAILURES,
    ENDINGS,
    OUTCOMES,
    MemoryMeter,
    count_endings,
)
from render_farm.queue import Ending
from tests.contract.farm_samples import FINAL, PASSING, make_result, make_task
from tests.contract.farm_samples import make_lease as lease_of

LEASE = lease_of()


@pytest.mark.parametrize(
    ("ending", "outcome"),
    [
        (Ending(lease=LEASE, outcome=make_result(make_task())), "succeeded"),
        (Ending(lease=LEASE, outcome=PASSING, retry_in_s=0.0), "retried"),
        (Ending(lease=LEASE, outcome=FINAL), "failed"),
        (Ending(lease=LEASE, outcome=PASSING, quarantine=True), "quarantined"),
        (Ending(lease=LEASE), "released"),
    ],
)
def test_an_ending_in_one_word(ending: Ending, outcome: str) -> None:
    meter = MemoryMeter()
    count_endings(meter, [ending], [True])
    assert outcome in OUTCOMES
    assert meter.total(ENDINGS, outcome=outcome) == meter.total(ENDINGS) == 1


def test_failures_count_by_code_and_fault_and_late_ones_do_not() -> None:
    meter = MemoryMeter()
    worker = replace(PASSING, code="worker_lost", fault=Fault.WORKER)
    endings = [Ending(lease=LEASE, outcome=worker, retry_in_s=1.0)] * 3
    count_endings(meter, endings, [True, False, True])
    assert meter.total(ENDING_FAILURES, code="worker_lost", fault="worker") == 2
    assert meter.total(ENDINGS, outcome="late") == 1
