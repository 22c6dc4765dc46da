"""The queue's calls with many tasks waiting → milliseconds, on each of its databases."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median

from bench.farm.run import FarmRun
from bench.farm.stores import NO_POSTGRES, sql_stores
from bench.farm.synthetic import result_of, synthetic_job
from bench.report import Row
from render_farm.queue import Ending, JobStore, Lease

JOBS = 8
CLAIMED = 64
SETTLED = 100
_CLAIM_MS = 20.0
_SETTLES_S = {"SQLite": 2000.0, "PostgreSQL": 1000.0}
_TURNS = 15
_LEASE_S = 3600.0


def rows(run: FarmRun) -> Iterator[Row]:
    """Three rows for each database, with a hundred times `run.tasks` waiting."""
    for store, jobs in sql_stores(run):
        if jobs is None:
            name = f"claim of {CLAIMED}, {store}"
            yield Row(name=name, value=None, unit="ms", skipped=NO_POSTGRES)
        else:
            yield from store_rows(store, jobs, waiting=100 * run.tasks)


def store_rows(store: str, jobs: JobStore, *, waiting: int) -> Iterator[Row]:
    """Fill a store with `waiting` tasks in some jobs of one priority; claim, and settle."""
    filled_s = _seconds(lambda: _fill(jobs, waiting))
    yield Row(name=f"submit, {waiting} tasks, {store}", value=waiting / filled_s, unit="1/s")
    leases: list[Lease] = []
    claims = [
        _seconds(lambda: leases.extend(jobs.claim("bench", limit=CLAIMED, lease_s=_LEASE_S)))
        for _ in range(_TURNS * SETTLED // CLAIMED + 1)
    ]
    yield Row(
        name=f"claim of {CLAIMED}, {waiting} waiting, {store}",
        value=1000 * median(claims),
        unit="ms",
        aim=_CLAIM_MS,
        at_least=False,
    )
    parts = [leases[at : at + SETTLED] for at in range(0, len(leases) - SETTLED + 1, SETTLED)]
    settles = [_seconds(partial(_settle, jobs, part)) for part in parts]
    yield Row(
        name=f"settle of {SETTLED}, {waiting} waiting, {store}",
        value=SETTLED / median(settles),
        unit="1/s",
        aim=_SETTLES_S[store],
    )


def _fill(jobs: JobStore, waiting: int) -> None:
    for number in range(JOBS):
        job, tasks = synthetic_job(waiting // JOBS, name=f"queue-{number}")
        jobs.submit(job, tasks)


def _settle(jobs: JobStore, leases: list[Lease]) -> None:
    jobs.settle([Ending(lease=lease, outcome=result_of(lease.task)) for lease in leases])


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
