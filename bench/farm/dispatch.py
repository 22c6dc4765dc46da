"""The dispatcher with simulated workers → tasks a second, on each of the queue's stores.

The real dispatcher and the real queue, written as in production (SQLite in WAL with synchronous
FULL, PostgreSQL with the settings it is installed with); only the workers are played: 64 of them,
20 ms a task, which no renderer is as fast as. Of the databases: `bench.farm.stores`.
"""

import time
from collections.abc import Iterator
from contextlib import closing
from statistics import median

from bench.farm.parts import work_through
from bench.farm.run import FarmRun
from bench.farm.simulated_crew import SimulatedCrew
from bench.farm.stores import NO_POSTGRES, sql_stores
from bench.farm.synthetic import synthetic_job
from bench.report import Row
from render_farm.queue import JobStore, MemoryJobStore

LEAST_TASKS_S = 500.0
WORKERS = 64
_OWN_S = 0.02


def rows(run: FarmRun) -> Iterator[Row]:
    """Two rows for each store: tasks a second, and what one takes of the dispatcher's core."""
    yield from _store_rows("memory", MemoryJobStore(), run)
    for store, jobs in sql_stores(run):
        if jobs is None:
            yield Row(name=_name(store), value=None, unit="1/s", skipped=NO_POSTGRES)
        else:
            yield from _store_rows(store, jobs, run)


def throughput(
    jobs: JobStore, *, tasks: int, workers: int = WORKERS, own_s: float = _OWN_S
) -> tuple[float, float]:
    """Tasks a second, and seconds of this process for each, from submitted to all ended."""
    job, listed = synthetic_job(tasks, name="dispatch", own_s=own_s)
    jobs.submit(job, listed)
    with (
        closing(SimulatedCrew()) as crew,
        work_through(jobs, crew, workers=workers) as work,
    ):
        started, busy = time.perf_counter(), time.process_time()
        work(job.id)
        elapsed, used = time.perf_counter() - started, time.process_time() - busy
    return tasks / elapsed, used / tasks


def _store_rows(store: str, jobs: JobStore, run: FarmRun) -> Iterator[Row]:
    throughput(jobs, tasks=WORKERS)
    rounds = [throughput(jobs, tasks=run.tasks) for _ in range(run.rounds)]
    yield Row(
        name=_name(store),
        value=median(pace for pace, _ in rounds),
        unit="1/s",
        reference="its workers alone",
        reference_value=WORKERS / _OWN_S,
        aim=LEAST_TASKS_S,
    )
    yield Row(
        name=f"of the dispatcher's core for each task, {store}",
        value=1000 * median(used for _, used in rounds),
        unit="ms",
    )


def _name(store: str) -> str:
    return f"tasks through one dispatcher, {WORKERS} simulated workers, {store}"
