"""Queue ↔ crew: leases tasks, hands one to each worker, writes down how they end."""

from render_farm.dispatch.closer import Closer, close_forever
from render_farm.dispatch.dispatcher import Dispatcher
from render_farm.dispatch.gate import Gate, asks
from render_farm.dispatch.loop import run_forever, run_job
from render_farm.dispatch.settings import DispatcherSettings

__all__ = [
    "Closer",
    "Dispatcher",
    "DispatcherSettings",
    "Gate",
    "asks",
    "close_forever",
    "run_forever",
    "run_job",
]
