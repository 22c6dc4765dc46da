"""What every job store does, whatever it is made of."""

from collections.abc import Callable

import pytest

from render_farm.job import RenderTask
from render_farm.queue import (
    AttemptEnd,
    Backlog,
    Beat,
    Ending,
    JobStore,
    Lease,
    QueueError,
    TaskState,
    UnknownJob,
    UnknownTask,
    WorkerRecord,
    WorkerState,
)
from tests.contract.conftest import Clock
from tests.contract.farm_samples import (
    FINAL,
    PASSING,
    fail,
    finish,
    make_job,
    make_result,
    make_task,
    make_tasks,
    release,
)


def claim(jobs: JobStore, *, limit: int = 1, owner: str = "me") -> tuple[Lease, ...]:
    return jobs.claim(owner, limit=limit, lease_s=10)


def beat(jobs: JobStore, *leases: Lease) -> tuple[Lease, ...]:
    return jobs.heartbeat([Beat(lease=lease) for lease in leases], lease_s=10)


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
    assert finish(jobs, lease, result)
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
    finish(jobs, lease, make_result(lease.task))
    jobs.forget("request-0000")
    jobs.forget("never-known")
    assert jobs.memo(["request-0000"]) == {}


def test_a_newer_result_replaces_the_memo(jobs: JobStore) -> None:
    for number in (1, 2):
        jobs.submit(make_job(f"job-{number}"), make_tasks(1))
        (lease,) = claim(jobs)
        finish(jobs, lease, make_result(lease.task, created=number == 1))
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


def order(jobs: JobStore, *, limit: int = 9) -> list[tuple[str, int]]:
    return [(lease.job_id, lease.ordinal) for lease in claim(jobs, limit=limit)]


def test_the_higher_priority_is_served_first(jobs: JobStore) -> None:
    jobs.submit(make_job("low"), make_tasks(1))
    jobs.submit(make_job("high", priority=5), make_other_tasks("high", 3))
    assert order(jobs, limit=2) == [("high", 0), ("high", 1)]
    assert order(jobs) == [("high", 2), ("low", 0)]


def test_equal_jobs_take_turns_and_the_one_with_fewer_running_is_next(jobs: JobStore) -> None:
    for name in ("a", "b"):
        jobs.submit(make_job(name), make_other_tasks(name, 4))
    assert order(jobs, limit=3) == [("a", 0), ("b", 0), ("a", 1)]
    jobs.submit(make_job("late"), make_other_tasks("late", 2))
    # a has two running, b one, the late one none.
    assert order(jobs) == [
        ("late", 0),
        ("b", 1),
        ("late", 1),
        ("a", 2),
        ("b", 2),
        ("a", 3),
        ("b", 3),
    ]


def test_within_a_job_the_position_decides_and_then_the_ordinal(jobs: JobStore) -> None:
    places = (2, 0, 1, 0)
    tasks = tuple(make_task(number, position=place) for number, place in enumerate(places))
    jobs.submit(make_job(), tasks)
    assert [ordinal for _, ordinal in order(jobs)] == [1, 3, 2, 0]


def test_what_is_running_for_another_job_is_waited_for_and_shared(jobs: JobStore) -> None:
    jobs.submit(make_job("first"), make_tasks(2))
    jobs.submit(make_job("second"), (*make_tasks(2), make_task(7)))
    assert order(jobs) == [("first", 0), ("second", 1), ("second", 2)]
    assert jobs.backlog(limit=9).tasks == 0
    assert claim(jobs) == ()


def test_what_another_job_gets_costs_no_turn(jobs: JobStore) -> None:
    jobs.submit(make_job("first"), make_tasks(1))
    jobs.submit(make_job("second"), (*make_tasks(1), make_task(7)))
    jobs.submit(make_job("third"), make_other_tasks("third", 2))
    assert order(jobs, limit=3) == [("first", 0), ("second", 1), ("third", 0)]


