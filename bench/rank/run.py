"""What every group of the ranker's measures is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


def _silent(_line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RankRun:
    """How much to measure.

    quick: smaller sizes and few seeds, for a look within two minutes; aims are those of the whole.
    seeds: how many worlds the simulator plays. workers: processes at a time, of what may have more
    than one. logs: a folder of a customer's own history to walk through; None leaves that out.
    note: takes a line about the work.
    """

    quick: bool = False
    seeds: int = 10
    workers: int = 2
    logs: Path | None = None
    note: Callable[[str], None] = field(default=_silent, repr=False)
