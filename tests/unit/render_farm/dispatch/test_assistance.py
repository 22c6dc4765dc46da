from dataclasses import replace

from render_farm.dispatch.assistance import Assistance
from render_farm.queue import Lease
from tests.contract.farm_samples import make_task


def running(task_id: int, *, pieces: int, attempt: int = 1) -> Lease:
    cuts_s = tuple(float(cut) for cut in range(1, pieces))
    return Lease(
        task_id=task_id,
        job_id="job-1",
        ordinal=task_id,
        attempt=attempt,
        owner="me",
        due_at=0.0,
        failures=0,
        task=replace(make_task(task_id), cuts_s=cuts_s),
    )


def test_the_task_with_most_pieces_left_is_helped_first() -> None:
    assistance = Assistance()
    tasks = [running(1, pieces=2), running(2, pieces=4), running(3, pieces=1)]
    assert assistance.wanted(tasks) == 4
    chosen = [assistance.choose(tasks) for _ in range(5)]
    assert [lease and lease.task_id for lease in chosen] == [2, 2, 1, 2, None]
    assert assistance.wanted(tasks) == 0


def test_another_attempt_is_helped_anew() -> None:
    assistance = Assistance()
    assert assistance.choose([running(1, pieces=2)]) is not None
    assert assistance.choose([running(1, pieces=2)]) is None
    assert assistance.choose([running(1, pieces=2, attempt=2)]) is not None


def test_nothing_runs() -> None:
    assert Assistance().choose([]) is None
    assert Assistance().wanted([]) == 0
