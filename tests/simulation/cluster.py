"""Machines and the workers on them; the crews by which drivers reach them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from render_farm.crew import Adopted, Report, Vitals, WorkerLost
from render_farm.queue import Lease
from render_farm.storage import ObjectStore
from tests.simulation.manners import Manners
from tests.simulation.scheduler import Process, Scheduler
from tests.simulation.weather import Weather
from tests.simulation.workman import DEAD, Workman

T = TypeVar("T")
_START_S = 1.0
_SEEN_DEAD_S = 1.2  # until a driver hears of a worker's death, and of a machine's:
_SEEN_GONE_S = 15.0  # as Ray does (reference/ray.md)
_PATIENCE_S = 20.0  # half of what the dispatcher has with a task that makes no step
_ORPHANED_S = 30.0


class Cluster:
    """All machines. lasting: workers outlive their driver, and another may adopt them."""

    def __init__(
        self,
        scheduler: Scheduler,
        weather: Weather,
        *,
        nodes: tuple[str, ...],
        lasting: bool,
        manners: Manners,
        open_store: Callable[[Process], ObjectStore],
    ) -> None:
        self.scheduler = scheduler
        self.weather = weather
        self.lasting = lasting
        self.workmen: dict[str, Workman] = {}
        self.struck: Counter[str] = Counter()  # how often a request's worker was struck down
        self._nodes = nodes
        self._manners = manners
        self._open_store = open_store
        self._waiting: dict[Workman, list[Future[Any]]] = {}

    def crew(self, driver: Process) -> "ClusterCrew":
        """The way in for a driver."""
        return ClusterCrew(self, driver)

    def hire(self, name: str, driver: Process, avoid: frozenset[str]) -> "Future[str]":
        """A worker somewhere; where no node may be used, it waits for ever."""
        ready: Future[str] = Future()
        if name in self.workmen:
            return _failed(f"there is a worker {name} already")
        nodes = [node for node in self._nodes if node not in avoid]
        if nodes:
            node = self.weather.dice.choice(nodes)
            workman = Workman(name, node=node, driver=driver, scheduler=self.scheduler)
            self.workmen[name] = workman
            self._waiting[workman] = [ready]
            self.answer(workman, ready, node, delay_s=_START_S)
            self._watch(workman)
        return ready

    def give(self, workman: Workman, lease: Lease) -> "Future[Report]":
        """Have it work; the report goes to whoever it obeys when the work ends."""
        report: Future[Report] = Future()
        self._waiting[workman].append(report)
        workman.given = lease
        if workman.struck and not workman.known_dead:
            self.struck[lease.task.request_key] += 1
        if workman.buried:
            self._tell_death(workman)
        sender = workman.driver

        def begin() -> None:
            # Late words of a driver that is no longer obeyed are refused.
            if workman.alive and workman.driver is sender:
                workman.begin(
                    lease,
                    open_store=self._open_store,
                    manners=self._manners,
                    end=partial(self._reported, workman),
                    die=partial(self.bury, workman),
                )

        delay_s = self.weather.delay_s()
        if delay_s > _PATIENCE_S:  # its driver takes it for stalled
            self.struck[lease.task.request_key] += 1
        self.scheduler.after(delay_s, begin)
        return report

    def answer(
        self, workman: Workman, future: "Future[T]", value: T, *, delay_s: float = 0.0
    ) -> None:
        """Send something to whoever waits for it, if it can be heard."""

        def arrive() -> None:
            if workman.alive and not workman.unheard and not future.done():
                if future in self._waiting[workman]:
                    self._waiting[workman].remove(future)
                    workman.kept = workman.given = None
                future.set_result(value)

        self.scheduler.after(delay_s + self.weather.delay_s(), arrive)

    def bury(self, workman: Workman, *, seen_s: float = _SEEN_DEAD_S) -> None:
        """It is dead, or its node is gone: whoever waits for it hears so after a while."""
        workman.struck = True
        if workman.given is not None:
            self.struck[workman.given.task.request_key] += 1
        if not workman.unheard:
            workman.alive = False
        self.scheduler.after(seen_s, partial(self._tell_death, workman))

    def _tell_death(self, workman: Workman) -> None:
        workman.buried = True
        workman.leave(DEAD)
        self.workmen.pop(workman.name, None)
        for future in self._waiting[workman]:
            if not future.done():
                future.set_exception(WorkerLost("the worker died", where=workman.name))

    def end(self, workman: Workman) -> None:
        """End it at once: nobody waits for it."""
        self.workmen.pop(workman.name, None)
        workman.stop()

    def lose_node(self, node: str, *, runs_on: bool) -> None:
        """A machine is gone for all others; runs_on: what is on it works on, and nobody hears."""
        for workman in tuple(self.workmen.values()):
            if workman.node == node:
                workman.unheard = runs_on
                self.bury(workman, seen_s=_SEEN_GONE_S)
                if not runs_on:
                    workman.stop()

    def drain(self, node: str) -> None:
        """A machine is about to go: its workers ask for no more work."""
        for workman in self.workmen.values():
            if workman.node == node:
                workman.leave(f"{node} is drained")

    def at_work(self) -> Iterator[Workman]:
        """Those who render something, and can be heard."""
        for workman in self.workmen.values():
            if workman.lease is not None and workman.alive and not workman.unheard:
                yield workman

    def lose_driver(self, driver: Process) -> None:
        """Embedded workers die with their driver."""
        if not self.lasting:
            for workman in tuple(self.workmen.values()):
                if workman.driver is driver:
                    self.scheduler.after(3 * self.weather.random(), partial(self.end, workman))

    def adopt(self, driver: Process) -> list[Adopted]:
        """Have all workers that can be heard obey another driver from now on."""
        adopted = []
        for workman in tuple(self.workmen.values()) if self.lasting else ():
            if workman.alive and not workman.unheard:
                workman.asked_at = self.scheduler.now
                if workman.driver is not driver:
                    workman.driver, workman.adopted = driver, True
                    self._waiting[workman] = []
                adopted.append(self._taken_over(workman))
        return adopted

    def _taken_over(self, workman: Workman) -> Adopted:
        if workman.kept is not None:
            lease, kept = workman.kept
            fetched: Future[Report] = Future()
            fetched.set_result(kept)
            workman.kept = None
            return Adopted(worker=workman.name, node=workman.node, lease=lease, report=fetched)
        report: Future[Report] | None = None
        if workman.lease is not None:
            report = Future()
            self._waiting[workman].append(report)
        return Adopted(worker=workman.name, node=workman.node, lease=workman.lease, report=report)

    def _reported(self, workman: Workman, report: Report) -> None:
        for future in self._waiting[workman]:
            self.answer(workman, future, report)

    def _watch(self, workman: Workman) -> None:
        """End a worker for which no driver has asked for long."""

        def look() -> None:
            if not workman.alive:
                return
            silent_s = self.scheduler.now - workman.asked_at
            if workman.unheard:
                self.end(workman)
            elif silent_s > _ORPHANED_S:
                workman.stop()
                self.bury(workman)
            else:
                self.scheduler.after(_ORPHANED_S / 2, look)

        self.scheduler.after(_ORPHANED_S / 2, look)


class ClusterCrew:
    """A `Crew` of the cluster for one driver; refused by workers that obey another by now."""

    def __init__(self, cluster: Cluster, driver: Process) -> None:
        self._cluster = cluster
        self._driver = driver
        self._mine: dict[str, Workman] = {}
        self._heard: dict[str, Vitals] = {}

    def start(self, worker: str, *, avoid: frozenset[str] = frozenset()) -> "Future[str]":
        """Begin to start a worker."""
        ready = self._cluster.hire(worker, self._driver, avoid)
        workman = self._cluster.workmen.get(worker)
        if workman is not None and workman.driver is self._driver:
            self._mine[worker] = workman
        return ready

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        """Hand a task to an idle worker."""
        workman = self._obeying(worker)
        if workman is None:
            return _failed(f"{worker} obeys another")
        return self._cluster.give(workman, lease)

    def assist(self, worker: str, lease: Lease) -> "Future[Report]":
        """Help with a task: it finds that there is nothing to do."""
        workman = self._obeying(worker)
        if workman is None:
            return _failed(f"{worker} obeys another")
        helped: Future[Report] = Future()
        self._cluster.scheduler.after(1.0, partial(_fulfil, helped, Report(outcome=None)))
        return helped

    def vitals(self) -> Mapping[str, Vitals]:
        """What was heard of the workers when they were asked last; asks them anew."""
        now = self._cluster.scheduler.now
        for workman in self._mine.values():
            if workman.driver is self._driver:
                workman.asked_at = now
        heard = self._heard
        for name in heard.keys() & self._mine.keys():
            self._mine[name].known_dead = heard[name].spent == DEAD
        self._heard = {
            name: workman.vitals()
            for name, workman in self._mine.items()
            if workman.buried or (workman.alive and not workman.unheard)
        }
        return heard

    def adopt(self) -> "Future[tuple[Adopted, ...]]":
        """Take over the workers of a driver that is gone."""
        cluster = self._cluster
        found: Future[tuple[Adopted, ...]] = Future()

        def take() -> None:
            if self._driver.dead:
                return
            adopted = cluster.adopt(self._driver)
            self._mine |= {one.worker: cluster.workmen[one.worker] for one in adopted}
            found.set_result(tuple(adopted))

        cluster.scheduler.after(cluster.weather.delay_s(), take)
        return found

    def leave(self) -> None:
        """Forget all workers."""
        if not self._cluster.lasting:
            self.close()
        self._mine.clear()

    def kill(self, worker: str) -> None:
        """End a worker at once."""
        workman = self._mine.pop(worker, None)
        if workman is not None and workman.driver is self._driver:
            self._cluster.end(workman)

    def close(self) -> None:
        """End all workers."""
        for worker in tuple(self._mine):
            self.kill(worker)

    def _obeying(self, worker: str) -> Workman | None:
        workman = self._mine.get(worker)
        return workman if workman is not None and workman.driver is self._driver else None


def _failed(what: str) -> "Future[Any]":
    failed: Future[Any] = Future()
    failed.set_exception(WorkerLost(what))
    return failed


def _fulfil(future: "Future[T]", value: T) -> None:
    if not future.done():
        future.set_result(value)
