"""How much there is to do, counted over all jobs at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from render_farm.queue.records import JobRecord
from render_farm.queue.states import TaskState


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """Tasks of one priority in one state. since: when the oldest of their jobs was submitted."""

    priority: int
    state: TaskState
    tasks: int
    since: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Census:
    """What is open at `now`, in seconds since 1970 by the store's clock.

    crowds: queued, running and paused tasks; none with no tasks. jobs: that have such a task.
    budgets_spent: of those, the ones whose budget is spent. closings: ended jobs of which not all
    is written yet.
    """

    now: float
    crowds: tuple[Crowd, ...]
    jobs: int
    budgets_spent: int
    closings: int


def take_census(jobs: Iterable[JobRecord], *, now: float, closings: int) -> Census:
    """Count all jobs as they stand; ended ones have nothing open."""
    open_ = [job for job in jobs if not job.ended]
    tasks: dict[tuple[int, TaskState], int] = {}
    since: dict[tuple[int, TaskState], float] = {}
    for job in open_:
        for state, count in job.counts.items():
            if count and not state.ended:
                group = job.priority, state
                tasks[group] = tasks.get(group, 0) + count
                since[group] = min(since.get(group, job.created_at), job.created_at)
    return Census(
        now=now,
        crowds=tuple(
            Crowd(priority=priority, state=state, tasks=count, since=since[priority, state])
            for (priority, state), count in sorted(tasks.items())
        ),
        jobs=len(open_),
        budgets_spent=sum(job.budget_spent for job in open_),
        closings=closings,
    )
