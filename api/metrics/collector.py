"""How a farm stands → metrics in Prometheus' own words.

Priorities are −100 to 100, states a handful: no label has more values than that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily

from api.metrics.standing import Queue, Standing
from render_farm.queue import Crowd, TaskState, WorkerState

_OPEN = (TaskState.QUEUED, TaskState.RUNNING, TaskState.PAUSED)


def families(standing: Standing) -> Iterator[GaugeMetricFamily]:
    """Everything that is known; without the queue only that it does not answer."""
    queue = standing.queue
    yield _flag("handbill_store_up", "Whether the object store answers.", standing.store_up)
    yield _flag("handbill_database_up", "Whether the job store answers.", queue is not None)
    if queue is None:
        return
    yield _flag("handbill_leader", "Whether a dispatcher leads.", queue.leader is not None)
    yield _flag("handbill_halted", "Whether the farm is halted.", queue.halted is not None)
    yield _tasks(queue.census.crowds)
    yield _oldest(queue)
    yield _workers(queue)
    for name, help_, value in _numbers(queue):
        yield GaugeMetricFamily(name, help_, value=value)


def _numbers(queue: Queue) -> Iterator[tuple[str, str, float]]:
    census = queue.census
    yield "handbill_jobs_open", "Jobs with tasks that are queued, running or paused.", census.jobs
    yield (
        "handbill_jobs_budget_spent",
        "Open jobs that have spent their budget, whose waiting tasks are paused.",
        census.budgets_spent,
    )
    yield "handbill_jobs_closing", "Ended jobs whose manifest is not written.", census.closings
    yield (
        "handbill_backlog_seconds",
        "Seconds of rendering expected of what waits.",
        queue.waiting_s,
    )


def _tasks(crowds: Iterable[Crowd]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "handbill_tasks", "Tasks that have not ended.", labels=("state", "priority")
    )
    counts = Counter({(state, 0): 0 for state in _OPEN})  # nought is a number, no gap
    counts.update({(crowd.state, crowd.priority): crowd.tasks for crowd in crowds})
    for (state, priority), tasks in counts.items():
        family.add_metric((state, str(priority)), tasks)
    return family


def _oldest(queue: Queue) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "handbill_oldest_waiting_seconds",
        "Age of the oldest job that has tasks waiting.",
        labels=("priority",),
    )
    ages = {0: 0.0}
    for crowd in queue.census.crowds:
        if crowd.state is TaskState.QUEUED:
            ages[crowd.priority] = max(0.0, queue.census.now - crowd.since)
    for priority, age_s in ages.items():
        family.add_metric((str(priority),), age_s)
    return family


def _workers(queue: Queue) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "handbill_workers", "Workers by what they do, as the dispatcher tells.", labels=("state",)
    )
    counts = Counter(worker.state for worker in queue.workers)
    for state in WorkerState:
        family.add_metric((state,), counts[state])
    return family


def _flag(name: str, help_: str, value: bool) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_, value=float(value))
