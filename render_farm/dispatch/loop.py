"""A dispatcher, turn after turn: until it is stopped, or until a job has ended."""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from render_farm.dispatch.dispatcher import Dispatcher
from render_farm.dispatch.told import told
from render_farm.errors import RenderFarmError
from render_farm.progress import Progress
from render_farm.queue import JobRecord

_LOG = logging.getLogger(__name__)


class JobStatus(Protocol):
    """What tells how a job stands."""

    def job(self, job_id: str) -> JobRecord:
        """Give its record. Raises UnknownJob."""
        ...


def run_forever(dispatcher: Dispatcher, stop: threading.Event) -> None:
    """Work until `stop` is set; then end the workers and hand their tasks back.

    Whatever ends it early (Ctrl-C, SIGTERM, an error) does that, too. Raises WorkersUnavailable,
    and QueueError when the database stays silent.
    """
    _run(dispatcher, stop, lambda: False)


def run_job(
    dispatcher: Dispatcher,
    job_id: str,
    *,
    jobs: JobStatus,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> JobRecord:
    """Work until a job has ended, or spent its budget, or `stop` is set; give how it stands.

    Serves every job of the queue meanwhile; the workers stay when it has ended. Raises UnknownJob,
    and what `run_forever` raises.
    """

    def ended() -> bool:
        record = jobs.job(job_id)
        if on_progress is not None:
            on_progress(Progress.of(record))
        return record.ended or record.out_of_budget

    _run(dispatcher, stop or threading.Event(), ended)
    return jobs.job(job_id)


def _run(dispatcher: Dispatcher, stop: threading.Event, ended: Callable[[], bool]) -> None:
    try:
        _run_until(dispatcher, stop, ended)
    except BaseException:
        _close_quietly(dispatcher)
        raise
    if stop.is_set():
        dispatcher.close()


def _run_until(dispatcher: Dispatcher, stop: threading.Event, ended: Callable[[], bool]) -> None:
    silent_since: float | None = None
    look_at = float("-inf")
    while not stop.is_set():
        try:
            dispatcher.step()
            # Counting a job's tasks may take longer than a turn does.
            if dispatcher.clock() >= look_at or not dispatcher.busy:
                if ended():
                    return
                look_at = dispatcher.clock() + dispatcher.settings.poll_s
            silent_since = None
        except RenderFarmError as error:
            now = dispatcher.clock()
            if silent_since is None:
                silent_since = now
                _LOG.warning("%s", error, extra=told("dispatch_paused"))
            if not error.retryable or now - silent_since > dispatcher.settings.outage_s:
                raise
            stop.wait(dispatcher.settings.poll_s)
        else:
            dispatcher.rest()


def _close_quietly(dispatcher: Dispatcher) -> None:
    """End the workers while another error is on its way up: leases run out by themselves."""
    try:
        dispatcher.close()
    except RenderFarmError as error:
        _LOG.warning("%s", error, extra=told("release_failed"))
