"""What every job store does when people stop, pause, hurry or limit jobs."""

import pytest

from render_farm.queue import AttemptEnd, Backlog, Beat, BudgetSpent, JobStore, Lease, TaskState
from tests.contract.conftest import Clock
from tests.contract.farm_samples import FINAL, fail, finish, make_job, make_task, make_tasks


def claim(jobs: JobStore, *, limit: int = 1) -> tuple[Lease, ...]:
    return jobs.claim("me", limit=limit, lease_s=10)


def is_lost(jobs: JobStore, lease: Lease) -> bool:
    return jobs.heartbeat([Beat(lease=lease)], lease_s=10) == (lease,)


def states(jobs: JobStore, job: str = "job-1") -> list[str]:
    return [task.state for task in jobs.tasks(job)]


def test_cancel_ends_all_open_tasks_and_takes_leases_away(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(4))
    done, running = claim(jobs, limit=2)
    finish(jobs, done)
    record = jobs.cancel("job-1")
    assert record.ended
    assert record.state is TaskState.CANCELLED
    assert (record.counts[TaskState.SUCCEEDED], record.counts[TaskState.CANCELLED]) == (1, 3)
    assert is_lost(jobs, running)
    assert not finish(jobs, running)
    assert claim(jobs) == ()
    assert jobs.cancel("job-1") == record
    assert [one.end for one in jobs.attempts("job-1", 1)] == [AttemptEnd.CANCELLED]


def test_a_paused_job_rests_until_it_is_resumed(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(3))
    done, running = claim(jobs, limit=2)
    finish(jobs, done)
    record = jobs.pause("job-1")
    assert (record.state, record.ended) == (TaskState.PAUSED, False)
    assert states(jobs) == ["succeeded", "paused", "paused"]
    assert is_lost(jobs, running)
    clock.advance(100)
    assert claim(jobs) == ()
    assert jobs.backlog(limit=9) == Backlog(tasks=0, cost_s=0.0)
    assert jobs.resume("job-1").state is TaskState.QUEUED
    again = claim(jobs, limit=9)
    assert [(lease.ordinal, lease.attempt, lease.failures) for lease in again] == [
        (1, 2, 0),
        (2, 1, 0),
    ]
    assert [one.end for one in jobs.attempts("job-1", 1)] == [AttemptEnd.PAUSED, None]


def test_a_paused_job_can_be_cancelled(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(2))
    jobs.pause("job-1")
    assert jobs.cancel("job-1").state is TaskState.CANCELLED


def test_retry_gives_failed_and_cancelled_tasks_a_new_life(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(3))
    done, bad = claim(jobs, limit=2)
    finish(jobs, done)
    fail(jobs, bad, FINAL, worker="w1")
    jobs.cancel("job-1")
    clock.advance(1)
    record = jobs.retry("job-1")
    assert (record.state, record.cancelled, record.ended_at) == (TaskState.QUEUED, False, None)
    again = claim(jobs, limit=9)
    assert [(it.ordinal, it.attempt, it.failures, it.failed_on) for it in again] == [
        (1, 2, 0, frozenset()),
        (2, 1, 0, frozenset()),
    ]
    for lease in again:
        assert finish(jobs, lease)
    record = jobs.job("job-1")
    assert record.state is TaskState.SUCCEEDED
    assert jobs.retry("job-1") == record


