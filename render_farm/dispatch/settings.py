"""How the dispatcher works."""

from dataclasses import dataclass, field

from render_farm.queue import RetryPolicy


@dataclass(frozen=True, kw_only=True, slots=True)
class DispatcherSettings:
    """How the dispatcher works; times in seconds.

    limit: most workers at once. fill_s: expected work for which a worker is worth starting.
    lease_s: how soon what ran is taken back when all dispatchers are dead; lead_s: how soon
    another one may follow. heartbeat_s: how often leases are renewed, so how late a cancelled
    task is stopped. settle_s: how long an ending may wait for others, to be written
    down with them. stall_s: how long a task may go without a step of its pulse; one of which no
    pulse is heard may take `stall_factor` times its expected cost if that is more. idle_s: when
    an idle worker is ended. poll_s: how often an idle dispatcher looks for work. outage_s: how
    long a silent database is borne. block_s: how long a node is avoided after `strikes` different
    tasks in a row failed on it. adopt_s: how long workers of a dead dispatcher are searched for.
    """

    limit: int = 2
    fill_s: float = 1.0
    lease_s: float = 30.0
    lead_s: float = 5.0
    heartbeat_s: float = 1.0
    settle_s: float = 0.05
    stall_s: float = 120.0
    stall_factor: float = 20.0
    idle_s: float = 30.0
    poll_s: float = 0.1
    outage_s: float = 900.0
    strikes: int = 3
    block_s: float = 300.0
    adopt_s: float = 15.0
    retry: RetryPolicy = field(default_factory=RetryPolicy)
