"""Two workers → how many frames a second, beside as many bare processes that only encode.

The same frames of one film, painted before, with the same settings of the encoder: as tasks of the
farm (queue, dispatcher, Ray's actors), and in processes that nobody hands out work to. Rounds of
the two alternate, since wall-clock time on a shared machine drifts.
"""

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median

from bench.farm.finished import FinishedFilm, OpensEncoder, finish
from bench.farm.parts import embedded_ray, work_through
from bench.farm.run import FarmRun
from bench.farm.synthetic import synthetic_job
from bench.report import Row
from render_farm.queue import SqlJobStore
from render_farm.queue.engine import sqlite_url
from render_farm.ray_room import RayCrew

LEAST_SHARE = 0.95
_FILMS = 6  # for each worker and round
_SECONDS = 1.5  # of the film
_START_S = 120.0


def rows(run: FarmRun) -> Iterator[Row]:
    """One row: frames a second through the farm."""
    template = next(iter(run.subjects.animated))
    with tempfile.TemporaryDirectory() as folder:
        film = finish(replace(run.subjects, seconds=_SECONDS), template, Path(folder))
        rounds = []
        with _farm(film, Path(folder), run.workers) as through_farm:
            for _ in range(run.rounds):
                rounds.append((through_farm(), bare_encoders(film, run.workers)))
    films = _FILMS * run.workers
    yield Row(
        name=f"{template.id}: {run.workers} workers of the farm that only encode",
        value=films * film.frames / median(seconds for seconds, _ in rounds),
        unit="frames/s",
        reference=f"{run.workers} bare encoders",
        reference_value=films * film.frames / median(seconds for _, seconds in rounds),
        aim=LEAST_SHARE,
        aim_at_ratio=True,
    )


def bare_encoders(film: FinishedFilm, processes: int) -> float:
    """Seconds in which so many processes encode their films, from when all are ready."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes + 1)
    running = [context.Process(target=_encode, args=(film, barrier)) for _ in range(processes)]
    for process in running:
        process.start()
    barrier.wait(_START_S)
    started = time.perf_counter()
    barrier.wait(_START_S)
    elapsed = time.perf_counter() - started
    for process in running:
        process.join()
    return elapsed


@contextmanager
def _farm(film: FinishedFilm, folder: Path, workers: int) -> Iterator[Callable[[], float]]:
    """A function that gives the seconds in which the farm encodes as many films."""
    with (
        embedded_ray(folder, cpus=workers),
        SqlJobStore(sqlite_url(folder / "jobs.db")) as jobs,
        work_through(jobs, RayCrew(OpensEncoder(film=film)), workers=workers) as work,
    ):

        def encode(films: int = _FILMS * workers) -> float:
            job, tasks = synthetic_job(films, name="films")
            jobs.submit(job, tasks)
            started = time.perf_counter()
            work(job.id)
            return time.perf_counter() - started

        encode(workers)  # Ray's workers start in it
        yield encode


def _encode(film: FinishedFilm, barrier: Barrier) -> None:
    """In a process of its own."""
    renderer = OpensEncoder(film=film)()
    renderer.encode()
    barrier.wait(_START_S)
    for _ in range(_FILMS):
        renderer.encode()
    barrier.wait(_START_S)
