"""One history: a seed → a farm, a storm, a calm → a verdict."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, cast

from render_farm.queue import JobStore, QueueUnreachable
from render_farm.storage import MemoryStore, ObjectStore, StoreUnreachable
from tests.simulation.cluster import Cluster
from tests.simulation.drivers import Drivers
from tests.simulation.ledger import BrokenPromise, Ledger, SeenJobStore
from tests.simulation.manners import Manners
from tests.simulation.people import People
from tests.simulation.promises import broken_promises
from tests.simulation.scheduler import Process, Scheduler
from tests.simulation.weather import Weather
from tests.simulation.wire import Wire

_CALM_S = 3_600.0  # all that was begun ends within an hour of good weather
_LOOK_S = 15.0
_STOP_S = 4.5  # a heartbeat of two seconds, and a turn
_ADOPTED_STOP_S = 9.5  # what others left is given five seconds to end by itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What came of a history. broken: what was promised and not kept. seen: how often what was."""

    seed: int
    broken: tuple[str, ...]
    seen: Counter[str]


class History:
    """A farm and all that befalls it. kind: of job store. trace: is told every call of a store."""

    def __init__(
        self,
        seed: int,
        *,
        kind: type[SeenJobStore] = SeenJobStore,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        self._seed = seed
        self._dice = dice = Random(seed)  # noqa: S311 - no secret: it has to replay
        self._trace = trace
        self.seen: Counter[str] = Counter()
        self._scheduler = scheduler = Scheduler()
        self._weather = Weather(dice, self.seen)
        self._jobs = kind(clock=scheduler.clock)
        self._objects = MemoryStore()
        self._ledger = Ledger(self._jobs, self._objects)
        manners = Manners(dice)
        self._cluster = Cluster(
            scheduler,
            self._weather,
            nodes=tuple(f"node-{number}" for number in range(dice.randint(1, 3))),
            lasting=dice.random() < 0.5,
            manners=manners,
            open_store=self._open_objects,
        )
        self._manners = manners
        self._people = People(
            scheduler, dice, open_jobs=self._open_jobs, open_objects=self._open_objects
        )
        self._drivers = Drivers(
            scheduler,
            dice,
            count=dice.choice((1, 1, 2)),
            cluster=self._cluster,
            open_jobs=self._open_jobs,
            open_objects=self._open_objects,
            look=self._check_stops,
            meddle=self._people.try_again,
        )
        self._fair_since: float | None = None
        self._unwanted: dict[Process, dict[tuple[int, int], float]] = {}

    def run(self) -> Verdict:
        """Live through it, to the end of all work, or to the first promise that is broken."""
        try:
            self._storm()
            self._calm()
            broken = tuple(self._broken())
        except BrokenPromise as error:
            broken = (str(error), *self._ledger.broken[1:])
        finally:
            self._drivers.stop()
        self.seen["tasks"] += len(self._jobs.rows())
        self.seen["attempts"] += sum(row.attempt for row in self._jobs.rows())
        return Verdict(seed=self._seed, broken=broken, seen=self.seen)

    def _storm(self) -> None:
        dice, storm_s = self._dice, 20.0 + 70.0 * self._dice.random()
        self._drivers.start()
        for number in range(dice.randint(1, 4)):
            self._sometime(storm_s / 2, partial(self._people.send_job, f"token-{number}"))
        for _ in range(dice.choice((0, 1, 3, 8))):
            self._sometime(storm_s + _LOOK_S, self._people.change)
        for _ in range(dice.choice((0, 1, 4, 8))):
            self._sometime(storm_s, dice.choice(self._blows()))
        self._scheduler.run(until=storm_s)
        self._weather.clear()
        self._fair_since = storm_s + _LOOK_S  # by then all that was on its way has arrived

    def _blows(self) -> tuple[Callable[[], None], ...]:
        return (
            self._kill_driver,
            self._drivers.stop_politely,
            self._kill_worker,
            self._kill_worker,
            self._lose_node,
            self._drain_node,
            partial(self._silence, "jobs"),
            partial(self._silence, "objects"),
        )

    def _kill_driver(self) -> None:
        self.seen["driver killed"] += self._drivers.kill_one()

    def _kill_worker(self) -> None:
        workers = sorted(self._cluster.workmen)
        if workers:
            workman = self._cluster.workmen[self._dice.choice(workers)]
            self.seen["worker killed" if workman.lease else "idle worker killed"] += 1
            workman.stop()
            self._cluster.bury(workman)

    def _lose_node(self) -> None:
        runs_on = self._dice.random() < 0.5
        self.seen["node cut off" if runs_on else "node killed"] += 1
        self._cluster.lose_node(f"node-{self._dice.randrange(3)}", runs_on=runs_on)

    def _drain_node(self) -> None:
        self.seen["node drained"] += 1
        self._cluster.drain(f"node-{self._dice.randrange(3)}")

    def _silence(self, store: str) -> None:
        self.seen[f"{store} silent"] += 1
        down = self._weather.down
        down.add(store)
        self._scheduler.after(60 * self._dice.random(), lambda: down.discard(store))

    def _calm(self) -> None:
        """Good weather, and somebody who clears up: until all is done, or much too late."""
        until = self._scheduler.now + _CALM_S
        while self._scheduler.now < until:
            self._people.clear_up(self._jobs.jobs(limit=1_000))
            self._scheduler.run(until=self._scheduler.now + _LOOK_S)
            if self._settled():
                return

    def _settled(self) -> bool:
        return (
            not self._people.waiting
            and not self._cluster.workmen
            and all(record.ended and record.closed for record in self._jobs.jobs(limit=1_000))
        )

    def _check_stops(self, driver: Process) -> None:
        """Whatever somebody no longer wants is stopped soon, in fair weather."""
        now = self._scheduler.now
        if self._fair_since is None or now < self._fair_since:
            return
        known = self._unwanted.get(driver, {})
        unwanted: dict[tuple[int, int], float] = {}
        for workman in self._cluster.at_work():
            lease = workman.lease
            if workman.driver is driver and lease is not None and not self._ledger.holds(lease):
                attempt = lease.task_id, lease.attempt
                since = unwanted[attempt] = known.get(attempt, now)
                if now - since > (_ADOPTED_STOP_S if workman.adopted else _STOP_S):
                    raise BrokenPromise(f"{workman.name} goes on with {attempt}, unwanted")
        self._unwanted[driver] = unwanted

    def _broken(self) -> tuple[str, ...]:
        return tuple(
            broken_promises(
                jobs=self._jobs,
                objects=self._objects,
                ledger=self._ledger,
                people=self._people,
                cluster=self._cluster,
                manners=self._manners,
            )
        )

    def _sometime(self, within_s: float, action: Callable[[], None]) -> None:
        self._scheduler.after(within_s * self._dice.random(), action)

    def _open_jobs(self, process: Process) -> JobStore:
        return cast(
            "JobStore",
            Wire(
                self._jobs,
                name="jobs",
                process=process,
                weather=self._weather,
                silent=lambda: QueueUnreachable("the database does not answer"),
                watch=self._watch(self._ledger.saw_jobs),
            ),
        )

    def _open_objects(self, process: Process) -> ObjectStore:
        return cast(
            "ObjectStore",
            Wire(
                self._objects,
                name="objects",
                process=process,
                weather=self._weather,
                silent=lambda: StoreUnreachable("the store does not answer"),
                watch=self._watch(self._ledger.saw_objects),
            ),
        )

    def _watch(self, saw: Callable[..., None]) -> Callable[..., None]:
        trace = self._trace
        if trace is None:
            return saw

        def told(
            process: Process, call: str, args: tuple[Any, ...], named: dict[str, Any], answer: Any
        ) -> None:
            trace(f"{self._scheduler.now:9.3f} {process.name}: {call}{args} → {answer}")
            saw(process, call, args, named, answer)

        return told