def test_a_result_ends_what_other_jobs_have_waiting_of_the_same(
    jobs: JobStore, clock: Clock
) -> None:
    jobs.submit(make_job("first"), make_tasks(1))
    jobs.submit(make_job("second", priority=-1, closing="{}"), make_tasks(1))
    (lease,) = claim(jobs, limit=2)
    clock.advance(3)
    assert finish(jobs, lease)
    record = jobs.job("second")
    assert (record.state, record.reused, record.ended_at) == (
        TaskState.SUCCEEDED,
        1,
        clock.now,
    )
    (task,) = jobs.tasks("second")
    assert task.result == make_result(lease.task)
    assert (task.attempt, task.reused, task.seconds) == (0, True, None)
    assert [closing.job.id for closing in jobs.closings()] == ["second"]


def test_after_a_failure_another_job_gets_its_own_try(jobs: JobStore) -> None:
    for name in ("first", "second"):
        jobs.submit(make_job(name), make_tasks(1))
    (lease,) = claim(jobs, limit=2)
    assert fail(jobs, lease, FINAL)
    assert order(jobs) == [("second", 0)]


def test_nothing_is_leased_twice(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(3))
    first = claim(jobs, limit=2, owner="a")
    second = claim(jobs, limit=2, owner="b")
    assert [lease.ordinal for lease in first + second] == [0, 1, 2]
    assert claim(jobs, limit=2) == ()


def test_the_backlog_is_what_a_claim_could_get(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(3))
    assert jobs.backlog(limit=9).tasks == 3
    first, second = claim(jobs, limit=2)
    fail(jobs, first, PASSING, retry_in_s=5)
    assert jobs.backlog(limit=9).tasks == 1
    clock.advance(5)
    assert jobs.backlog(limit=9).tasks == 2
    clock.advance(10)  # the second lease ran out
    assert jobs.backlog(limit=9).tasks == 3
    assert jobs.backlog(limit=2).tasks == 2
    assert second.due_at < clock.now


