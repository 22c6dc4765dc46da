import pytest

from render_farm.queue.sweep import SWEEP_S, Sweep, SweepState, Verdict, spared, verdict_on_result

MARKED, SWEEPING, SWEPT = SweepState.MARKED, SweepState.SWEEPING, SweepState.SWEPT


def sweep(state: SweepState) -> Sweep:
    return Sweep(key="assets/a", state=state, at=100.0)


@pytest.mark.parametrize(
    ("state", "started_at", "now", "verdict"),
    [
        (MARKED, 50.0, 101.0, Verdict.ACCEPT),
        (SWEEPING, 50.0, 101.0, Verdict.REFUSE),
        (SWEEPING, 100.5, 101.0, Verdict.REFUSE),
        (SWEEPING, 50.0, 100.0 + SWEEP_S + 1, Verdict.REFUSE_AND_FORGET),
        (SWEPT, 50.0, 101.0, Verdict.REFUSE),
        (SWEPT, 100.0, 101.0, Verdict.REFUSE),
        (SWEPT, 100.5, 101.0, Verdict.ACCEPT),
    ],
)
def test_an_attempt_may_end_with_what_is_there_since_it_began(
    state: SweepState, started_at: float, now: float, verdict: Verdict
) -> None:
    assert verdict_on_result(sweep(state), started_at=started_at, now=now) is verdict


@pytest.mark.parametrize(
    ("state", "now", "free"),
    [
        (MARKED, 101.0, False),
        (SWEEPING, 101.0, False),
        (SWEEPING, 100.0 + SWEEP_S + 1, True),
        (SWEPT, 101.0, True),
    ],
)
def test_only_what_is_deleted_can_be_stored_anew(
    state: SweepState, now: float, *, free: bool
) -> None:
    assert spared(sweep(state), now=now) is free
