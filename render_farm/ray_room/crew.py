"""A crew of Ray actors: one core, one task each, on this machine or a whole cluster."""

import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import ray

from render_farm.crew import Adopted, Renderer, Report, Vitals, WorkerLost
from render_farm.queue import Lease
from render_farm.ray_room.adoption import PREFIX, Foundling, adopting
from render_farm.ray_room.drain import DrainWatch
from render_farm.ray_room.hand import WAIT, WORK, Hand
from render_farm.ray_room.memory import kept_bytes
from render_farm.ray_room.render_worker import Contract, RenderWorker
from render_farm.ray_room.terms import CrewSettings, kind_of

_ASK_S = 0.5  # between two questions to the same worker
_ASKED_PER_S = 400  # of all workers; a question costs the driver 0.15 ms
_NODE = "ray.io/node-id"  # the label that Ray gives every node


class RayCrew:
    """A `Crew` whose workers are actors of the Ray session that is open.

    open_renderer: picklable; called once in each actor. An actor that finds no free core stays
    pending, which is what tells Ray's autoscaler to add a machine.
    """

    def __init__(
        self, open_renderer: Callable[[], Renderer], settings: CrewSettings | None = None
    ) -> None:
        self._open_renderer = open_renderer
        self._settings = settings or CrewSettings()
        self._driver = secrets.token_hex(8)
        self._kind = kind_of(open_renderer)
        self._hands: dict[str, Hand] = {}
        self._adoption: Future[tuple[Foundling, ...]] | None = None
        self._drain = DrainWatch() if self._settings.namespace else None
        # Ray makes up the methods of actor handles at run time: they have no types.
        remote: Any = ray.remote
        self._actor_class = remote(**self._options())(RenderWorker)

    def start(self, worker: str, *, avoid: frozenset[str] = frozenset()) -> "Future[str]":
        """Begin to start a worker."""
        options: dict[str, Any] = {"name": worker}
        if self._settings.namespace is not None:
            options["name"] = f"{PREFIX}{worker}"
        if avoid:
            options["label_selector"] = {_NODE: f"!in({','.join(sorted(avoid))})"}
        try:
            actor: Any = self._actor_class.options(**options).remote(
                worker, self._open_renderer, _node, self._contract()
            )
        except ValueError as error:  # of a name that another actor has
            return _lost(str(error), worker)
        hand = self._hands[worker] = Hand(worker, actor, driver=self._driver)
        return hand.open()

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        """Hand a task to an idle worker, under a name that the dashboard shows."""
        return self._work("render", worker, lease)

    def assist(self, worker: str, lease: Lease) -> "Future[Report]":
        """Let an idle worker help with a task."""
        return self._work("assist", worker, lease)

    def vitals(self) -> Mapping[str, Vitals]:
        """What was last heard of each worker; asks them again."""
        hands = dict(self._hands)
        every_s = max(_ASK_S, len(hands) / _ASKED_PER_S)
        draining = self._drain.nodes() if self._drain else frozenset()
        heard = {}
        for name, hand in hands.items():
            hand.ask(every_s=every_s)
            vitals = hand.vitals
            if vitals is not None:
                drained = vitals.spent is None and hand.node in draining
                heard[name] = replace(vitals, spent="its node is drained") if drained else vitals
        return heard

    def adopt(self) -> "Future[tuple[Adopted, ...]]":
        """Take over the actors of the namespace; without one there are none."""
        adopted: Future[tuple[Adopted, ...]] = Future()
        namespace = self._settings.namespace
        if namespace is None:
            adopted.set_result(())
            return adopted
        adoption = self._adoption = adopting(namespace, driver=self._driver, kind=self._kind)

        def take(done: "Future[tuple[Foundling, ...]]") -> None:
            error = done.exception()
            if error is not None:
                adopted.set_exception(error)
            elif self._adoption is done:  # else: left again, meanwhile
                adopted.set_result(tuple(map(self._take_over, done.result())))
            else:
                adopted.set_result(())

        adoption.add_done_callback(take)
        return adopted

    def leave(self) -> None:
        """Forget all workers; those that nobody could adopt are ended."""
        if self._settings.namespace is None:
            self.close()
        self._adoption = None
        self._hands.clear()

    def kill(self, worker: str) -> None:
        """End a worker at once, whatever it does."""
        hand = self._hands.pop(worker, None)
        if hand is not None and ray.is_initialized():
            ray.kill(hand.actor, no_restart=True)

    def close(self) -> None:
        """End all workers."""
        self._adoption = None
        for worker in tuple(self._hands):
            self.kill(worker)
        if self._drain is not None:
            self._drain.close()

    def _options(self) -> dict[str, Any]:
        # Retries are the dispatcher's: it knows which errors are final.
        options: dict[str, Any] = {
            "num_cpus": 1,
            "max_restarts": 0,
            "max_task_retries": 0,
            "concurrency_groups": {WORK: 1, WAIT: 1},
        }
        settings = self._settings
        if settings.namespace is not None:
            options |= {"namespace": settings.namespace, "lifetime": "detached"}
            # So that Ray puts no more of them on a node than it has memory for. Not on a machine
            # of our own: how many workers it gets, its user has said.
            if settings.memory_bytes is not None:
                options["memory"] = kept_bytes(settings.memory_bytes)
        return options

    def _contract(self) -> Contract:
        settings = self._settings
        return Contract(
            driver=self._driver,
            kind=self._kind,
            forgotten_s=None if settings.namespace is None else settings.lease_s,
            memory_bytes=settings.memory_bytes,
        )

    def _take_over(self, found: Foundling) -> Adopted:
        hand = self._hands[found.worker] = Hand(found.worker, found.actor, driver=self._driver)
        standing = found.standing
        hand.node, hand.vitals = standing.node, standing.vitals
        report: Future[Report] | None = None
        if standing.answer is not None:
            report = Future()
            report.set_result(standing.answer.report)
        elif standing.lease is not None:
            report = hand.await_report()
        return Adopted(worker=found.worker, node=standing.node, lease=standing.lease, report=report)

    def _work(self, work: str, worker: str, lease: Lease) -> "Future[Report]":
        hand = self._hands.get(worker)
        if hand is None:
            return _lost("there is no such worker", worker)
        return hand.work(work, lease, name=call_name(work, lease))


def call_name(work: str, lease: Lease) -> str:
    """What the dashboard calls a task: what is made, then for whom."""
    task = lease.task
    what = f"{work} {task.template_id} {task.ratio} {task.locale} {task.format}"
    return f"{what} {lease.job_id}:{lease.ordinal}"


def _node() -> str:
    return str(ray.get_runtime_context().get_node_id())


def _lost(what: str, worker: str) -> "Future[Any]":
    lost: Future[Any] = Future()
    lost.set_exception(WorkerLost(what, where=worker))
    return lost
