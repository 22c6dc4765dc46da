"""One thing that is wrong in the data, in words that let its owner mend it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

_EXAMPLES = 3


class Severity(StrEnum):
    """ERROR: the row (or file) is not used. WARNING: it is used as it stands."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A bad value and its place.

    `row` counts as a spreadsheet shows a CSV (the header is row 1); in Parquet the first record
    is 1. It is None where the whole file is meant, and `column` is None where the whole row is.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    allowed: str
    severity: Severity = Severity.ERROR

    @property
    def table(self) -> str:
        """The table whose file it is, or one of whose files."""
        return self.file.split("/", 1)[0].split(".", 1)[0]

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.value!r}; allowed: {self.allowed}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemKind:
    """What problems have in common: the table, the column, and what is allowed there."""

    table: str
    column: str | None
    allowed: str
    severity: Severity


@dataclass(kw_only=True, slots=True)
class ProblemLog:
    """Problems as they are found: all counted by kind, and told one by one until they are many.

    Fifty million bad rows must not fill the memory; the rejects file has all of them. examples:
    the first few of each kind.
    """

    most: int = 10_000
    counts: Counter[ProblemKind] = field(default_factory=Counter)
    examples: dict[ProblemKind, list[Problem]] = field(default_factory=dict)
    _told: dict[str, list[Problem]] = field(default_factory=dict)

    def add(self, table: str, problems: Iterable[Problem]) -> None:
        """Take problems of a table."""
        told = self._told.setdefault(table, [])
        for problem in problems:
            kind = kind_of(table, problem)
            self.counts[kind] += 1
            if self.counts[kind] <= _EXAMPLES:
                self.examples.setdefault(kind, []).append(problem)
            if len(told) < self.most:
                told.append(problem)

    def of(self, table: str) -> tuple[Problem, ...]:
        """The problems of one table, and how many more there are."""
        told = self._told.get(table, [])
        rest = sum(n for kind, n in self.counts.items() if kind.table == table) - len(told)
        if not rest:
            return tuple(told)
        more = Problem(
            file=told[-1].file,
            row=None,
            column=None,
            value=f"{rest} more problems",
            allowed="see the rejects file, which has every row that was set aside",
            severity=min((problem.severity for problem in told), key=_gravity),
        )
        return (*told, more)

    def all(self) -> tuple[Problem, ...]:
        """The problems of all tables, table by table."""
        return tuple(problem for table in self._told for problem in self.of(table))


def kind_of(table: str, problem: Problem) -> ProblemKind:
    """The kind of a problem of that table."""
    return ProblemKind(
        table=table, column=problem.column, allowed=problem.allowed, severity=problem.severity
    )


def _gravity(severity: Severity) -> int:
    return list(Severity).index(severity)
