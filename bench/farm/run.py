"""What every group of the farm's measures is given."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.run import Run


def _silent(_line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FarmRun:
    """How much to measure.

    subjects: the templates and what fills them. tasks: synthetic ones of a measure of throughput.
    workers: renderers of the farm, and bare processes beside them. rounds: figures are the median
    of so many. program: the command that starts `handbill`. database_url: of a PostgreSQL server;
    None starts one where `initdb` is installed. note: takes a line about the work.
    """

    subjects: Run
    tasks: int = 2000
    workers: int = 2
    rounds: int = 3
    program: tuple[str, ...] = ("handbill",)
    database_url: str | None = field(default=None, repr=False)
    note: Callable[[str], None] = field(default=_silent, repr=False)
