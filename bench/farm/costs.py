"""A queue → what each call of a dispatcher takes: fixed, and for each lease that it moves."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from bench.farm.synthetic import result_of, synthetic_job
from render_farm.queue import Beat, Ending, JobStore, Lease

T = TypeVar("T")
_OWNER = "bench"
_LEASE_S = 600.0
_FEW, _MANY = 1, 250


@dataclass(frozen=True, kw_only=True, slots=True)
class CallCost:
    """Seconds of a call: call_s, and lease_s more for each lease in it."""

    call_s: float
    lease_s: float = 0.0

    def of(self, leases: int) -> float:
        """Seconds of a call that moves so many."""
        return self.call_s + self.lease_s * leases


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueCosts:
    """What the calls of a dispatcher take. other: of those that move no lease."""

    claim: CallCost
    settle: CallCost
    heartbeat: CallCost
    other: CallCost

    def of(self, call: str, leases: int) -> float:
        """Seconds of a call by its name."""
        known = {"claim": self.claim, "settle": self.settle, "heartbeat": self.heartbeat}
        return known.get(call, self.other).of(leases)


def measured_costs(jobs: JobStore, *, waiting: int, rounds: int) -> QueueCosts:
    """Time the calls on a queue in which so many tasks wait; the tasks end in it."""
    job, tasks = synthetic_job(waiting, name="costs")
    jobs.submit(job, tasks)
    few = [_once(jobs, _FEW) for _ in range(rounds)]
    many = [_once(jobs, _MANY) for _ in range(rounds)]
    lead_s = median(_timed(lambda: jobs.lead(_OWNER, lease_s=_LEASE_S))[0] for _ in range(rounds))
    jobs.resign(_OWNER)
    jobs.cancel(job.id)
    claim, heartbeat, settle = (
        _line([one[call] for one in few], [one[call] for one in many]) for call in range(3)
    )
    return QueueCosts(
        claim=claim, heartbeat=heartbeat, settle=settle, other=CallCost(call_s=lead_s)
    )


def _once(jobs: JobStore, size: int) -> tuple[float, float, float]:
    """Seconds of a claim, a heartbeat and a settling of so many."""
    claim_s, leases = _timed(lambda: jobs.claim(_OWNER, limit=size, lease_s=_LEASE_S))
    beats = [Beat(lease=lease, worker="bench", progress=0.5) for lease in leases]
    beat_s, _ = _timed(lambda: jobs.heartbeat(beats, lease_s=_LEASE_S))
    settle_s, _ = _timed(lambda: jobs.settle(_endings(leases)))
    return claim_s, beat_s, settle_s


def _endings(leases: Sequence[Lease]) -> list[Ending]:
    return [Ending(lease=lease, outcome=result_of(lease.task), worker="bench") for lease in leases]


def _line(few: Sequence[float], many: Sequence[float]) -> CallCost:
    """Through the medians of small calls and of large ones."""
    least, most = median(few), median(many)
    lease_s = max(0.0, (most - least) / (_MANY - _FEW))
    return CallCost(call_s=max(0.0, least - lease_s * _FEW), lease_s=lease_s)


def _timed(call: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    answer = call()
    return time.perf_counter() - started, answer
