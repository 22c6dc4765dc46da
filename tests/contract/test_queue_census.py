"""What every job store counts over all jobs."""

from render_farm.job import RenderTask
from render_farm.queue import Census, Crowd, JobStore, TaskState
from tests.contract.conftest import Clock
from tests.contract.farm_samples import FINAL, fail, finish, make_job, make_task, make_tasks


def tasks_from(number: int) -> tuple[RenderTask, ...]:
    return make_task(number), make_task(number + 1)


def test_an_empty_store_has_nothing_open(jobs: JobStore, clock: Clock) -> None:
    assert jobs.census() == Census(now=clock(), crowds=(), jobs=0, budgets_spent=0, closings=0)


def test_open_tasks_are_counted_by_priority_and_state_with_the_age_of_their_jobs(
    jobs: JobStore, clock: Clock
) -> None:
    began = clock()
    jobs.submit(make_job("old", priority=5), make_tasks(3))
    clock.advance(10)
    jobs.submit(make_job("new", priority=5), tasks_from(10))
    jobs.submit(make_job("low"), tasks_from(20))
    first, second = jobs.claim("me", limit=2, lease_s=60)
    finish(jobs, first)
    fail(jobs, second, FINAL, worker="w")
    jobs.claim("me", limit=1, lease_s=60)
    jobs.pause("low")
    clock.advance(5)
    told = jobs.census()
    assert told.now == began + 15
    assert told.jobs == 3
    counts = {(crowd.priority, crowd.state): crowd.tasks for crowd in told.crowds}
    assert counts == {
        (0, TaskState.PAUSED): 2,
        (5, TaskState.QUEUED): 2,
        (5, TaskState.RUNNING): 1,
    }
    queued = next(crowd for crowd in told.crowds if crowd.state is TaskState.QUEUED)
    assert queued == Crowd(priority=5, state=TaskState.QUEUED, tasks=2, since=began)


def test_a_spent_budget_counts_while_its_job_is_open(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job("dear", budget_s=5.0), make_tasks(2))
    (lease,) = jobs.claim("me", limit=1, lease_s=60)
    assert jobs.census().budgets_spent == 0
    clock.advance(6)
    finish(jobs, lease)
    assert jobs.census().budgets_spent == 1
    jobs.cancel("dear")
    assert (jobs.census().budgets_spent, jobs.census().jobs) == (0, 0)


def test_what_is_to_be_written_at_the_end_counts_from_the_end_on(jobs: JobStore) -> None:
    jobs.submit(make_job("campaign", closing="{}"), make_tasks(1))
    assert jobs.census().closings == 0
    (lease,) = jobs.claim("me", limit=1, lease_s=60)
    finish(jobs, lease)
    assert (jobs.census().closings, jobs.census().jobs) == (1, 0)
    jobs.closed("campaign", revision=0)
    assert jobs.census().closings == 0
