"""The kill table: what was done to the farm, what was lost, how long until it worked again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, kw_only=True, slots=True)
class Blow:
    """One harm. in_flight: tasks that ran at that moment.

    silence_s: the longest time without a success from then on until all was there again.
    work_s: from its end (a kill ends at once) until more tasks had succeeded than were in flight;
    whole_s: until every service and renderer was there again. None: not within the time given.
    """

    kind: str
    hit: str
    at_s: float
    in_flight: int
    silence_s: float
    work_s: float | None
    whole_s: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A run. lost: tasks that were acknowledged and did not succeed. faults: all that is wrong."""

    seed: int
    seconds: float
    jobs: int
    tasks: int
    objects: int
    attempts: int
    retried_requests: int
    blows: tuple[Blow, ...]
    lost: int
    faults: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The table, as text."""
        yield (
            f"seed {self.seed}: {self.tasks} tasks of {self.jobs} jobs in {self.seconds:.0f} s, "
            f"{self.attempts} attempts, {self.objects} objects, "
            f"{self.retried_requests} requests sent again"
        )
        yield (
            f"{'what':<18}{'times':>6}{'in flight':>10}{'lost':>6}"
            f"{'silence':>19}{'works again':>19}{'all there':>19}"
        )
        for kind in dict.fromkeys(blow.kind for blow in self.blows):
            blows = [blow for blow in self.blows if blow.kind == kind]
            yield (
                f"{kind:<18}{len(blows):>6}{sum(blow.in_flight for blow in blows):>10}"
                f"{self.lost:>6}{_times([blow.silence_s for blow in blows]):>19}"
                f"{_times([blow.work_s for blow in blows]):>19}"
                f"{_times([blow.whole_s for blow in blows]):>19}"
            )
        yield from (f"FAULT {fault}" for fault in self.faults)


def _times(seconds: Sequence[float | None]) -> str:
    """Median and worst."""
    known = [value for value in seconds if value is not None]
    if len(known) < len(seconds):
        return "not in time"
    return f"{median(known):.1f} s (max {max(known):.1f})"
