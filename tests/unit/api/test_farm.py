"""The farm of one process: its threads, its leadership, and what it closes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from api.farm import OpenRoom, QueueFarm
from render_farm.dispatch import DispatcherSettings
from render_farm.job import RenderTask, TaskResult
from render_farm.local_room import LocalCrew
from render_farm.pulse import Pulse
from render_farm.queue import Closing, MemoryJobStore, TaskState
from tests.contract.farm_samples import make_job, make_result, make_tasks


class Renderer:
    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        return make_result(task)

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        """Nothing to help with."""


@contextmanager
def open_room() -> Iterator[OpenRoom]:
    yield OpenRoom(crew=LocalCrew(Renderer))


def queue_farm(
    jobs: MemoryJobStore, *, closed: list[str] | None = None, alone: bool = True
) -> QueueFarm:
    def close(closing: Closing) -> None:
        if closed is not None:
            closed.append(closing.job.id)

    return QueueFarm(
        open_room=open_room,
        jobs=jobs,
        settings=DispatcherSettings(limit=2),
        store_answers=lambda: True,
        alone=alone,
        close=close,
    )


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.002)


def test_a_job_is_done_and_closed_with_nobody_waiting_for_it() -> None:
    jobs, closed = MemoryJobStore(), list[str]()
    jobs.submit(replace(make_job(), closing="{}"), make_tasks(3))
    with queue_farm(jobs, closed=closed) as farm:
        farm.start()
        wait_until(lambda: jobs.job("job-1").closed)
        assert closed == ["job-1"]
        assert jobs.job("job-1").state is TaskState.SUCCEEDED
    assert jobs.leader() is None
    assert jobs.workers() == ()


def test_where_no_other_can_be_the_dead_leader_is_not_waited_for() -> None:
    jobs = MemoryJobStore()
    assert jobs.lead("died", lease_s=3600)
    jobs.submit(make_job(), make_tasks(1))
    with queue_farm(jobs) as farm:
        farm.start()
        wait_until(lambda: jobs.job("job-1").ended)


def test_where_another_can_be_it_stands_by() -> None:
    jobs, closed = MemoryJobStore(), list[str]()
    assert jobs.lead("another", lease_s=3600)
    jobs.submit(replace(make_job(), closing="{}"), make_tasks(1))
    jobs.submit(replace(make_job("ended"), closing="{}"), ())
    with queue_farm(jobs, closed=closed, alone=False) as farm:
        farm.start()
        farm.nudge()
        time.sleep(0.6)  # longer than jobs wait to be closed
        assert jobs.job("job-1").counts[TaskState.QUEUED] == 1
    assert closed == []
    assert jobs.leader() == "another"
