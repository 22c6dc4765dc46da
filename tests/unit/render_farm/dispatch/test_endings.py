from render_farm.crew import WorkerLost
from render_farm.dispatch.endings import ORPHANED, ending_of, failure_of_worker, orphan_ending
from render_farm.job import Fault, TaskFailure
from render_farm.queue import Ending, RetryPolicy
from tests.contract.farm_samples import FINAL, PASSING, make_result, make_task
from tests.unit.render_farm.dispatch.samples import make_lease

POLICY = RetryPolicy(max_attempts=5, max_workers=3, max_lost=10, base_s=1.0)
OUTAGE = TaskFailure(code="store_unreachable", message="", retryable=True, fault=Fault.OUTAGE)


def of(
    outcome: TaskFailure, *, failures: int = 0, failed_on: frozenset[str] = frozenset()
) -> Ending:
    lease = make_lease(failures=failures, failed_on=failed_on)
    return ending_of(lease, outcome, worker="w", log="…", policy=POLICY)


def test_a_result_is_written_with_who_made_it_and_the_log() -> None:
    lease, result = make_lease(), make_result(make_task(1))
    ending = ending_of(lease, result, worker="w", log="lines", policy=POLICY)
    assert ending == Ending(lease=lease, outcome=result, worker="w", log="lines")


def test_an_outage_is_handed_back_however_often() -> None:
    ending = of(OUTAGE, failures=99)
    assert (ending.outcome, ending.retry_in_s, ending.log) == (None, None, "…")


def test_a_passing_failure_is_tried_again_and_a_final_one_is_not() -> None:
    assert 0.5 <= (of(PASSING).retry_in_s or 0) <= 1.0
    assert of(FINAL).retry_in_s is None
    assert not of(FINAL).quarantine
    assert of(PASSING, failures=4).retry_in_s is None


def test_what_three_workers_failed_is_quarantined() -> None:
    ending = of(PASSING, failures=2, failed_on=frozenset({"u", "v"}))
    assert (ending.retry_in_s, ending.quarantine) == (None, True)
    same = of(PASSING, failures=2, failed_on=frozenset({"u", "w"}))
    assert not same.quarantine
    assert same.retry_in_s is not None


def test_an_orphan_is_handed_back_until_that_was_too_often() -> None:
    assert orphan_ending(make_lease(attempt=10), policy=POLICY).outcome is None
    assert orphan_ending(make_lease(attempt=11), policy=POLICY).outcome == ORPHANED
    assert orphan_ending(make_lease(attempt=12, failures=2), policy=POLICY).outcome is None


def test_whatever_a_crew_raises_is_the_workers_fault() -> None:
    assert failure_of_worker(WorkerLost("out of memory")).message == "out of memory"
    for error in (WorkerLost("x"), RuntimeError("x")):
        failure = failure_of_worker(error)
        assert (failure.code, failure.fault) == ("worker_lost", Fault.WORKER)
