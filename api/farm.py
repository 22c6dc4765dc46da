"""The job queue and its workers → a farm: one of our own, or the one that runs here already."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from api.ending import signals_wait
from api.errors import FarmUnreachable
from api.running import Running, find_running
from render_farm.crew import Crew
from render_farm.dispatch import (
    Closer,
    Dispatcher,
    DispatcherSettings,
    Gate,
    asks,
    close_forever,
    run_forever,
)
from render_farm.metrics import SILENT, Meter
from render_farm.queue import Closing, JobRecord, JobStore

_LOG = logging.getLogger(__name__)
_POLL_S = 0.1
_CLOSE_S = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenRoom:
    """A room of workers that is open. dashboard_url: None where there is no dashboard.

    metrics_targets: tells HOST:PORT of each node that exports metrics now.
    """

    crew: Crew
    dashboard_url: str | None = None
    metrics_targets: Callable[[], tuple[str, ...]] = tuple


OpensRoom = Callable[[], AbstractContextManager[OpenRoom]]


class QueueFarm:
    """Workers on the queue: a dispatcher in a thread of its own, from `start` until the exit.

    open_room: called once, at the first `start`, in the thread that calls it; Ray wants the main
    thread. store_answers: asked in an outage, whether it is over; may take long, and raise. alone:
    no other process can serve this queue, so that whoever led it before is dead. close: writes
    what an ended job asks for; the same twice is as once. meter: of the dispatcher.
    """

    def __init__(
        self,
        *,
        open_room: OpensRoom,
        jobs: JobStore,
        settings: DispatcherSettings,
        store_answers: Callable[[], bool],
        alone: bool,
        close: Callable[[Closing], None],
        meter: Meter = SILENT,
    ) -> None:
        self._open_room = open_room
        self._jobs = jobs
        self._settings = settings
        self._gate = Gate(asks(store_answers))
        self._alone = alone
        self._closer = Closer(store=jobs, write=close, clock=time.monotonic)
        self._dispatcher: Dispatcher | None = None
        self._meter = meter
        self._parts = ExitStack()
        self._room: OpenRoom | None = None
        self._failure: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._parts.close()

    @property
    def dashboard_url(self) -> str | None:
        """Of Ray; None before the start."""
        return self._room.dashboard_url if self._room else None

    def metrics_targets(self) -> tuple[str, ...]:
        """The nodes that export metrics now; none before the start."""
        return self._room.metrics_targets() if self._room else ()

    @property
    def failed(self) -> bool:
        """Whether the dispatcher has ended by an error."""
        return self._failure is not None

    def start(self) -> None:
        """Begin to work on the queue; no error when it works already."""
        if self._room is None:
            with signals_wait(insist=True):
                self._room = self._parts.enter_context(self._open_room())
                self._parts.enter_context(self._dispatching(self._room.crew))

    def check(self) -> None:
        """Raise what ended the dispatcher, if something did."""
        if self._failure is not None:
            raise self._failure

    def wait(self, job_id: str, *, progress: Callable[[JobRecord], None]) -> JobRecord:
        """Look at a job until it has ended. Raises UnknownJob, and what ended the dispatcher."""
        return _look(self._jobs, job_id, progress=progress, check=self.check)

    def nudge(self) -> None:
        """Tell the dispatcher that there is work, which it would see in a moment by itself."""
        if self._dispatcher is not None:
            self._dispatcher.nudge()

    @contextmanager
    def _dispatching(self, crew: Crew) -> Iterator[None]:
        stop = threading.Event()
        dispatcher = self._dispatcher = Dispatcher(
            store=self._jobs,
            crew=crew,
            settings=self._settings,
            gate=self._gate,
            meter=self._meter,
        )
        threads = [
            threading.Thread(target=self._dispatch, args=(dispatcher, stop), name="dispatcher"),
            threading.Thread(target=self._close, args=(dispatcher, stop), name="closer"),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            dispatcher.nudge()
            for thread in threads:
                thread.join()
            crew.close()

    def _close(self, dispatcher: Dispatcher, stop: threading.Event) -> None:
        close_forever(self._closer, stop, leads=lambda: dispatcher.leads, poll_s=_CLOSE_S)

    def _dispatch(self, dispatcher: Dispatcher, stop: threading.Event) -> None:
        try:
            if self._alone and (dead := self._jobs.leader()) is not None:
                self._jobs.resign(dead)
            run_forever(dispatcher, stop)
        except Exception as error:  # noqa: BLE001 - carried to whoever waits, by `check`
            _LOG.error("%s", error, extra={"action": "dispatcher_ended"})
            self._failure = error


class JoinedFarm:
    """The farm of another process of this machine, which serves the same queue."""

    def __init__(self, running: Running, *, jobs: JobStore, data_home: Path) -> None:
        self._running = running
        self._jobs = jobs
        self._data_home = data_home

    @property
    def dashboard_url(self) -> str | None:
        """Of its Ray."""
        return self._running.dashboard_url

    def metrics_targets(self) -> tuple[str, ...]:
        """None: that farm's own API names them."""
        return ()

    @property
    def failed(self) -> bool:
        """Whether it has ended meanwhile."""
        return find_running(self._data_home) != self._running

    def start(self) -> None:
        """It works already."""

    def nudge(self) -> None:
        """It looks for work by itself, many times a second."""

    def check(self) -> None:
        """Raise FarmUnreachable when it has ended meanwhile."""
        if self.failed:
            raise FarmUnreachable(
                "the farm has ended; its jobs wait for the next one",
                where=self._running.url,
                allowed="`handbill up`, and the same command again",
            )

    def wait(self, job_id: str, *, progress: Callable[[JobRecord], None]) -> JobRecord:
        """Look at a job until it has ended. Raises UnknownJob, FarmUnreachable."""
        return _look(self._jobs, job_id, progress=progress, check=self.check)


def _look(
    jobs: JobStore,
    job_id: str,
    *,
    progress: Callable[[JobRecord], None],
    check: Callable[[], None],
) -> JobRecord:
    while True:
        record = jobs.job(job_id)
        progress(record)
        if record.ended or record.out_of_budget:
            return record
        check()
        time.sleep(_POLL_S)
