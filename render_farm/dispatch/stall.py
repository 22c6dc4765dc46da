"""What is heard of a worker at a task → whether it hangs: a pure decision.

A slow render still steps, so that only one which does not step counts as stalled.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """What is known of a task's progress; times by the dispatcher's clock, in seconds.

    steps: the worker's count when it was last heard; None = it was not heard at this task yet.
    kill_at: when the task counts as stalled unless a step is heard until then.
    """

    kill_at: float
    steps: int | None = None
    fraction: float | None = None


def watch(cost_s: float, *, now: float, stall_s: float, factor: float) -> Watch:
    """Begin to watch a task of `cost_s` expected seconds.

    Until a first step is heard it may take `factor` times that, and `stall_s` at least: there are
    workers that tell nothing.
    """
    return Watch(kill_at=now + max(stall_s, factor * cost_s))


def heard(
    before: Watch, *, steps: int, fraction: float | None, now: float, stall_s: float
) -> Watch:
    """Take in what a worker told: any step that is new gives it `stall_s` more."""
    if steps == before.steps:
        return replace(before, fraction=fraction)
    return Watch(kill_at=now + stall_s, steps=steps, fraction=fraction)


def stalled(task: Watch, *, now: float) -> bool:
    """Whether the task got nowhere for as long as it may."""
    return now >= task.kill_at
