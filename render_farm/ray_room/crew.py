"""A crew of Ray actors: one core, one task each, on this machine or a whole cluster."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

import ray

from render_farm.crew import Helped, Outcome, Renderer, WorkerLost
from render_farm.queue import Lease
from render_farm.ray_room.render_worker import RenderWorker

T = TypeVar("T")


class RayCrew:
    """A `Crew` whose workers are actors of the Ray session that is open.

    open_renderer: picklable; called once in each actor. An actor that finds no free core stays
    pending, which is what tells Ray's autoscaler to add a machine.
    """

    def __init__(self, open_renderer: Callable[[], Renderer]) -> None:
        self._open_renderer = open_renderer
        self._actors: dict[str, Any] = {}
        # Ray makes up the methods of actor handles at run time: they have no types.
        # Retries are the dispatcher's: it knows which errors are final.
        self._actor_class = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(RenderWorker)

    def start(self, worker: str) -> "Future[None]":
        """Begin to start a worker."""
        actor: Any = self._actor_class.options(name=worker).remote(worker, self._open_renderer)
        self._actors[worker] = actor
        return _promise(actor.ready.remote(), worker)

    def submit(self, worker: str, lease: Lease) -> "Future[Outcome]":
        """Hand a task to an idle worker, under a name that the dashboard shows."""
        return self._call("render", worker, lease)

    def assist(self, worker: str, lease: Lease) -> "Future[Helped]":
        """Let an idle worker help with a task."""
        return self._call("assist", worker, lease)

    def kill(self, worker: str) -> None:
        """End a worker at once, whatever it does."""
        actor = self._actors.pop(worker, None)
        if actor is not None and ray.is_initialized():
            ray.kill(actor, no_restart=True)

    def close(self) -> None:
        """End all workers."""
        for worker in tuple(self._actors):
            self.kill(worker)

    def _call(self, work: str, worker: str, lease: Lease) -> "Future[Any]":
        actor = self._actors.get(worker)
        if actor is None:
            gone: Future[Any] = Future()
            gone.set_exception(WorkerLost("there is no such worker", where=worker))
            return gone
        name = f"{work}:{lease.job_id}:{lease.ordinal}"
        return _promise(getattr(actor, work).options(name=name).remote(lease.task), worker)


def _promise(reference: Any, worker: str) -> "Future[Any]":
    """Give a future of a Ray call, with Ray's errors turned into ours."""
    promised: Future[Any] = Future()
    reference.future().add_done_callback(partial(_fulfil, promised, worker))
    return promised


def _fulfil(promised: "Future[Any]", worker: str, answered: "Future[Any]") -> None:
    # Tasks return their failures, so any error here means the worker itself.
    error = answered.exception()
    if error is None:
        promised.set_result(answered.result())
    else:
        promised.set_exception(WorkerLost(str(error).strip(), where=worker))
