"""A typed frame → its good rows, and a Problem for each bad cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl
from pandera.errors import SchemaErrors

from ranker.tables.csv_text import ROW
from ranker.tables.dates import reads_two_ways
from ranker.tables.fields import Kind, TableSpec
from ranker.tables.parse import CellStyle, parse_cells
from ranker.tables.problem import Problem, Severity
from ranker.tables.schema import all_allowed, schema_of

_FORMULA = r"^(?:=|[+\-@].*[(!|]|\t|\r)"
_ONE_WAY = (
    "a date that reads one way, YYYY-MM-DD; or dates: day-first (or month-first) in mapping.yaml"
)
_FORMULA_ALLOWED = "text that a spreadsheet does not run as a formula; it is used as it stands"


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """Good rows (with `__row`), the problems, and the numbers of the rejected rows."""

    frame: pl.DataFrame
    problems: tuple[Problem, ...]
    rejected: frozenset[int]


def check_rows(
    raw: pl.DataFrame, *, spec: TableSpec, file: str, today: date, style: CellStyle
) -> Checked:
    """Type and check every cell of `raw`; rows with any bad cell are set aside."""
    typed, unreadable = parse_cells(raw, spec=spec, style=style)
    problems = [
        _problem(file, spec, row=row, column=column, value=value)
        for row, column, value in unreadable.iter_rows()
    ]
    lost = set(unreadable[ROW].to_list())
    readable = typed.filter(~pl.col(ROW).is_in(list(lost))) if lost else typed
    refused = list(_refused(readable, spec=spec, file=file, today=today))
    problems += refused
    rejected = frozenset(lost | {p.row for p in refused if p.row is not None})
    good = typed.filter(~pl.col(ROW).is_in(list(rejected))) if rejected else typed
    return Checked(
        frame=_whole_numbers(good, spec),
        problems=(*problems, *_formulas(good, spec=spec, file=file)),
        rejected=rejected,
    )


def _problem(file: str, spec: TableSpec, *, row: int, column: str, value: str | None) -> Problem:
    field = spec.field(column)
    allowed = field.allowed if field else "a column of the data contract"
    if field and field.kind in {Kind.DATE, Kind.RELEASE} and reads_two_ways(value):
        allowed = _ONE_WAY
    return Problem(file=file, row=row, column=column, value=value, allowed=allowed)


def _refused(frame: pl.DataFrame, *, spec: TableSpec, file: str, today: date) -> Iterable[Problem]:
    columns = [name for name in frame.columns if name != ROW]
    if all_allowed(frame, spec=spec, today=today):
        return
    schema = schema_of(spec, columns=columns, today=today)
    try:
        schema.validate(frame.select(columns), lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.unique(["index", "column"], keep="first").sort(
            "index", "column"
        )
        rows = frame[ROW]
        for index, column in cases.select("index", "column").iter_rows():
            value = frame[column][index]
            text = None if value is None else str(value)[:200]
            yield _problem(file, spec, row=rows[index], column=column, value=text)


def _whole_numbers(frame: pl.DataFrame, spec: TableSpec) -> pl.DataFrame:
    counts = [f.name for f in spec.fields if f.kind is Kind.COUNT and f.name in frame.columns]
    return frame.with_columns(pl.col(counts).cast(pl.Int64)) if counts else frame


def _formulas(frame: pl.DataFrame, *, spec: TableSpec, file: str) -> Iterable[Problem]:
    """Names such as `-M-` are real; a formula is only pointed out, for whoever opens it in one."""
    texts = [n for n in frame.columns if spec.field(n) and frame.schema[n] == pl.String]
    likely = frame.select(pl.col(texts).str.contains(_FORMULA).any())
    for name in (series.name for series in likely if series.item()):
        found = frame.filter(pl.col(name).str.contains(_FORMULA))
        for row, value in found.select(ROW, name).iter_rows():
            yield Problem(
                file=file,
                row=row,
                column=name,
                value=value[:200],
                allowed=_FORMULA_ALLOWED,
                severity=Severity.WARNING,
            )
