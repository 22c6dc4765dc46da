"""A crew of Ray actors: one core, one task each, on this machine or a whole cluster."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any

import ray

from render_farm.crew import Adopted, Renderer, Report, Vitals, WorkerLost
from render_farm.queue import Lease
from render_farm.ray_room.render_worker import RenderWorker

_ASK_S = 0.5  # between two questions to the same worker
_WORK = "work"  # the concurrency group that renders; all else is answered meanwhile
_NODE = "ray.io/node-id"  # the label that Ray gives every node


class RayCrew:
    """A `Crew` whose workers are actors of the Ray session that is open.

    open_renderer: picklable; called once in each actor. An actor that finds no free core stays
    pending, which is what tells Ray's autoscaler to add a machine.
    """

    def __init__(self, open_renderer: Callable[[], Renderer]) -> None:
        self._open_renderer = open_renderer
        self._hands: dict[str, _Hand] = {}
        # Ray makes up the methods of actor handles at run time: they have no types.
        # Retries are the dispatcher's: it knows which errors are final.
        remote: Any = ray.remote
        self._actor_class = remote(
            num_cpus=1, max_restarts=0, max_task_retries=0, concurrency_groups={_WORK: 1}
        )(RenderWorker)

    def start(self, worker: str, *, avoid: frozenset[str] = frozenset()) -> "Future[str]":
        """Begin to start a worker."""
        options: dict[str, Any] = {"name": worker}
        if avoid:
            options["label_selector"] = {_NODE: f"!in({','.join(sorted(avoid))})"}
        actor: Any = self._actor_class.options(**options).remote(worker, self._open_renderer, _node)
        hand = self._hands[worker] = _Hand(worker, actor)
        return hand.call("open", concurrency_group=_WORK)

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        """Hand a task to an idle worker, under a name that the dashboard shows."""
        return self._work("render", worker, lease)

    def assist(self, worker: str, lease: Lease) -> "Future[Report]":
        """Let an idle worker help with a task."""
        return self._work("assist", worker, lease)

    def vitals(self) -> Mapping[str, Vitals]:
        """What was last heard of each worker; asks them again."""
        for hand in self._hands.values():
            hand.ask()
        return {name: hand.vitals for name, hand in self._hands.items() if hand.vitals is not None}

    def adopt(self) -> "Future[tuple[Adopted, ...]]":
        """Nobody: the actors die with the driver."""
        nobody: Future[tuple[Adopted, ...]] = Future()
        nobody.set_result(())
        return nobody

    def leave(self) -> None:
        """End all workers: nobody could adopt them."""
        self.close()

    def kill(self, worker: str) -> None:
        """End a worker at once, whatever it does."""
        hand = self._hands.pop(worker, None)
        if hand is not None and ray.is_initialized():
            ray.kill(hand.actor, no_restart=True)

    def close(self) -> None:
        """End all workers."""
        for worker in tuple(self._hands):
            self.kill(worker)

    def _work(self, work: str, worker: str, lease: Lease) -> "Future[Report]":
        hand = self._hands.get(worker)
        if hand is None:
            gone: Future[Report] = Future()
            gone.set_exception(WorkerLost("there is no such worker", where=worker))
            return gone
        name = f"{work}:{lease.job_id}:{lease.ordinal}"
        return hand.call(work, lease, name=name, concurrency_group=_WORK)


class _Hand:
    """An actor and the last that was heard of it."""

    def __init__(self, worker: str, actor: Any) -> None:
        self.actor = actor
        self.vitals: Vitals | None = None
        self._worker = worker
        self._asked_at = -_ASK_S
        self._answer: Future[Vitals | None] | None = None

    def call(self, method: str, *arguments: object, **options: str) -> "Future[Any]":
        """Give a future of an actor's answer, with Ray's errors turned into ours."""
        reference = getattr(self.actor, method).options(**options).remote(*arguments)
        promised: Future[Any] = Future()
        reference.future().add_done_callback(partial(_fulfil, promised, self._worker))
        return promised

    def ask(self) -> None:
        """Ask how it goes, unless it was asked just now or has not answered yet."""
        if self._answer is not None:
            if not self._answer.done():
                return
            if self._answer.exception() is None:
                self.vitals = self._answer.result()
            self._answer = None
        now = time.monotonic()
        if now - self._asked_at >= _ASK_S:
            self._asked_at = now
            self._answer = self.call("vitals")


def _node() -> str:
    return str(ray.get_runtime_context().get_node_id())


def _fulfil(promised: "Future[Any]", worker: str, answered: "Future[Any]") -> None:
    # Tasks report their failures, so any error here means the worker itself.
    error = answered.exception()
    if error is None:
        promised.set_result(answered.result())
    else:
        promised.set_exception(WorkerLost(str(error).strip(), where=worker))
