"""A crew of puppets and a clock that we turn: all that a dispatcher works with, in our hands."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace

from render_farm.crew import Adopted, Report, Vitals, WorkerLost
from render_farm.dispatch import Dispatcher, DispatcherSettings, Gate
from render_farm.job import RenderJob, TaskFailure, TaskResult
from render_farm.queue import Lease, MemoryJobStore, RetryPolicy
from tests.contract.farm_samples import make_job, make_result, make_tasks

SETTINGS = DispatcherSettings(
    limit=2, idle_s=30, stall_s=60, poll_s=0.001, settle_s=0, retry=RetryPolicy(base_s=1.0)
)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class PuppetCrew:
    """Workers that start and work when the test says so; names of the form renderer-<number>.

    nodes: of workers to come, by name; "node-1" else.
    """

    def __init__(self, *, willing: bool = True) -> None:
        self.willing = willing
        self.nodes: dict[str, str] = {}
        self.avoided: dict[str, frozenset[str]] = {}
        self.starting: dict[str, Future[str]] = {}
        self.work: dict[str, tuple[Lease, Future[Report]]] = {}
        self.help: dict[str, tuple[Lease, Future[Report]]] = {}
        self.told: dict[str, Vitals] = {}
        self.left: Future[tuple[Adopted, ...]] = Future()
        self.left.set_result(())
        self.killed: list[str] = []
        self.has_left = False

    def start(self, worker: str, *, avoid: frozenset[str] = frozenset()) -> "Future[str]":
        ready = self.starting[worker] = Future[str]()
        self.avoided[worker] = avoid
        if self.willing:
            ready.set_result(self.nodes.get(worker, "node-1"))
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
        return self.told

    def adopt(self) -> "Future[tuple[Adopted, ...]]":
        return self.left

    def leave(self) -> None:
        self.has_left = True

    def end(
        self,
        worker: str,
        outcome: TaskResult | TaskFailure | WorkerLost | None = None,
        *,
        log: str = "",
    ) -> None:
        lease, future = self.work.pop(worker)
        if isinstance(outcome, WorkerLost):
            future.set_exception(outcome)
        else:
            future.set_result(Report(outcome=outcome or make_result(lease.task), log=log))

    def end_help(self, worker: str, outcome: TaskFailure | WorkerLost | None = None) -> None:
        _, future = self.help.pop(worker)
        if isinstance(outcome, WorkerLost):
            future.set_exception(outcome)
        else:
            future.set_result(Report(outcome=outcome))


class EagerCrew(PuppetCrew):
    """Does every task at once."""

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        future = super().submit(worker, lease)
        self.end(worker)
        return future


class Farm:
    """All parts, and the few moves that the tests make."""

    def __init__(
        self,
        *,
        willing: bool = True,
        gate: Gate | None = None,
        settings: DispatcherSettings = SETTINGS,
    ) -> None:
        self.clock = Clock()
        self.store = MemoryJobStore(clock=self.clock)
        self.crew = PuppetCrew(willing=willing)
        self.dispatcher = self.another(self.crew, tag="", gate=gate, settings=settings)

    def another(
        self,
        crew: PuppetCrew,
        *,
        tag: str,
        gate: Gate | None = None,
        settings: DispatcherSettings = SETTINGS,
    ) -> Dispatcher:
        """A dispatcher on the same store."""
        return Dispatcher(
            store=self.store,
            crew=crew,
            settings=settings,
            gate=gate,
            clock=self.clock,
            wall=self.clock,
            tag=tag,
        )

    def submit(self, count: int, job: RenderJob | None = None) -> None:
        """Tasks whose keys are the job's own, so that jobs share none."""
        job = job or make_job()
        tasks = (
            replace(task, request_key=f"{job.id} {task.request_key}") for task in make_tasks(count)
        )
        self.store.submit(job, tuple(tasks))

    def pass_s(self, seconds: float) -> None:
        self.clock.now += seconds
        self.dispatcher.step()

    def states(self, job_id: str = "job-1") -> list[str]:
        return [task.state.value for task in self.store.tasks(job_id)]
