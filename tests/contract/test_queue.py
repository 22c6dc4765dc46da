"""What every job store does, whatever it is made of."""

import pytest

from render_farm.queue import JobStore, Lease, QueueError, TaskState, UnknownJob
from tests.contract.conftest import Clock
from tests.contract.farm_samples import (
    FINAL,
    PASSING,
    make_job,
    make_result,
    make_task,
    make_tasks,
)


def claim(jobs: JobStore, *, limit: int = 1, owner: str = "me") -> tuple[Lease, ...]:
    return jobs.claim(owner, limit=limit, lease_s=10)


def test_a_submitted_task_comes_back_as_it_went_in(jobs: JobStore) -> None:
    record = jobs.submit(make_job(), make_tasks(1))
    (lease,) = claim(jobs)
    assert record.total == 1
    assert record.state is TaskState.QUEUED
    assert (lease.job_id, lease.ordinal, lease.attempt, lease.owner) == ("job-1", 0, 1, "me")
    assert lease.task == make_task(0)


def test_a_result_ends_the_task_and_is_remembered(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (lease,) = claim(jobs)
    clock.advance(2)
    result = make_result(lease.task)
    assert jobs.finish(lease, result)
    (task,) = jobs.tasks("job-1")
    assert (task.state, task.result, task.seconds) == (TaskState.SUCCEEDED, result, 2.0)
    record = jobs.job("job-1")
    assert record.ended
    assert record.state is TaskState.SUCCEEDED
    assert record.ended_at == clock.now
    assert jobs.memo(["request-0000", "request-9999"]) == {"request-0000": result}


def test_a_forgotten_result_is_unknown(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (lease,) = claim(jobs)
    jobs.finish(lease, make_result(lease.task))
    jobs.forget("request-0000")
    jobs.forget("never-known")
    assert jobs.memo(["request-0000"]) == {}


def test_a_newer_result_replaces_the_memo(jobs: JobStore) -> None:
    for number in (1, 2):
        jobs.submit(make_job(f"job-{number}"), make_tasks(1))
        (lease,) = claim(jobs)
        jobs.finish(lease, make_result(lease.task, created=number == 1))
    assert not jobs.memo(["request-0000"])["request-0000"].created


def test_many_keys_are_asked_at_once(jobs: JobStore) -> None:
    assert jobs.memo(f"key-{number}" for number in range(2000)) == {}


def test_settled_tasks_are_reused_and_never_claimed(jobs: JobStore) -> None:
    tasks = make_tasks(3)
    settled = {tasks[1].request_key: make_result(tasks[1])}
    record = jobs.submit(make_job(), tasks, settled=settled)
    assert (record.reused, record.counts[TaskState.SUCCEEDED]) == (1, 1)
    assert [lease.ordinal for lease in claim(jobs, limit=9)] == [0, 2]
    reused = jobs.tasks("job-1")[1]
    assert reused.reused
    assert reused.result == settled[tasks[1].request_key]
    assert reused.seconds is None


def test_a_job_of_nothing_has_ended(jobs: JobStore) -> None:
    record = jobs.submit(make_job(), ())
    assert record.ended
    assert record.state is TaskState.SUCCEEDED


def test_the_same_token_is_the_first_job(jobs: JobStore) -> None:
    jobs.submit(make_job("first", token="t"), make_tasks(2))
    again = jobs.submit(make_job("second", token="t"), make_tasks(5))
    assert (again.id, again.total) == ("first", 2)
    with pytest.raises(UnknownJob):
        jobs.job("second")


def test_the_same_id_is_the_first_job(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(2))
    assert jobs.submit(make_job(), make_tasks(5)).total == 2


def test_two_tasks_for_one_request_are_refused(jobs: JobStore) -> None:
    with pytest.raises(QueueError, match="same request key"):
        jobs.submit(make_job(), (make_task(0), make_task(0)))


def test_order_is_priority_then_job_then_ordinal(jobs: JobStore) -> None:
    jobs.submit(make_job("low"), make_tasks(2))
    jobs.submit(make_job("high", priority=5), make_tasks(2))
    jobs.submit(make_job("late"), make_tasks(1))
    order = [(lease.job_id, lease.ordinal) for lease in claim(jobs, limit=9)]
    assert order == [("high", 0), ("high", 1), ("low", 0), ("low", 1), ("late", 0)]


def test_nothing_is_leased_twice(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(3))
    first = claim(jobs, limit=2, owner="a")
    second = claim(jobs, limit=2, owner="b")
    assert [lease.ordinal for lease in first + second] == [0, 1, 2]
    assert claim(jobs, limit=2) == ()


def test_depth_counts_what_a_claim_could_get(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(3))
    assert jobs.depth(limit=9) == 3
    first, second = claim(jobs, limit=2)
    jobs.fail(first, PASSING, retry_in_s=5)
    assert jobs.depth(limit=9) == 1
    clock.advance(5)
    assert jobs.depth(limit=9) == 2
    clock.advance(10)  # the second lease ran out
    assert jobs.depth(limit=9) == 3
    assert jobs.depth(limit=2) == 2
    assert second.due_at < clock.now


def test_a_heartbeat_keeps_the_lease(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    leases = claim(jobs)
    for _ in range(3):
        clock.advance(8)
        assert jobs.heartbeat(leases, lease_s=10) == ()
    assert claim(jobs, owner="other") == ()
    assert jobs.finish(leases[0], make_result(leases[0].task))


def test_an_expired_lease_goes_to_another_and_is_fenced(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (old,) = claim(jobs)
    clock.advance(11)
    (new,) = claim(jobs)
    assert (new.attempt, new.failures) == (2, 1)
    assert jobs.heartbeat([old, new], lease_s=10) == (old,)
    assert not jobs.finish(old, make_result(old.task))
    assert not jobs.fail(old, PASSING, retry_in_s=None)
    assert jobs.release([old]) == 0
    assert jobs.finish(new, make_result(new.task))


def test_an_expired_lease_that_nobody_took_still_counts(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (lease,) = claim(jobs)
    clock.advance(60)
    assert jobs.finish(lease, make_result(lease.task))


def test_a_task_whose_owners_keep_dying_fails(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    for _ in range(3):
        assert len(claim(jobs)) == 1
        clock.advance(11)
    assert claim(jobs) == ()
    (task,) = jobs.tasks("job-1")
    assert (task.state, task.attempt, task.failures) == (TaskState.FAILED, 3, 3)
    assert task.failure is not None
    assert task.failure.code == "lease_expired"
    assert jobs.job("job-1").state is TaskState.FAILED


def test_a_failed_attempt_rests_then_returns(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (lease,) = claim(jobs)
    assert jobs.fail(lease, PASSING, retry_in_s=4)
    assert claim(jobs) == ()
    clock.advance(4)
    (again,) = claim(jobs)
    assert (again.attempt, again.failures) == (2, 1)
    assert jobs.tasks("job-1")[0].failure == PASSING


def test_a_final_failure_ends_the_task(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(2))
    (lease,) = claim(jobs)
    assert jobs.fail(lease, FINAL, retry_in_s=None)
    clock.advance(1000)
    assert [lease.ordinal for lease in claim(jobs, limit=9)] == [1]
    failed = jobs.tasks("job-1", states=[TaskState.FAILED])
    assert [(task.ordinal, task.failure) for task in failed] == [(0, FINAL)]


def test_a_released_task_is_as_if_never_claimed(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(2))
    leases = claim(jobs, limit=2)
    assert jobs.release(leases) == 2
    assert jobs.release(leases) == 0
    again = claim(jobs, limit=2)
    assert [(lease.ordinal, lease.attempt, lease.failures) for lease in again] == [
        (0, 2, 0),
        (1, 2, 0),
    ]


def test_cancel_ends_all_open_tasks_and_takes_leases_away(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(4))
    done, running = claim(jobs, limit=2)
    jobs.finish(done, make_result(done.task))
    record = jobs.cancel("job-1")
    assert record.ended
    assert record.state is TaskState.CANCELLED
    assert (record.counts[TaskState.SUCCEEDED], record.counts[TaskState.CANCELLED]) == (1, 3)
    assert jobs.heartbeat([running], lease_s=10) == (running,)
    assert not jobs.finish(running, make_result(running.task))
    assert claim(jobs) == ()
    assert jobs.cancel("job-1") == record


def test_unknown_jobs_are_named(jobs: JobStore) -> None:
    for ask in (jobs.job, jobs.tasks, jobs.cancel):
        with pytest.raises(UnknownJob, match="nobody"):
            ask("nobody")


def test_jobs_are_paged_newest_first(jobs: JobStore) -> None:
    for number in range(5):
        jobs.submit(make_job(f"job-{number}"), make_tasks(number))
    first = jobs.jobs(limit=2)
    assert [(job.id, job.total) for job in first] == [("job-4", 4), ("job-3", 3)]
    second = jobs.jobs(limit=9, after="job-3")
    assert [job.id for job in second] == ["job-2", "job-1", "job-0"]


def test_tasks_are_paged_by_ordinal(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(5))
    assert [task.ordinal for task in jobs.tasks("job-1", limit=2)] == [0, 1]
    assert [task.ordinal for task in jobs.tasks("job-1", limit=2, after=1)] == [2, 3]
    assert [task.ordinal for task in jobs.tasks("job-1", after=3)] == [4]
    queued = jobs.tasks("job-1", states=[TaskState.QUEUED], after=2)
    assert [task.ordinal for task in queued] == [3, 4]
