"""Turn after turn, until stopped or done, over a database that is silent now and then."""

import threading
import time
from collections.abc import Sequence

import pytest

from render_farm.dispatch import Dispatcher, DispatcherSettings, run_forever, run_job
from render_farm.progress import Progress
from render_farm.queue import (
    Beat,
    Ending,
    JobRecord,
    Lease,
    MemoryJobStore,
    QueueUnreachable,
    TaskState,
    UnknownJob,
)
from tests.contract.farm_samples import make_job, make_result, make_tasks
from tests.unit.render_farm.dispatch.puppets import SETTINGS, EagerCrew, Farm, PuppetCrew


def eager_dispatcher(store: MemoryJobStore) -> Dispatcher:
    return Dispatcher(store=store, crew=EagerCrew(), settings=SETTINGS)


def test_run_job_ends_with_the_job_and_tells_how_far_it_is() -> None:
    store = MemoryJobStore()
    tasks = make_tasks(5)
    store.submit(make_job(), tasks, settled={tasks[0].request_key: make_result(tasks[0])})
    seen: list[Progress] = []
    record = run_job(eager_dispatcher(store), "job-1", jobs=store, on_progress=seen.append)
    assert record.state is TaskState.SUCCEEDED
    assert seen[0].reused == 1
    assert (seen[-1].done, seen[-1].total, seen[-1].running) == (5, 5, 0)
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)


def test_run_job_of_nothing_or_nobody() -> None:
    store = MemoryJobStore()
    store.submit(make_job(), ())
    assert run_job(eager_dispatcher(store), "job-1", jobs=store).ended
    with pytest.raises(UnknownJob):
        run_job(eager_dispatcher(store), "nobody", jobs=store)


def test_an_interrupt_hands_tasks_back() -> None:
    farm = Farm()
    farm.submit(3)

    def interrupt(progress: Progress) -> None:
        farm.clock.now += 0.01
        if progress.running:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_job(farm.dispatcher, "job-1", jobs=farm.store, on_progress=interrupt)
    assert farm.states() == ["queued"] * 3
    assert sorted(farm.crew.killed) == ["renderer-1", "renderer-2"]


def test_stop_ends_run_forever_and_hands_tasks_back() -> None:
    store, stop = MemoryJobStore(), threading.Event()
    store.submit(make_job(), make_tasks(3))
    crew = PuppetCrew()
    dispatcher = Dispatcher(store=store, crew=crew, settings=SETTINGS)
    thread = threading.Thread(target=run_forever, args=(dispatcher, stop))
    thread.start()
    while len(crew.work) < 2:
        time.sleep(0.001)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert store.job("job-1").counts[TaskState.QUEUED] == 3


def test_a_nudge_has_new_work_seen_at_once() -> None:
    store, stop = MemoryJobStore(), threading.Event()
    settings = DispatcherSettings(limit=1, poll_s=60.0)
    crew = EagerCrew()
    dispatcher = Dispatcher(store=store, crew=crew, settings=settings)
    thread = threading.Thread(target=run_forever, args=(dispatcher, stop))
    thread.start()
    try:
        while not dispatcher.leads:
            time.sleep(0.001)
        store.submit(make_job(), make_tasks(1))
        dispatcher.nudge()
        until = time.monotonic() + 10
        while not store.job("job-1").ended and time.monotonic() < until:
            time.sleep(0.001)
        assert store.job("job-1").ended
    finally:
        stop.set()
        dispatcher.nudge()
        thread.join(10)


class Outage(MemoryJobStore):
    """A queue that does not answer for a while, or whose answers get lost after the deed."""

    silent = 0
    deaf = 0

    def _answer(self) -> None:
        if self.silent:
            self.silent -= 1
            raise QueueUnreachable("locked", where="jobs.db")

    def settle(self, endings: Sequence[Ending]) -> tuple[bool, ...]:
        self._answer()
        kept = super().settle(endings)
        if self.deaf:
            self.deaf -= 1
            raise QueueUnreachable("the answer was lost", where="jobs.db")
        return kept

    def heartbeat(self, beats: Sequence[Beat], *, lease_s: float) -> tuple[Lease, ...]:
        self._answer()
        return super().heartbeat(beats, lease_s=lease_s)

    def job(self, job_id: str) -> JobRecord:
        self._answer()
        return super().job(job_id)


def test_a_result_survives_a_silent_database_and_a_lost_answer() -> None:
    store = Outage()
    store.submit(make_job(), make_tasks(2))
    store.silent, store.deaf = 5, 2
    record = run_job(eager_dispatcher(store), "job-1", jobs=store)
    assert record.state is TaskState.SUCCEEDED
    assert [task.attempt for task in store.tasks("job-1")] == [1, 1]


def test_a_database_silent_for_too_long_is_an_error() -> None:
    store = Outage()
    store.submit(make_job(), make_tasks(2))
    store.silent = 1_000_000
    settings = DispatcherSettings(limit=1, poll_s=0.001, outage_s=0.05)
    dispatcher = Dispatcher(store=store, crew=EagerCrew(), settings=settings)
    with pytest.raises(QueueUnreachable):
        run_job(dispatcher, "job-1", jobs=store)
