"""A batch of tasks on real Ray → what the farm costs a worker beside each task.

The dispatcher, a queue in SQLite that writes as in production, and Ray's actors; tasks without
pixels, which sleep through their own time, so that on few cores the farm is not slowed by the work
that it hands out. Overhead = workers · elapsed ÷ tasks − the task's own time, measured in the
worker. The first tasks, in which Ray's workers start, are not measured. What processors did
for a task is told beside it, of all processes (dispatcher, Ray's, workers), also on a busy machine.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.farm.parts import embedded_ray, work_through
from bench.farm.run import FarmRun
from bench.farm.synthetic import OpensSynthetic, synthetic_job
from bench.processes import family_cpu_s
from bench.report import Row
from render_farm.queue import SqlJobStore
from render_farm.queue.engine import sqlite_url
from render_farm.ray_room import RayCrew

MOST_MS = 5.0
_OWN_S = (0.0, 0.05)


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """What a task took beside its own time: seconds of its worker, and of all processors."""

    worker_s: float
    processor_s: float
    tasks_s: float


def rows(run: FarmRun) -> Iterator[Row]:
    """Rows of tasks that take no time, and of such as stills take."""
    with tempfile.TemporaryDirectory() as folder, embedded_ray(Path(folder), cpus=run.workers):
        for own_s in _OWN_S:
            count = run.tasks if not own_s else max(1, run.tasks // 4)
            rounds = [_round(run, Path(folder), own_s, count) for _ in range(run.rounds)]
            what = f"of {1000 * own_s:g} ms" if own_s else "that take no time"
            yield Row(
                name=f"farm beside each of {count} tasks {what}, {run.workers} workers",
                value=1000 * median(found.worker_s for found in rounds),
                unit="ms",
                reference="the task's own time",
                reference_value=1000 * own_s,
                aim=MOST_MS,
                at_least=False,
            )
            yield Row(
                name=f"tasks {what}, end to end",
                value=median(found.tasks_s for found in rounds),
                unit="1/s",
            )
            yield Row(
                name=f"of all processors, for each of the tasks {what}",
                value=1000 * median(found.processor_s for found in rounds),
                unit="ms",
            )


def _round(run: FarmRun, folder: Path, own_s: float, count: int) -> Beside:
    with (
        tempfile.TemporaryDirectory(dir=folder) as home,
        SqlJobStore(sqlite_url(Path(home, "jobs.db"))) as jobs,
    ):
        first, warm_up = synthetic_job(4 * run.workers, name="warm-up")
        job, tasks = synthetic_job(count, name="overhead", own_s=own_s)
        with work_through(jobs, RayCrew(OpensSynthetic()), workers=run.workers) as work:
            jobs.submit(first, warm_up)
            work(first.id)
            jobs.submit(job, tasks)
            started, busy = time.perf_counter(), family_cpu_s(os.getpid())
            work(job.id)
            elapsed = time.perf_counter() - started
            busy = family_cpu_s(os.getpid()) - busy
        results = [record.result for record in jobs.tasks(job.id)]
    own = sum(result.render_s for result in results if result is not None)
    return Beside(
        worker_s=(run.workers * elapsed - own) / count,
        processor_s=busy / count,
        tasks_s=count / elapsed,
    )
