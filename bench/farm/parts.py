"""Parts of a farm that benches put together: Ray on this machine, and a dispatcher for one job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.farm.errors import BenchBroken
from render_farm.crew import Crew
from render_farm.dispatch import Dispatcher, DispatcherSettings, run_job
from render_farm.queue import JobRecord, JobStore, TaskState
from render_farm.ray_room import RaySession, RaySettings, ray_session


@contextmanager
def embedded_ray(folder: Path, *, cpus: int) -> Iterator[RaySession]:
    """Ray in this process, as `handbill up` starts it but for the dashboard."""
    settings = RaySettings(state_dir=folder, cpus=cpus, dashboard=False)
    with ray_session(settings) as session:
        yield session


@contextmanager
def work_through(
    jobs: JobStore, crew: Crew, *, workers: int
) -> Iterator[Callable[[str], JobRecord]]:
    """A function that works until a job has ended; workers stay between its calls.

    It raises BenchBroken where a task did not succeed.
    """
    dispatcher = Dispatcher(store=jobs, crew=crew, settings=DispatcherSettings(limit=workers))

    def work(job_id: str) -> JobRecord:
        record = run_job(dispatcher, job_id, jobs=jobs)
        if record.counts[TaskState.SUCCEEDED] != record.total:
            raise BenchBroken(f"{dict(record.counts)}", where=job_id, allowed="all succeeded")
        return record

    try:
        yield work
    finally:
        dispatcher.close()
        crew.close()
