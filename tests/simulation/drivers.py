"""The processes that dispatch: one or two, each started again whenever it dies."""

from collections.abc import Callable
from random import Random

from render_farm.closing import write_closing
from render_farm.dispatch import Closer, Dispatcher, DispatcherSettings
from render_farm.errors import RenderFarmError
from render_farm.queue import Closing, JobStore
from render_farm.storage import ObjectStore
from tests.simulation.cluster import Cluster
from tests.simulation.scheduler import Process, Scheduler

_SETTINGS = DispatcherSettings(
    limit=3, lease_s=30.0, lead_s=10.0, heartbeat_s=2.0, stall_s=40.0, idle_s=6.0, block_s=60.0
)
_TURN_S = 2.0  # between two turns of a dispatcher, at most
_IDLE_TURN_S = 6.0  # with nobody at work: time passes quickly where nothing happens
_WRITING_S = 3.0
_MEDDLING = 0.1  # the share of jobs that are tried again just then
_CLOSING_S = 6.0  # between two looks for jobs that have ended, at most


class Drivers:
    """Each is a process with a dispatcher, a crew and a closer of its own.

    look: is called after each turn of one that leads; meddle: while a job's manifest is written.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        dice: Random,
        *,
        count: int,
        cluster: Cluster,
        open_jobs: Callable[[Process], JobStore],
        open_objects: Callable[[Process], ObjectStore],
        look: Callable[[Process], None],
        meddle: Callable[[str], None],
    ) -> None:
        self._scheduler = scheduler
        self._dice = dice
        self._cluster = cluster
        self._open_jobs = open_jobs
        self._open_objects = open_objects
        self._count = count
        self._look = look
        self._meddle = meddle
        self._running: list[Process] = []
        self._closers: dict[Process, Process] = {}
        self._polite: set[Process] = set()
        self._made = 0

    def start(self) -> None:
        """Bring all of them up."""
        for _ in range(self._count):
            self._start()

    def kill_one(self) -> int:
        """`kill -9` of one of them; how many that were."""
        if not self._running:
            return 0
        self._dice.choice(self._running).kill()
        return 1

    def stop_politely(self) -> None:
        """Ask one to end, as SIGTERM does."""
        if self._running:
            self._polite.add(self._dice.choice(self._running))

    def stop(self) -> None:
        """End the history: no more of them."""
        for process in tuple(self._running):
            process.on_death = _unsaid
            process.kill()
        for closer in self._closers.values():
            closer.on_death = _unsaid
            closer.kill()

    def _start(self) -> None:
        self._made += 1
        dice = self._dice
        process = Process(
            self._scheduler,
            f"driver-{self._made}",
            ahead_s=1000 * dice.random(),
            skew=0.02 * (dice.random() - 0.5),
        )
        process.on_death = lambda: self._died(process)
        self._running.append(process)
        process.start(lambda: self._drive(process))

    def _died(self, process: Process) -> None:
        self._running.remove(process)
        closer = self._closers.pop(process, None)
        if closer is not None:
            closer.kill()
        self._cluster.lose_driver(process)
        self._scheduler.after(1.0 + 20.0 * self._dice.random(), self._start)

    def _drive(self, process: Process) -> None:
        dispatcher = Dispatcher(
            store=self._open_jobs(process),
            crew=self._cluster.crew(process),
            settings=_SETTINGS,
            clock=process.clock,
            wall=self._scheduler.clock,
            tag=process.name,
        )
        self._start_closer(process, dispatcher)
        random = self._dice.random
        while process not in self._polite:
            if not self._turn(dispatcher.step):
                break  # it gave up, as it does when no worker starts
            if dispatcher.leads:
                self._look(process)
            process.wait(random() * (_TURN_S if dispatcher.workers else _IDLE_TURN_S))
        self._polite.discard(process)
        self._turn(dispatcher.close)
        process.die()

    def _start_closer(self, driver: Process, dispatcher: Dispatcher) -> None:
        """A thread of the same process: it waits and is late by itself, and dies with it."""
        thread = Process(self._scheduler, f"{driver.name}, closer", ahead_s=driver.clock())
        thread.on_death = driver.kill
        self._closers[driver] = thread
        jobs, objects = self._open_jobs(thread), self._open_objects(thread)

        def write(closing: Closing) -> None:
            write_closing(closing, jobs=jobs, store=objects)
            if self._dice.random() < _MEDDLING:
                self._meddle(closing.job.id)
            thread.wait(_WRITING_S * self._dice.random())

        closer = Closer(store=jobs, write=write, clock=thread.clock)

        def main() -> None:
            while True:
                thread.wait(_CLOSING_S * self._dice.random())
                if dispatcher.leads:
                    self._turn(closer.step)

        thread.start(main)

    def _turn(self, step: Callable[[], object]) -> bool:
        """Take a turn, and bear what may pass; False when the process has to end."""
        try:
            step()
        except RenderFarmError as error:
            return error.retryable
        return True


def _unsaid() -> None:
    pass
