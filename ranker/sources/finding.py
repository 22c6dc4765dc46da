"""What is wrong with a source, where, since when, and what is done about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ranker.words import listed


class Fault(StrEnum):
    """What can be wrong with a source."""

    MISSING = "missing"
    LATE = "late"
    SILENT = "silent"
    ABSURD = "absurd"
    NO_REGISTRATIONS = "no_registrations"
    LEVEL_SHIFT = "level_shift"
    PROVIDER_SWITCH = "provider_switch"
    DRIFT = "drift"


class Remedy(StrEnum):
    """What is done; the value is the end of the sentence."""

    TOLD = "used as it is"
    DAYS_LEFT_OUT = "these days are left out"
    NOTHING_THERE = "the ranking does without"
    STEPPED_DOWN = "the last good ranking is kept there, if there is one"
    SUBSCRIPTIONS = "ranked for subscriptions instead"
    REGISTRATIONS = "ranked for registrations instead"
    NOT_YET_USED = "too young to be learnt from, and not used yet"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One fault. No `markets`: everywhere; `channel` None: on all; `days`: () where none is meant.

    source: the table. what: what was seen, without place and day.
    """

    source: str
    fault: Fault
    what: str
    remedy: Remedy
    markets: tuple[str, ...] = ()
    channel: str | None = None
    days: tuple[date, ...] = ()

    @property
    def text(self) -> str:
        """The finding as a sentence for a marketer."""
        place = f" in {listed(self.markets)}" if self.markets else ""
        channel = f" on {self.channel}" if self.channel else ""
        days = f", {spoken_days(self.days)}" if self.days else ""
        return f"{self.source}{place}{channel}{days}: {self.what}; {self.remedy.value}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """All findings of a day; none where every source is as usual."""

    findings: tuple[Finding, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """A sentence for each."""
        return tuple(finding.text for finding in self.findings)

    def hit(self, markets: Iterable[str]) -> frozenset[str]:
        """Those of the markets of which nothing recent can be trusted."""
        down = [f.markets for f in self.findings if f.remedy is Remedy.STEPPED_DOWN]
        if () in down:
            return frozenset(markets)
        return frozenset(markets) & frozenset().union(*down)


def spoken_days(days: Iterable[date]) -> str:
    """Days as ranges: 2025-05-01 to 2025-05-03, 2025-05-09."""
    ranges: list[list[date]] = []
    for day in sorted(days):
        if ranges and day - ranges[-1][-1] == timedelta(days=1):
            ranges[-1].append(day)
        else:
            ranges.append([day])
    spoken = [str(r[0]) if len(r) == 1 else f"{r[0]} to {r[-1]}" for r in ranges]
    return ", ".join(spoken[:3]) + (f" and {len(spoken) - 3} more" if len(spoken) > 3 else "")
