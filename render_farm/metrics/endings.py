"""How attempts end, as the dispatcher writes it down: counted once, also where a worker died."""

from collections.abc import Sequence

from render_farm.job import TaskFailure
from render_farm.metrics.meter import Meter, Metric
from render_farm.queue import Ending

ENDINGS = Metric(
    name="handbill_endings",
    help="Attempts by how they ended: succeeded, retried, failed, quarantined, released (handed"
    " back untried), late (another has the task by now).",
    labels=("outcome",),
)
ENDING_FAILURES = Metric(
    name="handbill_ending_failures",
    help="Failed attempts by the error's code and whose fault it is: task, worker, outage.",
    labels=("code", "fault"),
)
OUTCOMES = ("succeeded", "retried", "failed", "quarantined", "released", "late")


def count_endings(meter: Meter, endings: Sequence[Ending], held: Sequence[bool]) -> None:
    """Count attempts that were written down. held: what `settle` gave for each."""
    for ending, was_held in zip(endings, held, strict=True):
        meter.record(ENDINGS, outcome=outcome_of(ending) if was_held else "late")
        if was_held and isinstance(ending.outcome, TaskFailure):
            failure = ending.outcome
            meter.record(ENDING_FAILURES, code=failure.code, fault=failure.fault)


def outcome_of(ending: Ending) -> str:
    """An ending in one word."""
    if ending.outcome is None:
        return "released"
    if not isinstance(ending.outcome, TaskFailure):
        return "succeeded"
    if ending.quarantine:
        return "quarantined"
    return "failed" if ending.retry_in_s is None else "retried"
