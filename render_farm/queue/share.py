"""Jobs that have tasks waiting → whose turn it is: a pure decision."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimant:
    """A job that could be given workers. running: tasks it has running; wants: the request keys
    of those that wait, in order.
    """

    job: int
    priority: int
    running: int
    wants: Sequence[str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A job's turn. place: of the task among those that it wants."""

    job: int
    place: int


def turns(claimants: Iterable[Claimant], *, limit: int) -> tuple[Turn, ...]:
    """Deal up to `limit` turns: to the highest priority while it has any waiting; among equals
    to the job with the fewest running, the older one first.

    claimants: oldest first. What two jobs want is dealt once, and costs the other one no turn.
    """
    jobs = list(claimants)
    heap = [(-one.priority, one.running, age, 0) for age, one in enumerate(jobs)]
    heapq.heapify(heap)
    dealt: dict[str, Turn] = {}
    while heap and len(dealt) < limit:
        priority, running, age, place = heapq.heappop(heap)
        wants = jobs[age].wants
        while place < len(wants) and wants[place] in dealt:
            place += 1
        if place < len(wants):
            dealt[wants[place]] = Turn(jobs[age].job, place)
            heapq.heappush(heap, (priority, running + 1, age, place + 1))
    return tuple(dealt.values())
