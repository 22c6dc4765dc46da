"""A thousand workers, and ten thousand: how many tasks one dispatcher keeps up with, and what
gives way first. The dispatcher is the real one, its time is virtual: see `bench.farm.large`.

A call of the queue takes what it takes on PostgreSQL here (HANDBILL_DATABASE_URL, else a server of
the bench's own where `initdb` is installed), else on SQLite.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.farm.costs import QueueCosts, measured_costs
from bench.farm.large import LargeFarm, run_large
from bench.farm.run import FarmRun
from bench.postgres import PostgresServer, postgres_programs
from bench.report import Row
from render_farm.dispatch import DispatcherSettings
from render_farm.queue import SqlJobStore
from render_farm.queue.engine import sqlite_url

SIZES = (1_000, 10_000)
STILL_S, VIDEO_S, LONG_S = 0.5, 5.0, 20.0
_BUSY = 0.95  # of the workers' time
_WAITING = 20_000
_LEAST_S = 500.0
_TOLD = 3  # what takes most of the dispatcher's time


def rows(run: FarmRun) -> Iterator[Row]:
    """For each size: tasks a second, what takes the dispatcher's time, how busy workers are."""
    database, costs = _costs(run)
    run.note(f"  the queue is as slow as on {database}")
    for workers in SIZES:
        yield from size_rows(workers, costs)


def size_rows(workers: int, costs: QueueCosts) -> Iterator[Row]:
    """The rows of one size: stills, which no dispatcher deals out that fast, then videos."""
    stills = _farm(workers, STILL_S, costs)
    yield Row(
        name=f"stills through one dispatcher, {workers} workers",
        value=stills.tasks_s,
        unit="1/s",
        reference="its workers alone",
        reference_value=workers / STILL_S,
        aim=_LEAST_S,
    )
    for what, share in sorted(stills.shares.items(), key=lambda pair: -pair[1])[:_TOLD]:
        name = f"of the dispatcher's time then, {workers} workers: {what}"
        yield Row(name=name, value=100 * share, unit="%")
    yield Row(
        name=f"its longest turn then, {workers} workers",
        value=stills.turn_s,
        unit="s",
        reference="when another dispatcher may lead",
        reference_value=DispatcherSettings().lead_s,
        aim=1.0,
        at_least=False,
        aim_at_ratio=True,
    )
    for task_s in (VIDEO_S, LONG_S):
        busy = _farm(workers, task_s, costs).busy
        name = f"of their time {workers} workers work, {task_s:g} s a task"
        yield Row(name=name, value=100 * busy, unit="%", aim=100 * _BUSY)


def _farm(workers: int, task_s: float, costs: QueueCosts) -> LargeFarm:
    return run_large(workers=workers, task_s=task_s, costs=costs, tasks=4 * workers)


def _costs(run: FarmRun) -> tuple[str, QueueCosts]:
    with ExitStack() as parts:
        url = run.database_url
        if url is None and postgres_programs() is not None:
            url = parts.enter_context(PostgresServer()).create("bench")
        database = "SQLite" if url is None else "PostgreSQL"
        if url is None:
            folder = parts.enter_context(tempfile.TemporaryDirectory())
            url = sqlite_url(Path(folder, "jobs.db"))
        jobs = parts.enter_context(SqlJobStore(url))
        return database, measured_costs(jobs, waiting=_WAITING, rounds=run.rounds)
