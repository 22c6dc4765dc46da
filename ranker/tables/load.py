"""A folder or prefix → Tables: found, renamed, typed, checked, cross-checked, tidied."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from ranker.errors import PersonalColumnError, TableEmptyError, TableMissingError, TablesError
from ranker.tables.check import check_rows
from ranker.tables.columns import adopt_columns
from ranker.tables.csv_text import ROW
from ranker.tables.fields import TABLE_SPECS, TableSpec
from ranker.tables.mapping import ColumnMapping, parse_mapping
from ranker.tables.parse import final_dtype
from ranker.tables.performance import PerformanceWriter
from ranker.tables.problem import Problem, Severity
from ranker.tables.source import RawTable, TableSource, open_source
from ranker.tables.tables import Tables
from ranker.tables.tidy import find_repeats, find_strangers, tidy


@dataclass(kw_only=True, slots=True)
class _Reading:
    """What has been read so far; lives for one call of `load_tables`."""

    source: TableSource
    mapping: ColumnMapping
    today: date
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    rejects: dict[str, pl.DataFrame] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    errors: list[TablesError] = field(default_factory=list)


def load_tables(
    folder: str | Path,
    *,
    today: date | None = None,
    storage: Mapping[str, str] | None = None,
) -> Tables:
    """Read all tables of `folder` (or of an `s3://` prefix, with Polars' `storage` options).

    Bad rows become problems and rejects. A table other than `catalog` and `markets` that is
    absent or unusable is empty. `today` (default: by the clock, UTC) bounds the dates: a row
    dated later than tomorrow is wrong. Raises TablesError where a required table is absent,
    unusable or without a good row, where a column would identify a person, and where
    mapping.yaml cannot be followed.
    """
    reading = _read_all(folder, today=today, storage=storage)
    if reading.errors:
        raise reading.errors[0]
    performance = PerformanceWriter()
    performance.add(reading.frames["performance"])
    others = {name: frame for name, frame in reading.frames.items() if name != "performance"}
    return Tables(
        **others,
        performance=performance.close(),
        problems=tuple(reading.problems),
        rejects=reading.rejects,
        missing=tuple(reading.missing),
        digest=_digest(reading.frames),
    )


def check_tables(
    folder: str | Path,
    *,
    today: date | None = None,
    storage: Mapping[str, str] | None = None,
) -> tuple[Problem, ...]:
    """Every problem of the folder, those included for which `load_tables` raises."""
    try:
        reading = _read_all(folder, today=today, storage=storage)
    except TablesError as error:
        return (_as_problem(error),)
    return (*map(_as_problem, reading.errors), *reading.problems)


def _read_all(
    folder: str | Path, *, today: date | None, storage: Mapping[str, str] | None
) -> _Reading:
    source = open_source(folder, storage=storage)
    reading = _Reading(
        source=source,
        mapping=parse_mapping(source.mapping_text()),
        today=today or datetime.now(UTC).date(),
    )
    for spec in TABLE_SPECS.values():
        _read_table(reading, spec)
    return reading


def _read_table(reading: _Reading, spec: TableSpec) -> None:
    """Read one table; what cannot be used leaves it empty, and an error where that matters."""
    frame = _empty(spec)
    try:
        raw = reading.source.read(spec.name)
        if raw is None or raw.frame.width <= 1:
            reading.missing.append(spec.name)
        else:
            frame = _check_table(reading, spec, raw)
        if spec.required and frame.is_empty():
            _refuse_empty(reading, spec, raw)
    except TablesError as error:
        fatal = spec.required or isinstance(error, PersonalColumnError)
        if fatal:
            reading.errors.append(error)
        else:
            reading.problems.append(_as_problem(error))
        reading.missing.append(spec.name)
    reading.frames[spec.name] = frame


def _check_table(reading: _Reading, spec: TableSpec, raw: RawTable) -> pl.DataFrame:
    own = adopt_columns(
        raw.frame, spec=spec, file=raw.file, renames=reading.mapping.get(spec.name, {})
    )
    checked = check_rows(own, spec=spec, file=raw.file, today=reading.today)
    strange = find_strangers(
        checked.frame,
        file=raw.file,
        artists=_known_ids(reading, "catalog", "artist_id"),
        markets=_known_ids(reading, "markets", "market"),
    )
    known = _without(checked.frame, strange)
    repeats = find_repeats(known, spec=spec, file=raw.file)
    reading.problems += [*raw.problems, *checked.problems, *strange, *repeats]
    rows = checked.rejected | {p.row for p in (*strange, *repeats)}
    if rows:
        reading.rejects[spec.name] = raw.frame.filter(pl.col(ROW).is_in(list(rows)))
    return tidy(_without(known, repeats), spec=spec)


def _known_ids(reading: _Reading, table: str, column: str) -> pl.Series | None:
    """The ids that rows may refer to; None where their table is not read or not usable."""
    frame = reading.frames.get(table)
    return None if frame is None or frame.is_empty() else frame[column]


def _without(frame: pl.DataFrame, problems: tuple[Problem, ...]) -> pl.DataFrame:
    rows = [problem.row for problem in problems]
    return frame.filter(~pl.col(ROW).is_in(rows)) if rows else frame


def _empty(spec: TableSpec) -> pl.DataFrame:
    return pl.DataFrame(
        {field.name: pl.Series([], dtype=final_dtype(field)) for field in spec.fields}
    )


def _refuse_empty(reading: _Reading, spec: TableSpec, raw: RawTable | None) -> None:
    if raw is None:
        file = f"{spec.name}.parquet or {spec.name}.csv"
        columns = ", ".join(f.name for f in spec.fields if f.required)
        raise TableMissingError(
            file=file, what="the table is missing", allowed=f"a file with columns {columns}"
        )
    ours = [str(p) for p in reading.problems if p.file == raw.file]
    what = "no usable row" + (f" (first problem: {ours[0]})" if ours else "")
    raise TableEmptyError(file=raw.file, what=what, allowed="at least one good row")


def _as_problem(error: TablesError) -> Problem:
    return Problem(
        file=error.file,
        row=None,
        column=error.column,
        value=error.what,
        allowed=error.allowed,
        severity=Severity.ERROR,
    )


def _digest(frames: Mapping[str, pl.DataFrame]) -> str:
    digest = hashlib.sha256()
    for name, frame in frames.items():
        buffer = io.BytesIO()
        frame.write_ipc(buffer)
        digest.update(name.encode())
        digest.update(buffer.getbuffer())
    return digest.hexdigest()
