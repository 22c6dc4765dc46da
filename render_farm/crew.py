"""The seam between the dispatcher and whatever runs its workers."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from render_farm.errors import RenderFarmError
from render_farm.job import Fault, RenderTask, TaskFailure, TaskResult
from render_farm.pulse import Pulse
from render_farm.queue import Lease


class WorkerLost(RenderFarmError):
    """A worker ended before its work did: killed, out of memory, or its machine is gone."""

    code = "worker_lost"
    retryable = True
    fault = Fault.WORKER


class WorkersUnavailable(RenderFarmError):
    """No worker comes up; what the last one said is in the message."""

    code = "workers_unavailable"


class Renderer(Protocol):
    """What a worker holds: the warm parts that make one task after another."""

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        """Make the task's file, and step as it goes. Its errors become the task's failure."""
        ...

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        """Make pieces of it that another worker, which renders it, will find."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What came of an attempt. outcome: None of help that went well: nothing is written down.

    log: the last lines that were logged meanwhile, bounded. spent: why the worker is to get no
    further task; None: it may.
    """

    outcome: TaskResult | TaskFailure | None
    log: str = ""
    spent: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Vitals:
    """The last that was heard of a worker, while it works or not.

    steps: grows while it gets on; counted over all its tasks. fraction: of its task, 0 to 1; None
    where nobody can say. log: of its task so far, bounded. spent: why it is to get no further
    task (its memory, its node that is drained); None: it may.
    """

    steps: int
    fraction: float | None = None
    log: str = ""
    spent: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Adopted:
    """A worker that outlived the driver that started it.

    lease: what it is at, as handed out then; None: nothing. report: of that work; done at once
    when the work ended while nobody asked.
    """

    worker: str
    node: str
    lease: Lease | None = None
    report: "Future[Report] | None" = None


class Workers(Protocol):
    """Workers by name, each doing one task at a time. No call waits for work to be done."""

    def start(self, worker: str, *, avoid: frozenset[str] = frozenset()) -> "Future[str]":
        """Begin to start a worker; gives its node once it can work, WorkerLost when it never will.

        avoid: nodes it is not to run on. It waits for another where there is none.
        """
        ...

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        """Hand a task to an idle worker; WorkerLost when it ends before the task does."""
        ...

    def assist(self, worker: str, lease: Lease) -> "Future[Report]":
        """Let an idle worker help with a task that another one renders; else as `submit`."""
        ...

    def kill(self, worker: str) -> None:
        """End a worker at once, whatever it does; no error when it is gone."""
        ...

    def close(self) -> None:
        """End all workers."""
        ...


class Crew(Workers, Protocol):
    """Workers that can be watched, and on a cluster outlive their driver.

    All implementations pass `tests/contract/test_crew.py`.
    """

    def vitals(self) -> Mapping[str, Vitals]:
        """What was last heard of each worker that has started and is not killed; never waits.

        Call it about once a second, also when nothing is to do: workers of a cluster that nobody
        asks end themselves after a while. A worker that is lost stays until it is killed.
        """
        ...

    def adopt(self) -> "Future[tuple[Adopted, ...]]":
        """Take over the workers of a driver that is gone; it is refused by them from then on."""
        ...

    def leave(self) -> None:
        """Forget all workers without ending those that another driver could adopt."""
        ...
