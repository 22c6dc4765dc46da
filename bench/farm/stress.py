"""Many synthetic tasks, failing attempts, workers killed → what became of every task.

Real Ray on this machine, the real dispatcher and queue; only the tasks are without pixels. Workers
end by `kill -9` of their process, picked at random, as often as is asked for. Afterwards every
task has to have ended once: succeeded, or failed at the last of its attempts.
"""

import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.farm.parts import embedded_ray
from bench.farm.synthetic import OpensSynthetic, synthetic_job
from bench.processes import command_line, family
from bench.report import Row
from render_farm.dispatch import Dispatcher, DispatcherSettings, run_job
from render_farm.queue import JobStore, SqlJobStore, TaskRecord, TaskState
from render_farm.queue.engine import sqlite_url
from render_farm.ray_room import RayCrew

_OF_THE_NODE = ("ray::IDLE", "ray::DashboardAgent", "ray::RuntimeEnvAgent")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stress:
    """How much. own_s: of each task. fails_of_1000: attempts that fail. kill_every_s: a worker,
    at random; None = none. database_url: of the queue; None = SQLite in a folder of its own."""

    tasks: int = 1000
    workers: int = 4
    own_s: float = 0.05
    fails_of_1000: int = 0
    kill_every_s: float | None = None
    seed: int = 0
    database_url: str | None = field(default=None, repr=False)


def stress_rows(stress: Stress) -> Iterator[Row]:
    """Work through it all, and tell how it went."""
    with tempfile.TemporaryDirectory() as name, embedded_ray(Path(name), cpus=stress.workers):
        url = stress.database_url or sqlite_url(Path(name, "jobs.db"))
        with SqlJobStore(url) as jobs:
            job, tasks = synthetic_job(stress.tasks, name="stress", own_s=stress.own_s)
            jobs.submit(job, tasks)
            started = time.perf_counter()
            killed = _work(stress, jobs, job.id)
            elapsed = time.perf_counter() - started
            yield from outcome_rows(jobs.tasks(job.id), elapsed_s=elapsed, killed=killed)


def outcome_rows(tasks: Sequence[TaskRecord], *, elapsed_s: float, killed: int) -> Iterator[Row]:
    """What became of the tasks."""
    states = Counter(task.state for task in tasks)
    open_tasks = sum(count for state, count in states.items() if not state.ended)
    unanswered = sum(task.state is TaskState.SUCCEEDED and task.result is None for task in tasks)
    yield Row(name="tasks", value=len(tasks) / elapsed_s, unit="1/s")
    for state in (TaskState.SUCCEEDED, TaskState.FAILED):
        yield Row(name=f"tasks that {state}", value=states[state], unit="tasks")
    yield _none("tasks that did not end", open_tasks)
    yield _none("tasks that succeeded without a result", unanswered)
    yield _none("tasks that succeeded under another's key", _strangers(tasks))
    yield Row(name="attempts", value=sum(task.attempt for task in tasks), unit="attempts")
    yield Row(name="attempts that failed", value=sum(t.failures for t in tasks), unit="attempts")
    yield Row(name="workers killed", value=killed, unit="kills")


def _strangers(tasks: Sequence[TaskRecord]) -> int:
    """Results that are not their own task's: nobody may answer for another."""
    return sum(t.result is not None and t.result.asset_key != t.task.request_key for t in tasks)


def _none(name: str, count: int) -> Row:
    return Row(name=name, value=count, unit="tasks", aim=0.0, at_least=False)


def _work(stress: Stress, jobs: JobStore, job_id: str) -> int:
    """Until the job has ended; how many workers were killed."""
    crew = RayCrew(OpensSynthetic(fails_of_1000=stress.fails_of_1000))
    settings = DispatcherSettings(limit=stress.workers)
    dispatcher = Dispatcher(store=jobs, crew=crew, settings=settings)
    try:
        with _killing(stress) as killed:
            run_job(dispatcher, job_id, jobs=jobs)
    finally:
        dispatcher.close()
        crew.close()
    return len(killed)


@contextmanager
def _killing(stress: Stress) -> Iterator[list[int]]:
    """The ids of the workers that were killed, which grow meanwhile."""
    killed: list[int] = []
    over = threading.Event()
    thread = threading.Thread(target=_kill, args=(stress, over, killed), daemon=True)
    if stress.kill_every_s is not None:
        thread.start()
    try:
        yield killed
    finally:
        over.set()
        if stress.kill_every_s is not None:
            thread.join()


def _kill(stress: Stress, over: threading.Event, killed: list[int]) -> None:
    chance = random.Random(stress.seed)  # noqa: S311 - no secret
    while not over.wait(stress.kill_every_s):
        workers = sorted(pid for pid in family(os.getpid()) if _is_worker(pid))
        if workers:
            victim = chance.choice(workers)
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)


def _is_worker(pid: int) -> bool:
    """Ray names its processes after what runs in them; without its agents, the node is dead."""
    name = command_line(pid)
    return name.startswith("ray::") and not name.startswith(_OF_THE_NODE)