def test_a_job_that_ended_and_was_retried_is_served_again(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (lease,) = claim(jobs)
    fail(jobs, lease, FINAL)
    assert claim(jobs) == ()  # a look at a job without open tasks
    jobs.retry("job-1")
    assert len(claim(jobs)) == 1


def test_a_priority_changes_while_jobs_wait(jobs: JobStore) -> None:
    for number in range(3):
        tasks = (make_task(key=f"a-{number}"), make_task(key=f"b-{number}"))
        jobs.submit(make_job(f"job-{number}"), tasks)
    (first,) = claim(jobs)
    assert first.job_id == "job-0"
    assert jobs.prioritise("job-2", 7).priority == 7
    assert [lease.job_id for lease in claim(jobs, limit=2)] == ["job-2", "job-2"]
    jobs.prioritise("job-2", -1)
    jobs.prioritise("job-0", 1)
    assert [lease.job_id for lease in claim(jobs)] == ["job-0"]


def test_a_spent_budget_pauses_what_waits_and_lets_the_rest_end(
    jobs: JobStore, clock: Clock
) -> None:
    jobs.submit(make_job(budget_s=10), make_tasks(4))
    first, second = claim(jobs, limit=2)
    clock.advance(6)
    assert finish(jobs, first)
    record = jobs.job("job-1")
    assert (record.budget_s, record.spent_s, record.budget_spent) == (10, 6, False)
    assert states(jobs) == ["succeeded", "running", "queued", "queued"]
    clock.advance(1)
    assert finish(jobs, second)
    record = jobs.job("job-1")
    assert (record.spent_s, record.budget_spent, record.state) == (13, True, TaskState.PAUSED)
    assert states(jobs) == ["succeeded", "succeeded", "paused", "paused"]
    with pytest.raises(BudgetSpent, match="13 of 10 s"):
        jobs.resume("job-1")
    jobs.set_budget("job-1", 20)
    assert jobs.resume("job-1").state is TaskState.QUEUED
    assert jobs.set_budget("job-1", 5).state is TaskState.PAUSED
    assert not jobs.set_budget("job-1", None).budget_spent
    assert jobs.resume("job-1").counts[TaskState.QUEUED] == 2


def test_failed_lost_and_cancelled_attempts_cost_as_well(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(budget_s=1000), make_tasks(3))
    failed, lost, cancelled = claim(jobs, limit=3)
    clock.advance(4)
    fail(jobs, failed, FINAL)
    clock.advance(3)
    jobs.heartbeat([Beat(lease=cancelled)], lease_s=10)
    clock.advance(4)
    assert [lease.ordinal for lease in claim(jobs)] == [lost.ordinal]
    jobs.cancel("job-1")
    assert jobs.job("job-1").spent_s == 4 + 11 + 11


def test_a_retry_within_a_spent_budget_waits_for_a_larger_one(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(budget_s=5), make_tasks(1))
    (lease,) = claim(jobs)
    clock.advance(5)
    assert fail(jobs, lease, retry_in_s=0)
    assert states(jobs) == ["paused"]
    with pytest.raises(BudgetSpent):
        jobs.retry("job-1")


def test_a_halted_farm_hands_its_tasks_back_and_claims_none(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(2))
    (running,) = claim(jobs)
    assert jobs.halted() is None
    jobs.halt("the bill")
    assert jobs.halted() == "the bill"
    assert is_lost(jobs, running)
    assert not finish(jobs, running)
    assert states(jobs) == ["queued", "queued"]
    assert claim(jobs) == ()
    assert jobs.backlog(limit=9).tasks == 0
    jobs.halt("another reason")
    assert jobs.halted() == "another reason"
    jobs.unhalt()
    jobs.unhalt()
    assert jobs.halted() is None
    assert [(lease.ordinal, lease.failures) for lease in claim(jobs, limit=9)] == [(0, 0), (1, 0)]


def test_what_ran_until_the_halt_counts_against_the_budget(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(budget_s=5), make_tasks(2))
    claim(jobs)
    clock.advance(5)
    jobs.halt("the bill")
    jobs.unhalt()
    assert claim(jobs, limit=9) == ()
    assert states(jobs) == ["paused", "paused"]


def test_an_ended_job_asks_for_its_closing_until_it_is_written(jobs: JobStore) -> None:
    jobs.submit(make_job("plain"), make_tasks(1))
    record = jobs.submit(make_job("asks", closing='{"manifest": 1}'), make_tasks(2))
    assert not record.closed
    assert jobs.closings() == ()
    for lease in claim(jobs, limit=9):
        finish(jobs, lease)
    for lease in claim(jobs, limit=9):
        finish(jobs, lease)
    (closing,) = jobs.closings()
    assert (closing.job, closing.document) == (jobs.job("asks"), '{"manifest": 1}')
    assert jobs.closings() == (closing,)
    assert jobs.closed("asks", revision=closing.revision)
    assert jobs.job("asks").closed
    assert jobs.closings() == ()
    assert jobs.closed("asks", revision=closing.revision)


def test_a_job_opened_again_is_closed_again(jobs: JobStore) -> None:
    jobs.submit(make_job(closing="{}"), make_tasks(1))
    jobs.cancel("job-1")
    (closing,) = jobs.closings()
    jobs.retry("job-1")
    assert jobs.closings() == ()
    assert not jobs.closed("job-1", revision=closing.revision)
    (lease,) = claim(jobs)
    finish(jobs, lease)
    (again,) = jobs.closings()
    assert again.revision > closing.revision
    assert jobs.closed("job-1", revision=again.revision)
    assert jobs.closings() == ()


def test_a_job_of_nothing_is_closed_as_well(jobs: JobStore) -> None:
    jobs.submit(make_job(closing="{}"), ())
    assert len(jobs.closings()) == 1
