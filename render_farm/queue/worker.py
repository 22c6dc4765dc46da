"""Workers as the dispatcher last told of them."""

from dataclasses import dataclass
from enum import StrEnum


class WorkerState(StrEnum):
    """What a worker does. DRAINING: it ends after its task. BLOCKED: it is given no more."""

    STARTING = "starting"
    IDLE = "idle"
    BUSY = "busy"
    DRAINING = "draining"
    BLOCKED = "blocked"


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerRecord:
    """A worker. node: the machine it is on; None = not known yet. task: what it works on, in
    words. since: seconds since 1970 at which it came into this state. reason: of being blocked.
    """

    name: str
    state: WorkerState
    node: str | None
    task: str | None
    since: float
    reason: str | None = None
