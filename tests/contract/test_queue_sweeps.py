"""A clean-up of the object store against submissions and attempts, whatever keeps the jobs."""

from dataclasses import replace

import pytest

from render_farm.job import RenderTask, TaskResult
from render_farm.queue import Ending, InputsSwept, JobStore, Lease, TaskState
from render_farm.queue.sweep import REMEMBERED_S, SWEEP_S
from tests.contract.conftest import Clock
from tests.contract.farm_samples import make_job, make_result, make_task

TASK = make_task()
RESULT = make_result(TASK)
FILE = RESULT.key
INPUT = f"inputs/{'a' * 64}"


def claimed(jobs: JobStore, job_id: str = "job-1", *, task: RenderTask = TASK) -> Lease:
    jobs.submit(make_job(job_id), [task])
    (lease,) = jobs.claim("dispatcher", limit=1, lease_s=1e6)
    return lease


def end(jobs: JobStore, lease: Lease, result: TaskResult = RESULT) -> TaskState:
    assert jobs.settle([Ending(lease=lease, outcome=result, worker="w")]) == (True,)
    return jobs.tasks(lease.job_id)[0].state


def test_what_nobody_names_is_swept(jobs: JobStore) -> None:
    assert jobs.mark([FILE, INPUT]) == frozenset()
    assert jobs.sweep([FILE, INPUT, "assets/never-marked"], requests=[]) == {FILE, INPUT}
    assert jobs.sweep([FILE], requests=[]) == frozenset()
    jobs.swept([FILE, INPUT])


def test_a_result_takes_the_mark_away(jobs: JobStore) -> None:
    lease = claimed(jobs)
    jobs.mark([FILE, INPUT])
    assert end(jobs, lease) is TaskState.SUCCEEDED
    assert jobs.sweep([FILE, INPUT], requests=[]) == {INPUT}


def test_a_poster_is_named_by_its_video(jobs: JobStore) -> None:
    lease = claimed(jobs)
    jobs.mark(["assets/poster"])
    end(jobs, lease, replace(RESULT, poster="assets/poster"))
    assert jobs.sweep(["assets/poster"], requests=[]) == frozenset()


def test_an_attempt_that_ends_with_what_is_being_deleted_is_handed_back(
    jobs: JobStore, clock: Clock
) -> None:
    lease = claimed(jobs)
    jobs.mark([FILE])
    jobs.sweep([FILE], requests=[])
    clock.advance(1)
    assert end(jobs, lease) is TaskState.QUEUED
    assert jobs.memo([TASK.request_key]) == {}
    assert jobs.tasks("job-1")[0].failures == 0


def test_what_an_attempt_saw_before_the_deletion_counts_for_nothing_after_it(
    jobs: JobStore, clock: Clock
) -> None:
    early = claimed(jobs)
    jobs.mark([FILE])
    jobs.sweep([FILE], requests=[])
    clock.advance(1)
    jobs.swept([FILE])
    clock.advance(1)
    assert end(jobs, early) is TaskState.QUEUED
    (late,) = jobs.claim("dispatcher", limit=1, lease_s=1e6)
    assert end(jobs, late) is TaskState.SUCCEEDED


def test_known_results_are_forgotten_with_their_object(jobs: JobStore) -> None:
    end(jobs, claimed(jobs))
    known = jobs.memo([TASK.request_key])
    jobs.mark([FILE])
    assert jobs.sweep([FILE], requests=[TASK.request_key]) == {FILE}
    assert jobs.memo([TASK.request_key]) == {}
    # Somebody read the memo, and saw the object, just before.
    again = jobs.submit(make_job("again"), [TASK], settled=known)
    assert (again.reused, again.state) == (0, TaskState.QUEUED)


def test_a_submission_takes_the_marks_of_inputs_and_known_results_away(jobs: JobStore) -> None:
    jobs.mark([FILE, INPUT])
    assert jobs.submit(make_job(), [TASK], settled={TASK.request_key: RESULT}).reused == 1
    assert jobs.sweep([FILE, INPUT], requests=[]) == frozenset()


@pytest.mark.parametrize("gone", [False, True], ids=["being deleted", "deleted"])
def test_a_submission_that_names_a_swept_input_is_refused_whole(
    jobs: JobStore, *, gone: bool
) -> None:
    jobs.mark([INPUT])
    jobs.sweep([INPUT], requests=[])
    if gone:
        jobs.swept([INPUT])
    with pytest.raises(InputsSwept) as caught:
        jobs.submit(make_job(), [TASK])
    assert caught.value.keys == {INPUT}
    assert caught.value.retryable
    assert jobs.jobs() == ()


def test_an_input_that_was_sent_anew_is_spared(jobs: JobStore) -> None:
    jobs.mark([INPUT])
    jobs.sweep([INPUT], requests=[])
    jobs.spare([INPUT])  # too early: whoever deletes it is still at it
    with pytest.raises(InputsSwept):
        jobs.submit(make_job(), [TASK])
    jobs.swept([INPUT])
    jobs.spare([INPUT])
    assert jobs.submit(make_job(), [TASK]).total == 1


def test_what_a_dead_clean_up_left_behind_is_taken_over_once(jobs: JobStore, clock: Clock) -> None:
    jobs.mark([FILE])
    jobs.sweep([FILE], requests=[])
    assert jobs.mark([FILE]) == frozenset()  # it may still be at it
    assert jobs.sweep([FILE], requests=[]) == frozenset()
    clock.advance(SWEEP_S + 1)
    assert jobs.mark([INPUT]) == {FILE}
    assert jobs.mark([]) == frozenset()
    jobs.swept([FILE])


def test_work_goes_on_after_a_clean_up_died(jobs: JobStore, clock: Clock) -> None:
    lease = claimed(jobs)
    jobs.mark([FILE])
    jobs.sweep([FILE], requests=[])
    clock.advance(SWEEP_S + 1)
    assert end(jobs, lease) is TaskState.QUEUED  # what it saw may be gone
    (again,) = jobs.claim("dispatcher", limit=1, lease_s=1e6)
    assert end(jobs, again) is TaskState.SUCCEEDED


def test_old_deletions_are_forgotten(jobs: JobStore, clock: Clock) -> None:
    jobs.mark([INPUT])
    jobs.sweep([INPUT], requests=[])
    jobs.swept([INPUT])
    clock.advance(REMEMBERED_S + 1)
    jobs.mark([])
    assert jobs.submit(make_job(), [TASK]).total == 1


def test_the_others_of_a_batch_end_as_they_would(jobs: JobStore, clock: Clock) -> None:
    tasks = [make_task(number) for number in range(3)]
    jobs.submit(make_job(), tasks)
    leases = jobs.claim("dispatcher", limit=3, lease_s=1e6)
    swept = make_result(tasks[1]).key
    jobs.mark([swept])
    jobs.sweep([swept], requests=[])
    endings = [Ending(lease=lease, outcome=make_result(lease.task)) for lease in leases]
    assert jobs.settle(endings) == (True,) * 3
    states = [task.state for task in jobs.tasks("job-1")]
    assert states == [TaskState.SUCCEEDED, TaskState.QUEUED, TaskState.SUCCEEDED]
