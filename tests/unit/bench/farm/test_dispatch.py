"""Simulated workers: done in time and in order, and a whole job through the real dispatcher."""

import time
from contextlib import closing

import pytest

from bench.farm.dispatch import throughput
from bench.farm.simulated_crew import SimulatedCrew
from bench.farm.synthetic import synthetic_job
from render_farm.job import TaskResult
from render_farm.queue import MemoryJobStore


def test_a_task_is_done_when_its_time_is_over_and_the_short_one_first() -> None:
    jobs = MemoryJobStore()
    for name, seconds in (("long", 0.2), ("short", 0.01)):
        job, tasks = synthetic_job(1, name=name, own_s=seconds)
        jobs.submit(job, tasks)
    long, short = jobs.claim("test", limit=2, lease_s=60)
    with closing(SimulatedCrew()) as crew:
        nodes = [crew.start(worker).result(1) for worker in ("a", "b")]
        started = time.monotonic()
        first, second = crew.submit("a", long), crew.submit("b", short)
        assert isinstance(second.result(5).outcome, TaskResult)
        assert not first.done()
        assert isinstance(first.result(5).outcome, TaskResult)
        assert time.monotonic() - started >= 0.2
        assert nodes == ["simulated"] * 2
        assert crew.vitals().keys() == {"a", "b"}
        crew.kill("a")
        assert crew.vitals().keys() == {"b"}


@pytest.mark.timeout(60)
def test_a_job_goes_through_the_real_dispatcher() -> None:
    pace, used_s = throughput(MemoryJobStore(), tasks=40, workers=8, own_s=0.001)
    assert pace > 0
    assert 0 <= used_s < 1