def test_a_heartbeat_keeps_the_lease(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    leases = claim(jobs)
    for _ in range(3):
        clock.advance(8)
        assert beat(jobs, *leases) == ()
    assert claim(jobs, owner="other") == ()
    assert finish(jobs, leases[0], make_result(leases[0].task))


def test_an_expired_lease_goes_to_another_and_is_fenced(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (old,) = claim(jobs)
    clock.advance(11)
    (new,) = claim(jobs)
    assert (new.attempt, new.failures) == (2, 0)
    assert beat(jobs, old, new) == (old,)
    assert not finish(jobs, old, make_result(old.task))
    assert not fail(jobs, old, PASSING, retry_in_s=None)
    assert release(jobs, [old]) == 0
    assert finish(jobs, new, make_result(new.task))


def test_an_expired_lease_that_nobody_took_still_counts(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (lease,) = claim(jobs)
    clock.advance(60)
    assert finish(jobs, lease, make_result(lease.task))


def test_a_task_whose_owners_keep_dying_fails(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    for _ in range(10):
        assert len(claim(jobs)) == 1
        clock.advance(11)
    assert claim(jobs) == ()
    (task,) = jobs.tasks("job-1")
    assert (task.state, task.attempt, task.failures) == (TaskState.FAILED, 10, 0)
    assert task.failure is not None
    assert task.failure.code == "lease_expired"
    assert jobs.job("job-1").state is TaskState.FAILED


def test_a_failed_attempt_rests_then_returns(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (lease,) = claim(jobs)
    assert fail(jobs, lease, PASSING, retry_in_s=4)
    assert claim(jobs) == ()
    clock.advance(4)
    (again,) = claim(jobs)
    assert (again.attempt, again.failures) == (2, 1)
    assert jobs.tasks("job-1")[0].failure == PASSING


def test_a_final_failure_ends_the_task(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(2))
    (lease,) = claim(jobs)
    assert fail(jobs, lease, FINAL, retry_in_s=None)
    clock.advance(1000)
    assert [lease.ordinal for lease in claim(jobs, limit=9)] == [1]
    failed = jobs.tasks("job-1", states=[TaskState.FAILED])
    assert [(task.ordinal, task.failure) for task in failed] == [(0, FINAL)]


def test_a_released_task_is_as_if_never_claimed(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(2))
    leases = claim(jobs, limit=2)
    assert release(jobs, leases) == 2
    assert release(jobs, leases) == 0
    again = claim(jobs, limit=2)
    assert [(lease.ordinal, lease.attempt, lease.failures) for lease in again] == [
        (0, 2, 0),
        (1, 2, 0),
    ]


def test_unknown_jobs_are_named(jobs: JobStore) -> None:
    asks: tuple[Callable[[str], object], ...] = (
        jobs.job,
        jobs.tasks,
        jobs.cancel,
        jobs.pause,
        jobs.resume,
        jobs.retry,
        lambda job: jobs.prioritise(job, 1),
        lambda job: jobs.set_budget(job, 1),
        lambda job: jobs.attempts(job, 0),
        lambda job: jobs.closed(job, revision=0),
    )
    for ask in asks:
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


def make_other_tasks(name: str, count: int) -> tuple[RenderTask, ...]:
    return tuple(make_task(number, key=f"{name}-{number}") for number in range(count))


def test_the_backlog_adds_up_what_is_expected_to_be_rendered(jobs: JobStore) -> None:
    jobs.submit(make_job(), tuple(make_task(n, cost_s=n + 0.5) for n in range(4)))
    assert jobs.backlog(limit=9) == Backlog(tasks=4, cost_s=8.0)
    assert jobs.backlog(limit=2).tasks == 2


def test_many_endings_are_written_at_once(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(5))
    done, again, final, back, lost = claim(jobs, limit=5)
    clock.advance(11)
    beat(jobs, done, again, final, back)
    jobs.cancel(jobs.submit(make_job("other"), make_tasks(1)).id)
    claim(jobs, owner="other")
    kept = jobs.settle(
        [
            Ending(lease=done, outcome=make_result(done.task), worker="w1", log="painted"),
            Ending(lease=again, outcome=PASSING, retry_in_s=5, worker="w1"),
            Ending(lease=final, outcome=PASSING, quarantine=True, worker="w2"),
            Ending(lease=back),
            Ending(lease=lost, outcome=make_result(lost.task)),
        ]
    )
    assert kept == (True, True, True, True, False)
    states = [task.state for task in jobs.tasks("job-1")]
    assert states == ["succeeded", "queued", "failed", "queued", "running"]
    assert jobs.tasks("job-1")[2].quarantined
    assert not jobs.tasks("job-1")[1].quarantined


def test_an_ending_told_twice_counts_once(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (lease,) = claim(jobs)
    assert finish(jobs, lease)
    assert not finish(jobs, lease)
    assert not fail(jobs, lease, FINAL)
    assert len(jobs.attempts("job-1", 0)) == 1
    jobs.submit(make_job("job-2"), (make_task(2),))
    (lease,) = claim(jobs)
    ending = Ending(lease=lease, outcome=make_result(lease.task))
    assert jobs.settle([ending, ending]) == (True, False)


def test_workers_that_failed_a_task_are_told_to_the_next(jobs: JobStore) -> None:
    jobs.submit(make_job(), make_tasks(1))
    for worker in ("w1", "w2", "w1"):
        (lease,) = claim(jobs)
        assert fail(jobs, lease, retry_in_s=0, worker=worker)
    (lease,) = claim(jobs)
    assert (lease.failures, lease.failed_on) == (3, frozenset({"w1", "w2"}))


def test_each_attempt_leaves_a_record_and_its_log(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(1))
    (first,) = claim(jobs)
    clock.advance(2)
    jobs.settle([Ending(lease=first, outcome=PASSING, retry_in_s=0, worker="w1", log="a\nb")])
    claim(jobs, owner="dies")
    clock.advance(11)
    (third,) = claim(jobs)
    jobs.heartbeat([Beat(lease=third, worker="w3", progress=0.25)], lease_s=10)
    failed, lost, running = jobs.attempts("job-1", 0)
    assert (failed.end, failed.worker, failed.failure, failed.log) == (
        AttemptEnd.FAILED,
        "w1",
        PASSING,
        "a\nb",
    )
    assert failed.ended_at is not None
    assert failed.ended_at - failed.started_at == 2
    assert (lost.end, lost.owner, lost.attempt) == (AttemptEnd.LOST, "dies", 2)
    assert (running.end, running.worker, running.ended_at) == (None, "w3", None)
    (task,) = jobs.tasks("job-1")
    assert (task.worker, task.progress) == ("w3", 0.25)
    with pytest.raises(UnknownTask, match="job-1:1"):
        jobs.attempts("job-1", 1)


def test_one_dispatcher_leads_until_its_lease_ends_or_it_resigns(
    jobs: JobStore, clock: Clock
) -> None:
    assert jobs.leader() is None
    assert jobs.lead("a", lease_s=10)
    assert not jobs.lead("b", lease_s=10)
    clock.advance(8)
    assert jobs.lead("a", lease_s=10)
    clock.advance(8)
    assert not jobs.lead("b", lease_s=10)
    assert jobs.leader() == "a"
    clock.advance(3)
    assert jobs.leader() is None
    assert jobs.lead("b", lease_s=10)
    assert not jobs.lead("a", lease_s=10)
    jobs.resign("a")
    assert jobs.leader() == "b"
    jobs.resign("b")
    assert jobs.lead("a", lease_s=10)


def test_a_new_leader_inherits_what_runs(jobs: JobStore, clock: Clock) -> None:
    jobs.submit(make_job(), make_tasks(3))
    first, second = claim(jobs, limit=2, owner="old")
    (own,) = claim(jobs, owner="new")
    clock.advance(5)
    inherited = jobs.inherit("new", lease_s=10)
    assert [(it.ordinal, it.attempt, it.owner, it.due_at) for it in inherited] == [
        (0, 1, "new", clock.now + 10),
        (1, 1, "new", clock.now + 10),
        (2, 1, "new", clock.now + 10),
    ]
    assert inherited[0].task == first.task
    assert not finish(jobs, first)
    assert beat(jobs, second, own) == (second,)
    assert finish(jobs, inherited[0])


def test_what_was_inherited_or_claimed_without_an_answer_is_inherited_again(
    jobs: JobStore, clock: Clock
) -> None:
    jobs.submit(make_job(), make_tasks(2))
    claim(jobs, limit=1, owner="old")
    claim(jobs, limit=1, owner="new")
    first = jobs.inherit("new", lease_s=10)
    clock.advance(1)
    again = jobs.inherit("new", lease_s=10)
    assert [lease.ordinal for lease in again] == [lease.ordinal for lease in first] == [0, 1]
    assert all(finish(jobs, lease) for lease in again)


def test_workers_are_known_by_what_was_last_told_of_them(jobs: JobStore) -> None:
    def worker(name: str, state: WorkerState) -> WorkerRecord:
        return WorkerRecord(name=name, state=state, node="n1", task=None, since=1.0)

    assert jobs.lead("me", lease_s=10)
    jobs.note_workers([worker("b", WorkerState.BUSY), worker("a", WorkerState.STARTING)])
    jobs.note_workers([worker("a", WorkerState.IDLE), worker("c", WorkerState.IDLE)], gone=["b"])
    assert jobs.workers() == (worker("a", WorkerState.IDLE), worker("c", WorkerState.IDLE))
    assert jobs.lead("me", lease_s=10)
    assert len(jobs.workers()) == 2
    jobs.resign("me")
    assert jobs.lead("next", lease_s=10)
    assert jobs.workers() == ()
