"""What runs inside a Ray actor: one renderer, one task at a time, for one driver at a time."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2

from render_farm.crew import Renderer, Report, Vitals, WorkerLost
from render_farm.queue import Lease
from render_farm.ray_room.memory import bound_memory, resident_bytes, why_spent
from render_farm.workplace import Workplace


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """For whom an actor works. driver: who started it. kind: see `terms.kind_of`.

    forgotten_s: it ends itself when no driver has asked for it that long; None: it does not,
    since Ray ends it with its driver. memory_bytes: what a task may take; None: all there is.
    """

    driver: str
    kind: str
    forgotten_s: float | None = None
    memory_bytes: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A task's report and how the worker is after it."""

    report: Report
    vitals: Vitals


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What an adopted actor is at. lease: its task; None: it has had none.

    answer: of that task when it has ended.
    """

    node: str
    vitals: Vitals
    lease: Lease | None
    answer: Answer | None


class RenderWorker:
    """A renderer behind an actor of three threads: one works, one answers, one waits for reports.

    open_renderer: called once, in the actor's process, by the thread that works. node: tells on
    which node that is. Every call names its driver; one that is not the last that adopted it is
    refused with WorkerLost. Synchronous: one `async def` would make the actor concurrent.
    """

    def __init__(
        self,
        name: str,
        open_renderer: Callable[[], Renderer],
        node: Callable[[], str],
        contract: Contract,
    ) -> None:
        self._name = name
        self._open_renderer = open_renderer
        self._node = node
        self._contract = contract
        self._driver = contract.driver
        self._place: Workplace | None = None
        self._spent: str | None = None
        self._lease: Lease | None = None
        self._helps = False
        self._answer: Answer | None = None
        self._news = threading.Condition()  # of `_driver` and `_answer`
        self._asked_at = time.monotonic()
        if contract.forgotten_s is not None:
            threading.Thread(target=self._mind, args=(contract.forgotten_s,), daemon=True).start()

    def __repr__(self) -> str:
        return self._name

    def open(self, driver: str) -> str:
        """Warm the renderer, in the thread that is to work with it; give the node."""
        self._admit(driver)
        cv2.setNumThreads(1)  # the actor has one core; OpenCV would count those of the machine
        place = Workplace(self._open_renderer(), worker=self._name)
        if self._contract.memory_bytes is not None:
            bound_memory(self._contract.memory_bytes)
        self._place = place
        return self._node()

    def render(self, driver: str, lease: Lease) -> Answer:
        """Make a task's file; an error of the task is returned, not raised."""
        return self._work(driver, lease, helps=False)

    def assist(self, driver: str, lease: Lease) -> Answer:
        """Help with a task that another worker renders; an error is returned, not raised."""
        return self._work(driver, lease, helps=True)

    def vitals(self, driver: str) -> Vitals | None:
        """How it goes just now, also while it renders; None: it is still warming up."""
        self._admit(driver)
        return self._vitals()

    def adopt(self, driver: str, kind: str) -> Standing | None:
        """Work for another driver from now on; None: it is not fit for that one."""
        vitals = self._vitals()
        if kind != self._contract.kind or vitals is None or (self._helps and not self._answer):
            return None
        with self._news:
            self._driver = driver
            self._asked_at = time.monotonic()
            self._news.notify_all()
            lease, answer = (None, None) if self._helps else (self._lease, self._answer)
        return Standing(node=self._node(), vitals=vitals, lease=lease, answer=answer)

    def report(self, driver: str) -> Answer:
        """Wait for the end of what it is at since it was adopted."""
        with self._news:
            self._news.wait_for(lambda: self._answer or self._driver != driver)
        self._admit(driver)
        assert self._answer is not None  # noqa: S101 - that is what was waited for
        return self._answer

    def _work(self, driver: str, lease: Lease, *, helps: bool) -> Answer:
        with self._news:
            self._admit(driver)
            self._lease, self._helps, self._answer = lease, helps, None
        if self._place is None:
            raise WorkerLost("it has not started", where=self._name)
        report = self._place.assist(lease) if helps else self._place.render(lease)
        limit = self._contract.memory_bytes
        self._spent = why_spent(limit, resident_bytes=resident_bytes())
        answer = Answer(
            report=replace(report, spent=self._spent),
            vitals=self._place.vitals(spent=self._spent),
        )
        with self._news:
            self._answer = answer
            self._news.notify_all()
        return answer

    def _vitals(self) -> Vitals | None:
        return self._place.vitals(spent=self._spent) if self._place else None

    def _admit(self, driver: str) -> None:
        if driver != self._driver:
            raise WorkerLost("another driver has adopted it", where=self._name)
        self._asked_at = time.monotonic()

    def _mind(self, forgotten_s: float) -> None:
        """End this process once no driver asks for it; whatever it makes, nobody waits for it."""
        while time.monotonic() - self._asked_at < forgotten_s:
            time.sleep(min(1.0, forgotten_s / 4))
        os._exit(0)
