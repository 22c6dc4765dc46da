"""A renderer and what it is at: the inside of every crew's worker."""

import logging
import threading
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager

from render_farm.attempt_log import AttemptLog
from render_farm.crew import Renderer, Report, Vitals
from render_farm.failures import failure_of
from render_farm.job import RenderTask, TaskResult
from render_farm.log_lines import about
from render_farm.pulse import Pulse
from render_farm.queue import Lease


class Workplace:
    """Does one attempt after another, and can be asked meanwhile how it goes.

    Make it, and work, in the thread whose log is to be kept; `vitals` is for other threads. worker:
    its name, for the log.
    """

    def __init__(self, renderer: Renderer, *, worker: str) -> None:
        self._renderer = renderer
        self._worker = worker
        self.pulse = Pulse()
        self._log = AttemptLog(thread=threading.get_ident())

    def render(self, lease: Lease) -> Report:
        """Make a task's file; an error of the task is reported, not raised."""
        return self._attempt(self._renderer.render, lease)

    def assist(self, lease: Lease) -> Report:
        """Help with a task that another worker renders."""
        return self._attempt(self._renderer.assist, lease)

    def vitals(self, *, spent: str | None = None) -> Vitals:
        """How it goes just now."""
        pulse = self.pulse
        return Vitals(steps=pulse.steps, fraction=pulse.fraction, log=self._log.text(), spent=spent)

    def _attempt(
        self, work: Callable[[RenderTask, Pulse], TaskResult | None], lease: Lease
    ) -> Report:
        self._log.begin()
        root = logging.getLogger()
        root.addHandler(self._log)
        try:
            self.pulse.begin()
            with self._about(lease):
                outcome = work(lease.task, self.pulse)
        except Exception as error:  # noqa: BLE001 - any error of a task is that task's failure
            self._log.note("".join(traceback.format_exception(error)).rstrip())
            return Report(outcome=failure_of(error), log=self._log.text())
        finally:
            root.removeHandler(self._log)
            self.pulse.end()
        return Report(outcome=outcome, log=self._log.text())

    def _about(self, lease: Lease) -> AbstractContextManager[None]:
        return about(
            worker=self._worker, job=lease.job_id, task=lease.ordinal, attempt=lease.attempt
        )
