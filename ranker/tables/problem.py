"""One thing that is wrong in the data, in words that let its owner mend it."""

from dataclasses import dataclass
from enum import StrEnum


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

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.value!r}; allowed: {self.allowed}"
