"""The seam between the dispatcher and whatever runs its workers."""

from concurrent.futures import Future
from typing import Protocol

from render_farm.errors import RenderFarmError
from render_farm.job import RenderTask, TaskFailure, TaskResult
from render_farm.queue import Lease

Outcome = TaskResult | TaskFailure
# What came of helping with another worker's task: nothing that is written down.
Helped = TaskFailure | None


class WorkerLost(RenderFarmError):
    """A worker ended before its work did: killed, out of memory, or its machine is gone."""

    code = "worker_lost"
    retryable = True


class WorkersUnavailable(RenderFarmError):
    """No worker comes up; what the last one said is in the message."""

    code = "workers_unavailable"


class Renderer(Protocol):
    """What a worker holds: the warm parts that make one task after another."""

    def render(self, task: RenderTask) -> TaskResult:
        """Make the task's file. Its errors become the task's failure."""
        ...

    def assist(self, task: RenderTask) -> None:
        """Make pieces of it that another worker, which renders it, will find."""
        ...


class Crew(Protocol):
    """Workers by name, each doing one task at a time. No call waits for work to be done.

    All implementations pass `tests/contract/test_crew.py`.
    """

    def start(self, worker: str) -> "Future[None]":
        """Begin to start a worker; done once it can work, WorkerLost when it never will."""
        ...

    def submit(self, worker: str, lease: Lease) -> "Future[Outcome]":
        """Hand a task to an idle worker; WorkerLost when it ends before the task does."""
        ...

    def assist(self, worker: str, lease: Lease) -> "Future[Helped]":
        """Let an idle worker help with a task that another one renders; else as `submit`."""
        ...

    def kill(self, worker: str) -> None:
        """End a worker at once, whatever it does; no error when it is gone."""
        ...

    def close(self) -> None:
        """End all workers."""
        ...
