from render_farm.job import TaskFailure
from render_farm.queue import GiveUp, RetryAfter, RetryPolicy, retry_decision

PASSING = TaskFailure(code="store_unreachable", message="no answer", retryable=True)
FINAL = TaskFailure(code="missing_slot", message="empty", retryable=False)
POLICY = RetryPolicy(max_attempts=6, base_s=1.0, cap_s=5.0)


def delay_s(attempts: int, key: str = "key") -> float:
    decision = retry_decision(PASSING, attempts=attempts, workers=["w1"], key=key, policy=POLICY)
    assert isinstance(decision, RetryAfter)
    return decision.delay_s


def test_a_final_error_is_never_tried_again() -> None:
    assert isinstance(
        retry_decision(FINAL, attempts=1, workers=[], key="key", policy=POLICY), GiveUp
    )


def test_the_last_attempt_is_the_last() -> None:
    assert isinstance(
        retry_decision(PASSING, attempts=5, workers=[], key="key", policy=POLICY), RetryAfter
    )
    assert retry_decision(PASSING, attempts=6, workers=[], key="key", policy=POLICY) == GiveUp(
        "6 attempts failed"
    )


def test_waits_double_up_to_the_cap() -> None:
    for attempts, longest_s in ((1, 1.0), (2, 2.0), (3, 4.0), (4, 5.0), (5, 5.0)):
        assert longest_s / 2 <= delay_s(attempts) <= longest_s


def test_the_same_attempt_always_waits_the_same() -> None:
    assert delay_s(2) == delay_s(2)


def test_tasks_that_failed_together_return_apart() -> None:
    waits = sorted(delay_s(3, key=f"task {number}") for number in range(100))
    assert waits[0] < 2.2
    assert waits[-1] > 3.8
    assert len(set(waits)) == 100


def test_three_different_workers_quarantine_a_task_and_one_worker_does_not() -> None:
    def decide(*workers: str) -> RetryAfter | GiveUp:
        return retry_decision(PASSING, attempts=3, workers=workers, key="key", policy=POLICY)

    assert isinstance(decide("w1", "w1", "w2"), RetryAfter)
    assert decide("w1", "w2", "w3") == GiveUp("3 different workers failed it", quarantine=True)
