"""Objects that a clean-up deletes, and who may still refer to them: pure decisions.

A clean-up marks objects that may go, then looks who refers to them, then sweeps those that still
have their mark, then says that they are swept. Whoever writes a reference in the meantime looks at
the mark in the same transaction, so that one of the two always gives way.
"""

from dataclasses import dataclass
from enum import StrEnum

# Most that a clean-up may take from `sweep` to the last deletion; then it counts as dead.
SWEEP_S = 600.0
# How long it is remembered that an object was deleted: longer than any attempt.
REMEMBERED_S = 86_400.0


class SweepState(StrEnum):
    """How far the deletion of an object is."""

    MARKED = "marked"
    SWEEPING = "sweeping"
    SWEPT = "swept"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sweep:
    """The deletion of an object. at: when it came to this state, seconds since 1970."""

    key: str
    state: SweepState
    at: float

    def abandoned(self, now: float) -> bool:
        """Whether who deletes it must have died meanwhile."""
        return self.state is SweepState.SWEEPING and now - self.at > SWEEP_S

    def forgettable(self, now: float) -> bool:
        """Whether it is of the past, and nothing depends on it any more."""
        return self.state is not SweepState.SWEEPING and now - self.at > REMEMBERED_S


class Verdict(StrEnum):
    """What becomes of a new reference. forget: the sweep is of the past, the next one is free."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    REFUSE_AND_FORGET = "refuse_and_forget"


def verdict_on_result(sweep: Sweep, *, started_at: float, now: float) -> Verdict:
    """May an attempt that started then end with this object? What it saw may be gone since."""
    if sweep.state is SweepState.MARKED:
        return Verdict.ACCEPT
    if sweep.state is SweepState.SWEPT:
        return Verdict.ACCEPT if started_at > sweep.at else Verdict.REFUSE
    return Verdict.REFUSE_AND_FORGET if sweep.abandoned(now) else Verdict.REFUSE


def spared(sweep: Sweep, *, now: float) -> bool:
    """Whether somebody who finds the object stored after it was refused may refer to it."""
    return sweep.state is SweepState.SWEPT or sweep.abandoned(now)
