"""The dispatcher with simulated workers → tasks a second, on each of the queue's stores.

The real dispatcher and the real queue, written as in production (SQLite in WAL with synchronous
FULL, PostgreSQL with the settings it is installed with); only the workers are played: 64 of them,
20 ms a task, which no renderer is as fast as. PostgreSQL is that of HANDBILL_DATABASE_URL, in which
the tasks then stay as a job of the bench; else one of its own where `initdb` is installed.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from bench.farm.parts import work_through
from bench.farm.run import FarmRun
from bench.farm.simulated_crew import SimulatedCrew
from bench.farm.synthetic import synthetic_job
from bench.postgres import PostgresServer, postgres_programs
from bench.report import Row
from render_farm.queue import JobStore, MemoryJobStore, SqlJobStore
from render_farm.queue.engine import sqlite_url

LEAST_TASKS_S = 500.0
WORKERS = 64
_OWN_S = 0.02


def rows(run: FarmRun) -> Iterator[Row]:
    """Two rows for each store: tasks a second, and what one takes of the dispatcher's core."""
    yield from _store_rows("memory", MemoryJobStore(), run)
    with (
        tempfile.TemporaryDirectory() as folder,
        SqlJobStore(sqlite_url(Path(folder, "jobs.db"))) as jobs,
    ):
        yield from _store_rows("SQLite", jobs, run)
    if run.database_url is None and postgres_programs() is None:
        reason = "no PostgreSQL: HANDBILL_DATABASE_URL names none, and initdb is not installed"
        yield Row(name=_name("PostgreSQL"), value=None, unit="1/s", skipped=reason)
        return
    with ExitStack() as parts:
        url = run.database_url
        if url is None:
            url = parts.enter_context(PostgresServer()).create("bench")
        jobs = parts.enter_context(SqlJobStore(url))
        yield from _store_rows("PostgreSQL", jobs, run)


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
