"""Jobs that have tasks waiting → whose turn it is: a pure decision."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimant:
    """A job that could be given workers. running: tasks it has running; ready: waiting ones."""

    job: int
    priority: int
    running: int
    ready: int


def turns(claimants: Iterable[Claimant], *, limit: int) -> tuple[int, ...]:
    """Deal up to `limit` turns: to the highest priority while it has any waiting; among equals
    to the job with the fewest running, the older one first.

    claimants: oldest first. Gives jobs, one for each turn, in the order of the deal.
    """
    heap = [
        (-one.priority, one.running, age, one.job, one.ready)
        for age, one in enumerate(claimants)
        if one.ready > 0
    ]
    heapq.heapify(heap)
    dealt: list[int] = []
    while heap and len(dealt) < limit:
        priority, running, age, job, ready = heapq.heappop(heap)
        dealt.append(job)
        if ready > 1:
            heapq.heappush(heap, (priority, running + 1, age, job, ready - 1))
    return tuple(dealt)
