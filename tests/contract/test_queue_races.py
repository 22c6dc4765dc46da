"""Several processes on one database, on each engine: who comes at the same moment waits."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from render_farm.queue import SqlJobStore, TaskState, sqlite_url
from tests.contract.farm_samples import make_job, make_task, make_tasks

_AT_ONCE = 4
Answer = TypeVar("Answer")


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[SqlJobStore, ...]]:
    """The same database as several processes have it."""
    in_file = request.param == "sqlite"
    url = sqlite_url(tmp_path / "jobs.db") if in_file else request.getfixturevalue("empty_database")
    stores = tuple(SqlJobStore(url) for _ in range(_AT_ONCE))
    yield stores
    for store in stores:
        store.close()


def at_once(
    stores: tuple[SqlJobStore, ...], call: Callable[[SqlJobStore, int], Answer]
) -> list[Answer]:
    """Let every store do something at the same moment."""
    ready = Barrier(len(stores))

    def begin(number: int) -> Answer:
        ready.wait()
        return call(stores[number], number)

    with ThreadPoolExecutor(len(stores)) as pool:
        return list(pool.map(begin, range(len(stores))))


def test_one_leads(stores: tuple[SqlJobStore, ...]) -> None:
    for _ in range(5):
        leads = at_once(stores, lambda store, number: store.lead(f"owner-{number}", lease_s=60))
        assert leads.count(True) == 1
        stores[0].resign(f"owner-{leads.index(True)}")


def test_one_token_is_one_job(stores: tuple[SqlJobStore, ...]) -> None:
    for turn in range(5):
        ids = at_once(
            stores,
            lambda store, number, turn=turn: (
                store.submit(  # type: ignore[misc]  # bound now
                    make_job(f"job-{turn}-{number}", token=f"token-{turn}"), make_tasks(3)
                ).id
            ),
        )
        assert len(set(ids)) == 1
    assert len(stores[0].jobs()) == 5


def test_a_task_goes_out_once_and_what_two_jobs_want_too(stores: tuple[SqlJobStore, ...]) -> None:
    for job in range(2):
        stores[0].submit(make_job(f"job-{job}"), make_tasks(30))

    def claim_all(store: SqlJobStore, number: int) -> list[str]:
        mine: list[str] = []
        while leases := store.claim(f"owner-{number}", limit=4, lease_s=60):
            mine += [lease.task.request_key for lease in leases]
        return mine

    claimed = Counter(key for part in at_once(stores, claim_all) for key in part)
    assert claimed == {make_task(number).request_key: 1 for number in range(30)}


def test_nothing_runs_on_after_a_halt(stores: tuple[SqlJobStore, ...]) -> None:
    stores[0].submit(make_job(), make_tasks(60))
    for _ in range(5):
        at_once(
            stores,
            lambda store, number: (
                store.claim(f"owner-{number}", limit=5, lease_s=60)
                if number
                else store.halt("because")
            ),
        )
        assert stores[0].job("job-1").counts[TaskState.RUNNING] == 0
        stores[0].unhalt()


def test_every_attempt_of_a_job_cancelled_under_way_is_written(
    stores: tuple[SqlJobStore, ...],
) -> None:
    stores[0].submit(make_job(), make_tasks(40))
    at_once(
        stores,
        lambda store, number: (
            store.claim(f"owner-{number}", limit=5, lease_s=60) if number else store.cancel("job-1")
        ),
    )
    tasks = stores[0].tasks("job-1")
    assert {task.state for task in tasks} == {TaskState.CANCELLED}
    for task in tasks:
        assert len(stores[0].attempts("job-1", task.ordinal)) == task.attempt
