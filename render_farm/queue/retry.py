"""Try again, or give up: a pure decision."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from render_farm.job import TaskFailure


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryPolicy:
    """How often a task is tried in all, and how long to wait before the next time.

    max_workers: a task that failed on so many different workers is quarantined: it is more
    likely to be the task than all of them. max_lost: how often a task may lose its dispatcher,
    which is hardly ever its own doing.
    """

    max_attempts: int = 5
    max_workers: int = 3
    max_lost: int = 10
    base_s: float = 0.5
    cap_s: float = 30.0


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Try again, not sooner than in `delay_s` seconds."""

    delay_s: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The task has failed for good. reason: why no further attempt is made.

    quarantine: because too many workers failed it.
    """

    reason: str
    quarantine: bool = False


def retry_decision(
    failure: TaskFailure,
    *,
    attempts: int,
    workers: Collection[str],
    key: str,
    policy: RetryPolicy,
) -> RetryAfter | GiveUp:
    """Decide what follows the `attempts`-th failed attempt of the task `key`.

    workers: the different ones that failed it. The wait doubles with each attempt and is spread
    over its upper half by a hash of key and attempt, so that tasks that failed together do not
    return together, and a replay decides the same (exponential back-off with equal jitter, AWS
    Architecture Blog, 2015).
    """
    if not failure.retryable:
        return GiveUp("the error is final")
    if len(set(workers)) >= policy.max_workers:
        return GiveUp(f"{len(set(workers))} different workers failed it", quarantine=True)
    if attempts >= policy.max_attempts:
        return GiveUp(f"{attempts} attempts failed")
    longest_s = min(policy.cap_s, policy.base_s * 2 ** (attempts - 1))
    return RetryAfter(longest_s * (0.5 + 0.5 * _fraction(f"{key}:{attempts}")))


def _fraction(text: str) -> float:
    """Spread texts evenly over 0 ≤ x < 1."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
