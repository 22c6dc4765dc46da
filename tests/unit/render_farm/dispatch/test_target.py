import pytest

from render_farm.dispatch.target import target_workers
from render_farm.queue import Backlog


@pytest.mark.parametrize(
    ("tasks", "cost_s", "busy", "help_wanted", "fill_s", "limit", "expected"),
    [
        pytest.param(0, 0.0, 0, 0, 1.0, 8, 0, id="nothing to do, nobody"),
        pytest.param(0, 0.0, 3, 0, 1.0, 8, 3, id="those at work stay"),
        pytest.param(1, 0.01, 0, 0, 1.0, 8, 1, id="the least task needs one"),
        pytest.param(5, 5.0, 0, 0, 1.0, 8, 5, id="one for each second of work"),
        pytest.param(40, 4.0, 0, 0, 1.0, 8, 4, id="small tasks share a worker"),
        pytest.param(2, 600.0, 0, 0, 1.0, 8, 2, id="never more than tasks"),
        pytest.param(500, 500.0, 3, 0, 1.0, 8, 8, id="up to the limit"),
        pytest.param(10, 600.0, 0, 0, 120.0, 8, 5, id="dear starts: fewer workers"),
        pytest.param(0, 0.0, 1, 2, 1.0, 8, 3, id="pieces of what runs count"),
        pytest.param(3, 0.0, 0, 0, 1.0, 8, 1, id="tasks that cost nothing need one"),
    ],
)
def test_as_many_workers_as_there_is_work(
    tasks: int,
    cost_s: float,
    busy: int,
    help_wanted: int,
    fill_s: float,
    limit: int,
    expected: int,
) -> None:
    backlog = Backlog(tasks=tasks, cost_s=cost_s)
    got = target_workers(backlog, busy=busy, help_wanted=help_wanted, fill_s=fill_s, limit=limit)
    assert got == expected
