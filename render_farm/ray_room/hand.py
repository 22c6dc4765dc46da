"""An actor in a driver's hand: calls to it as futures, and the last that was heard of it."""

import threading
import time
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any

from render_farm.crew import Report, Vitals
from render_farm.queue import Lease
from render_farm.ray_room.lost import worker_lost
from render_farm.ray_room.render_worker import Answer

WORK, WAIT = "work", "wait"  # concurrency groups; what is in none is answered at any time


class Hand:
    """One actor of a crew. driver: the token that it answers to. node: None until it is open."""

    def __init__(self, worker: str, actor: Any, *, driver: str) -> None:
        self.actor = actor
        self.node: str | None = None
        self.vitals: Vitals | None = None
        self._worker = worker
        self._driver = driver
        self._asked_at = float("-inf")
        self._question: Future[Vitals | None] | None = None
        self._lock = threading.Lock()  # answers come in threads of Ray

    def open(self) -> "Future[str]":
        """Let it warm up; gives its node."""
        opened: Future[str] = self._call("open", concurrency_group=WORK)
        opened.add_done_callback(self._opened)
        return opened

    def work(self, method: str, lease: Lease, *, name: str) -> "Future[Report]":
        """Give it a task, under a name for the dashboard."""
        # What was asked before is answered of the task before.
        self._question = None
        with self._lock:
            if self.vitals is not None:
                self.vitals = replace(self.vitals, fraction=None, log="")
        return self._report(self._call(method, lease, concurrency_group=WORK, name=name))

    def await_report(self) -> "Future[Report]":
        """Wait for the end of what it was at when it was adopted."""
        return self._report(self._call("report", concurrency_group=WAIT))

    def ask(self, *, every_s: float) -> None:
        """Ask how it goes, unless it was asked just now or has not answered yet."""
        if self._question is not None:
            if not self._question.done():
                return
            error = self._question.exception()
            if error is None:
                self._hear(self._question.result())
            else:
                # An idle one that is lost would fail the next task that is given to it.
                self._part(str(error))
            self._question = None
        now = time.monotonic()
        if now - self._asked_at >= every_s:
            self._asked_at = now
            self._question = self._call("vitals")

    def _opened(self, opened: "Future[str]") -> None:
        if opened.exception() is None:
            self.node = opened.result()

    def _report(self, answered: "Future[Answer]") -> "Future[Report]":
        report: Future[Report] = Future()

        def take(done: "Future[Answer]") -> None:
            error = done.exception()
            if error is not None:
                report.set_exception(error)
                return
            self._hear(done.result().vitals)  # first: whoever takes the report looks at them
            report.set_result(done.result().report)

        answered.add_done_callback(take)
        return report

    def _hear(self, vitals: Vitals | None) -> None:
        with self._lock:
            if vitals is not None and (self.vitals is None or vitals.steps >= self.vitals.steps):
                self.vitals = vitals

    def _part(self, why: str) -> None:
        with self._lock:
            self.vitals = replace(self.vitals or Vitals(steps=0), spent=why)

    def _call(self, method: str, *arguments: object, **options: str) -> "Future[Any]":
        """Give a future of an actor's answer, with Ray's errors turned into ours."""
        bound = getattr(self.actor, method).options(**options)
        answered = bound.remote(self._driver, *arguments).future()
        promised: Future[Any] = Future()
        answered.add_done_callback(partial(_fulfil, promised, self._worker))
        return promised


def _fulfil(promised: "Future[Any]", worker: str, answered: "Future[Any]") -> None:
    # Tasks report their failures, so any error here means the worker itself.
    error = answered.exception()
    if error is None:
        promised.set_result(answered.result())
    else:
        promised.set_exception(worker_lost(error, worker=worker))
