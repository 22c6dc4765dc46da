"""The large farm under a virtual clock: time passes by what calls take, and nothing else."""

import pytest

from bench.farm.costs import CallCost, QueueCosts, measured_costs
from bench.farm.large import run_large
from bench.farm.scale import size_rows
from render_farm.queue import MemoryJobStore, TaskState

FREE = CallCost(call_s=0.0)
SLOW = QueueCosts(
    claim=CallCost(call_s=0.01, lease_s=0.001),
    settle=CallCost(call_s=0.01, lease_s=0.001),
    heartbeat=FREE,
    other=FREE,
)


def test_a_call_costs_a_sum_and_more_for_each_lease() -> None:
    assert SLOW.of("claim", 10) == pytest.approx(0.02)
    assert SLOW.of("backlog", 10) == 0


def test_workers_of_long_tasks_hardly_wait() -> None:
    farm = run_large(workers=20, task_s=20.0, costs=SLOW, tasks=120)
    assert 0.9 < farm.busy <= 1
    assert farm.tasks_s == pytest.approx(1.0, rel=0.15)


def test_a_slow_queue_is_what_gives_way() -> None:
    farm = run_large(workers=50, task_s=0.001, costs=SLOW, tasks=400)
    # Two milliseconds for each task in the queue alone.
    assert farm.tasks_s < 500
    assert max(farm.shares, key=lambda what: farm.shares[what]).startswith("queue: ")
    assert sum(farm.shares.values()) < 1.05


def test_costs_are_measured_on_a_queue_that_is_left_ended() -> None:
    jobs = MemoryJobStore()
    costs = measured_costs(jobs, waiting=600, rounds=2)
    assert costs.claim.of(100) > 0
    assert costs.settle.lease_s >= 0
    (record,) = jobs.jobs()
    assert record.ended
    assert record.counts[TaskState.SUCCEEDED] == 2 * 251


def test_each_size_has_its_rows() -> None:
    told = list(size_rows(10, SLOW))
    assert [row.unit for row in told] == ["1/s", "%", "%", "%", "s", "%", "%"]
    assert all(row.value is not None for row in told)
