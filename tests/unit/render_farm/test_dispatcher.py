"""The dispatcher against the in-memory queue, a crew of puppets and a clock that we turn."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace

import pytest

from render_farm.crew import Adopted, Report, Vitals, WorkerLost, WorkersUnavailable
from render_farm.dispatcher import Dispatcher, DispatcherSettings
from render_farm.job import RenderJob, RenderTask, TaskFailure, TaskResult
from render_farm.progress import Progress
from render_farm.queue import (
    Beat,
    Ending,
    JobRecord,
    Lease,
    MemoryJobStore,
    QueueUnreachable,
    RetryPolicy,
    TaskState,
    UnknownJob,
)
from tests.contract.farm_samples import FINAL, PASSING, make_job, make_result, make_tasks

SETTINGS = DispatcherSettings(
    limit=2, idle_s=30, stall_s=60, poll_s=0.001, retry=RetryPolicy(base_s=1.0)
)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class PuppetCrew:
    """Workers that start and work when the test says so."""

    def __init__(self, *, willing: bool = True) -> None:
        self.willing = willing
        self.starting: dict[str, Future[str]] = {}
        self.work: dict[str, tuple[Lease, Future[Report]]] = {}
        self.help: dict[str, tuple[Lease, Future[Report]]] = {}
        self.killed: list[str] = []

    def start(self, worker: str, *, avoid: frozenset[str] = frozenset()) -> "Future[str]":
        ready = self.starting[worker] = Future[str]()
        if self.willing:
            ready.set_result("node-1")
        return ready

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        assert worker not in self.work, "one task at a time"
        assert worker not in self.killed
        future: Future[Report] = Future()
        self.work[worker] = (lease, future)
        return future

    def assist(self, worker: str, lease: Lease) -> "Future[Report]":
        assert worker not in {*self.work, *self.help, *self.killed}
        future: Future[Report] = Future()
        self.help[worker] = (lease, future)
        return future

    def kill(self, worker: str) -> None:
        self.killed.append(worker)
        self.work.pop(worker, None)
        self.help.pop(worker, None)

    def close(self) -> None:
        self.work.clear()

    def vitals(self) -> Mapping[str, Vitals]:
        return {}

    def adopt(self) -> "Future[tuple[Adopted, ...]]":
        return Future()

    def leave(self) -> None:
        self.close()

    def end(
        self, worker: str, outcome: TaskResult | TaskFailure | WorkerLost | None = None
    ) -> None:
        lease, future = self.work.pop(worker)
        if isinstance(outcome, WorkerLost):
            future.set_exception(outcome)
        else:
            future.set_result(Report(outcome=outcome or make_result(lease.task)))


class Farm:
    """All parts, and the few moves that the tests make."""

    def __init__(self, *, willing: bool = True, settings: DispatcherSettings = SETTINGS) -> None:
        self.clock = Clock()
        self.store = MemoryJobStore(clock=self.clock)
        self.crew = PuppetCrew(willing=willing)
        self.dispatcher = Dispatcher(
            store=self.store, crew=self.crew, settings=settings, clock=self.clock
        )

    def submit(self, count: int, job: RenderJob | None = None) -> None:
        self.store.submit(job or make_job(), make_tasks(count))

    def pass_s(self, seconds: float) -> None:
        self.clock.now += seconds
        self.dispatcher.step()

    def states(self) -> list[str]:
        return [task.state.value for task in self.store.tasks("job-1")]


def test_no_work_no_workers() -> None:
    farm = Farm()
    farm.dispatcher.step()
    assert farm.dispatcher.workers == 0


def test_as_many_workers_as_work_up_to_the_limit() -> None:
    one, many = Farm(), Farm()
    one.submit(1)
    many.submit(5)
    for farm, expected in ((one, 1), (many, 2)):
        farm.dispatcher.step()
        farm.dispatcher.step()
        assert farm.dispatcher.workers == expected
        assert len(farm.crew.work) == expected


def test_tasks_wait_in_the_queue_while_workers_start() -> None:
    farm = Farm(willing=False)
    farm.submit(3)
    farm.dispatcher.step()
    assert farm.states() == ["queued"] * 3
    farm.crew.starting["renderer-2"].set_result("node-1")
    farm.dispatcher.step()
    assert farm.states() == ["running", "queued", "queued"]
    assert list(farm.crew.work) == ["renderer-2"]


def test_results_are_written_and_the_next_task_follows() -> None:
    farm = Farm()
    farm.submit(3)
    farm.dispatcher.step()
    farm.crew.end("renderer-1")
    farm.dispatcher.step()
    assert farm.states() == ["succeeded", "running", "running"]


def test_a_passing_failure_is_tried_again_after_a_rest() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.crew.end("renderer-1", PASSING)
    farm.dispatcher.step()
    assert farm.states() == ["queued"]
    assert not farm.crew.work
    farm.pass_s(1.0)
    assert farm.states() == ["running"]


def test_a_final_failure_is_final() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.crew.end("renderer-1", FINAL)
    farm.dispatcher.step()
    assert farm.states() == ["failed"]
    assert farm.store.tasks("job-1")[0].failure == FINAL


def test_a_lost_worker_is_replaced_and_its_task_returns() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.crew.end("renderer-1", WorkerLost("killed", where="renderer-1"))
    farm.dispatcher.step()
    assert farm.crew.killed == ["renderer-1"]
    farm.pass_s(1.0)
    assert list(farm.crew.work) == ["renderer-2"]
    farm.crew.end("renderer-2")
    farm.dispatcher.step()
    (task,) = farm.store.tasks("job-1")
    assert (task.state, task.attempt, task.failures) == (TaskState.SUCCEEDED, 2, 1)


def test_a_task_that_kills_every_worker_fails() -> None:
    farm = Farm()
    farm.submit(1)
    for number in (1, 2, 3):
        farm.pass_s(10)
        farm.crew.end(f"renderer-{number}", WorkerLost("killed", where="renderer"))
        farm.dispatcher.step()
    (task,) = farm.store.tasks("job-1")
    assert task.state is TaskState.FAILED
    assert task.failure is not None
    assert task.failure.code == "worker_lost"


def test_a_stalled_task_loses_its_worker_but_a_dear_one_may_take_long() -> None:
    farm = Farm()
    farm.store.submit(make_job(), make_tasks(1))
    farm.dispatcher.step()
    farm.pass_s(20)
    farm.pass_s(20)
    assert farm.states() == ["running"]
    farm.pass_s(20)
    assert farm.crew.killed == ["renderer-1"]
    (task,) = farm.store.tasks("job-1")
    assert task.failure is not None
    assert (task.state, task.failure.code) == (TaskState.QUEUED, "stalled")


def test_leases_are_kept_while_work_goes_on() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    for _ in range(5):
        farm.pass_s(10)  # a lease lasts 30 s
    assert farm.states() == ["running"]
    farm.crew.end("renderer-1")
    farm.dispatcher.step()
    assert farm.states() == ["succeeded"]
    assert farm.store.tasks("job-1")[0].attempt == 1


def test_the_work_of_a_cancelled_job_is_stopped() -> None:
    farm = Farm()
    farm.submit(3)
    farm.dispatcher.step()
    farm.store.cancel("job-1")
    farm.pass_s(1.0)
    assert sorted(farm.crew.killed) == ["renderer-1", "renderer-2"]
    assert farm.dispatcher.workers == 0
    assert farm.states() == ["cancelled"] * 3


def test_a_result_that_comes_too_late_changes_nothing() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.store.cancel("job-1")
    farm.crew.end("renderer-1")
    farm.dispatcher.step()
    assert farm.states() == ["cancelled"]


def test_idle_workers_are_ended() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.crew.end("renderer-1")
    farm.dispatcher.step()
    farm.pass_s(29)
    assert farm.dispatcher.workers == 1
    farm.pass_s(2)
    assert farm.dispatcher.workers == 0
    farm.submit(1, make_job("job-2"))
    farm.pass_s(1)
    assert farm.dispatcher.workers == 1


def test_workers_that_never_start_are_reported() -> None:
    farm = Farm(willing=False)
    farm.submit(1)
    with pytest.raises(WorkersUnavailable, match="no fonts"):
        for number in range(1, 5):
            farm.dispatcher.step()
            lost = WorkerLost("no fonts", where=f"renderer-{number}")
            farm.crew.starting[f"renderer-{number}"].set_exception(lost)
    assert farm.states() == ["queued"]


def test_close_hands_everything_back() -> None:
    farm = Farm()
    farm.submit(3)
    farm.dispatcher.step()
    farm.dispatcher.close()
    assert farm.dispatcher.workers == 0
    assert farm.states() == ["queued"] * 3
    assert [task.failures for task in farm.store.tasks("job-1")] == [0, 0, 0]


class EagerCrew(PuppetCrew):
    """Does every task at once."""

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        future = super().submit(worker, lease)
        self.end(worker)
        return future


def eager_dispatcher(store: MemoryJobStore) -> Dispatcher:
    return Dispatcher(store=store, crew=EagerCrew(), settings=SETTINGS)


def test_run_job_ends_with_the_job_and_tells_how_far_it_is() -> None:
    store = MemoryJobStore()
    tasks = make_tasks(5)
    store.submit(make_job(), tasks, settled={tasks[0].request_key: make_result(tasks[0])})
    seen: list[Progress] = []
    record = eager_dispatcher(store).run_job("job-1", on_progress=seen.append)
    assert record.state is TaskState.SUCCEEDED
    assert (seen[0].done, seen[0].reused, seen[0].queued) == (1, 1, 4)
    assert (seen[-1].done, seen[-1].total, seen[-1].running) == (5, 5, 0)
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)


def test_run_job_of_nothing_or_nobody() -> None:
    store = MemoryJobStore()
    store.submit(make_job(), ())
    assert eager_dispatcher(store).run_job("job-1").ended
    with pytest.raises(UnknownJob):
        eager_dispatcher(store).run_job("nobody")


def test_an_interrupt_hands_tasks_back() -> None:
    farm = Farm()
    farm.submit(3)

    def interrupt(progress: Progress) -> None:
        if progress.running:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        farm.dispatcher.run_job("job-1", on_progress=lambda p: _tick(farm, interrupt, p))
    assert farm.states() == ["queued"] * 3
    assert sorted(farm.crew.killed) == ["renderer-1", "renderer-2"]


def _tick(farm: Farm, then: object, progress: Progress) -> None:
    farm.clock.now += 0.01
    assert callable(then)
    then(progress)


def test_stop_ends_run_forever_and_hands_tasks_back() -> None:
    store, stop = MemoryJobStore(), threading.Event()
    store.submit(make_job(), make_tasks(3))
    crew = PuppetCrew()
    dispatcher = Dispatcher(store=store, crew=crew, settings=SETTINGS)
    thread = threading.Thread(target=dispatcher.run_forever, args=(stop,))
    thread.start()
    while len(crew.work) < 2:
        pass
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert store.job("job-1").counts[TaskState.QUEUED] == 3


class Outage(MemoryJobStore):
    """A queue that does not answer for a while."""

    silent = 0

    def _answer(self) -> None:
        if self.silent:
            self.silent -= 1
            raise QueueUnreachable("locked", where="jobs.db")

    def settle(self, endings: Sequence[Ending]) -> tuple[bool, ...]:
        self._answer()
        return super().settle(endings)

    def heartbeat(self, beats: Sequence[Beat], *, lease_s: float) -> tuple[Lease, ...]:
        self._answer()
        return super().heartbeat(beats, lease_s=lease_s)

    def job(self, job_id: str) -> JobRecord:
        self._answer()
        return super().job(job_id)


def test_a_result_survives_a_silent_database() -> None:
    store = Outage()
    store.submit(make_job(), make_tasks(2))
    store.silent = 5
    record = eager_dispatcher(store).run_job("job-1")
    assert record.state is TaskState.SUCCEEDED
    assert [task.attempt for task in store.tasks("job-1")] == [1, 1]


def test_a_database_silent_for_too_long_is_an_error() -> None:
    store = Outage()
    store.submit(make_job(), make_tasks(2))
    store.silent = 1_000_000
    settings = DispatcherSettings(limit=1, poll_s=0.001, outage_s=0.05)
    dispatcher = Dispatcher(store=store, crew=EagerCrew(), settings=settings)
    with pytest.raises(QueueUnreachable):
        dispatcher.run_job("job-1")


def cut_tasks(*pieces: int) -> tuple[RenderTask, ...]:
    tasks = make_tasks(len(pieces))
    return tuple(
        replace(task, cuts_s=tuple(float(cut) for cut in range(1, count)))
        for task, count in zip(tasks, pieces, strict=True)
    )


class PiecesFarm(Farm):
    """Three workers, and videos of several pieces."""

    def __init__(self, *pieces: int) -> None:
        super().__init__(settings=replace(SETTINGS, limit=3))
        self.store.submit(make_job(), cut_tasks(*pieces))
        self.dispatcher.step()
        self.dispatcher.step()


def test_idle_workers_help_with_a_video_of_several_pieces() -> None:
    farm = PiecesFarm(3)
    assert (list(farm.crew.work), list(farm.crew.help)) == (
        ["renderer-1"],
        ["renderer-2", "renderer-3"],
    )
    assert {lease.ordinal for lease, _ in farm.crew.help.values()} == {0}


def test_no_more_help_than_there_are_pieces() -> None:
    farm = PiecesFarm(2)
    assert farm.dispatcher.workers == 2
    farm.crew.help.pop("renderer-2")[1].set_result(Report(outcome=None))
    farm.pass_s(1)
    assert (list(farm.crew.work), list(farm.crew.help)) == (["renderer-1"], [])


def test_work_of_its_own_goes_before_help() -> None:
    farm = PiecesFarm(2, 4, 1)
    assert len(farm.crew.work) == 3
    farm.crew.end("renderer-3")
    farm.pass_s(1)
    (helped,) = farm.crew.help.values()
    assert helped[0].task.pieces == 4


def test_help_ends_unwritten() -> None:
    farm = PiecesFarm(3)
    farm.crew.help.pop("renderer-2")[1].set_result(Report(outcome=FINAL))
    farm.crew.help.pop("renderer-3")[1].set_exception(WorkerLost("killed"))
    farm.pass_s(1)
    assert farm.states() == ["running"]
    assert farm.crew.killed == ["renderer-3"]
    farm.crew.end("renderer-1")
    farm.pass_s(1)
    assert farm.states() == ["succeeded"]


def test_help_with_a_task_that_ended_is_stopped_after_a_moment() -> None:
    farm = PiecesFarm(3)
    farm.crew.end("renderer-1")
    farm.pass_s(1)
    assert farm.states() == ["succeeded"]
    assert len(farm.crew.help) == 2
    farm.crew.help.pop("renderer-2")[1].set_result(Report(outcome=None))
    farm.pass_s(6)
    assert farm.crew.killed == ["renderer-3"]
    farm.submit(2, make_job("job-2"))
    farm.pass_s(1)
    assert list(farm.crew.work) == ["renderer-1", "renderer-2"]


def test_a_cancelled_task_loses_its_worker_and_its_help() -> None:
    farm = PiecesFarm(2)
    farm.store.cancel("job-1")
    farm.pass_s(2)
    assert farm.crew.killed == ["renderer-1", "renderer-2"]


def test_closing_hands_back_each_task_once() -> None:
    farm = PiecesFarm(3)
    farm.dispatcher.close()
    assert farm.states() == ["queued"]
    assert sorted(farm.crew.killed) == ["renderer-1", "renderer-2", "renderer-3"]
