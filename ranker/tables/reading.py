"""Files of one table → its good rows, filed or in memory, with the others set aside and told."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import polars as pl

from ranker.errors import PersonalColumnError, TableEmptyError, TableMissingError, TablesError
from ranker.tables.check import check_rows
from ranker.tables.columns import adopt_columns
from ranker.tables.csv_text import ROW
from ranker.tables.dates import needs_order, order_told
from ranker.tables.fields import Kind, TableSpec
from ranker.tables.mapping import DataMapping, DateOrder
from ranker.tables.money import in_market_money
from ranker.tables.parse import CellStyle, final_dtype
from ranker.tables.performance import PerformanceWriter
from ranker.tables.problem import Problem, ProblemLog, Severity
from ranker.tables.rejects import Rejects, RejectsWriter
from ranker.tables.source import RawTable, TableFile, TableSource
from ranker.tables.tidy import find_repeats, find_strangers, tidy
from ranker.tables.work import WorkFolder


class Sink(Protocol):
    """Where good rows of a table go, batch by batch."""

    def add(self, batch: pl.DataFrame) -> None:
        """Take rows of the contract's columns, with `__row`."""

    def mark(self) -> int:
        """How far it is filled now."""

    def forget(self, mark: int) -> None:
        """Give up what was added since the mark."""


@dataclass(kw_only=True, slots=True)
class Held:
    """Rows in memory."""

    batches: list[pl.DataFrame] = field(default_factory=list)

    def add(self, batch: pl.DataFrame) -> None:
        """See Sink."""
        self.batches.append(batch)

    def mark(self) -> int:
        """See Sink."""
        return len(self.batches)

    def forget(self, mark: int) -> None:
        """See Sink."""
        del self.batches[mark:]

    def frame(self, spec: TableSpec) -> pl.DataFrame:
        """All rows, tidied as the table wants them; none where nothing was added."""
        if not self.batches:
            kinds = {field.name: final_dtype(field) for field in spec.fields}
            return pl.DataFrame(schema=kinds)
        return tidy(pl.concat(self.batches, how="diagonal"), spec=spec)


@dataclass(kw_only=True, slots=True)
class Reading:
    """What one reading of a folder has found so far."""

    source: TableSource
    mapping: DataMapping
    today: date
    work: WorkFolder = field(default_factory=WorkFolder)
    log: ProblemLog = field(default_factory=ProblemLog)
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    performance: PerformanceWriter = field(init=False)
    rejects: dict[str, Rejects] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    errors: list[TablesError] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.performance = PerformanceWriter(folder=self.work)

    def read(self, spec: TableSpec) -> None:
        """Read one table; what cannot be used leaves it empty, and an error where that matters."""
        held = Held()
        sink: Sink = self.performance if spec.name == "performance" else held
        try:
            found = _TableReading(reading=self, spec=spec, sink=sink).run()
            if not found:
                self.missing.append(spec.name)
            if spec.required and not held.frame(spec).height:
                self._refuse_empty(spec)
        except TablesError as error:
            if spec.required or isinstance(error, PersonalColumnError):
                self.errors.append(error)
            else:
                self.log.add(spec.name, [as_problem(error)])
            self.missing.append(spec.name)
        if sink is held:
            self.frames[spec.name] = held.frame(spec)
            self.digests[spec.name] = digest_of([self.frames[spec.name]])

    def ids(self, table: str, column: str) -> pl.Series | None:
        """The ids that rows may refer to; None where their table is not read or not usable."""
        frame = self.frames.get(table)
        return None if frame is None or frame.is_empty() else frame[column]

    def _refuse_empty(self, spec: TableSpec) -> None:
        files = self.source.files(spec.name)
        if not files:
            columns = ", ".join(f.name for f in spec.fields if f.required)
            raise TableMissingError(
                file=f"{spec.name}.parquet or {spec.name}.csv",
                what="the table is missing",
                allowed=f"a file with columns {columns}",
            )
        ours = self.log.of(spec.name)
        what = "no usable row" + (f" (first problem: {ours[0]})" if ours else "")
        raise TableEmptyError(file=files[0].name, what=what, allowed="at least one good row")


@dataclass(kw_only=True, slots=True)
class _TableReading:
    """One table on its way from files to `sink`."""

    reading: Reading
    spec: TableSpec
    sink: Sink
    seen: pl.DataFrame | None = None
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def run(self) -> tuple[TableFile, ...]:
        """Read all files; those that were used. Raises TablesError where none could be."""
        files = self.reading.source.files(self.spec.name)
        several = len(files) > 1
        rejects = RejectsWriter(folder=self.reading.work, table=self.spec.name)
        used: list[TableFile] = []
        lost: list[TablesError] = []
        for file in files:
            mark = self.sink.mark()
            try:
                if self._read_file(file, rejects, several=several):
                    used.append(file)
            except PersonalColumnError:
                raise
            except TablesError as error:
                self.sink.forget(mark)
                lost.append(error)
        if lost and not used:
            raise lost[0]
        self.reading.log.add(self.spec.name, map(as_problem, lost))
        if (set_aside := rejects.close()) is not None:
            self.reading.rejects[self.spec.name] = set_aside
        if self.spec.name == "performance":
            self.reading.digests[self.spec.name] = self.digest.hexdigest()
        return tuple(used)

    def _read_file(self, file: TableFile, rejects: RejectsWriter, *, several: bool) -> bool:
        """Whether the file has columns at all."""
        orders = self._orders(file)
        columns = False
        for raw in self._batches(file):
            if raw.frame.width <= 1:
                continue
            columns = True
            good, problems = self._check(raw, orders)
            self.reading.log.add(self.spec.name, [*raw.problems, *problems])
            errors = [p for p in problems if p.severity is Severity.ERROR]
            rejects.add(raw.frame, file=raw.file if several else None, problems=errors)
            rows = self.reading.rows
            rows[self.spec.name] = rows.get(self.spec.name, 0) + raw.frame.height
            self.sink.add(good)
            if self.spec.name == "performance":
                update_digest(self.digest, good.drop(ROW))
        return columns

    def _batches(self, file: TableFile) -> Iterator[RawTable]:
        return self.reading.source.batches(file, encoding=self.reading.mapping.encoding)

    def _adopt(self, raw: RawTable) -> pl.DataFrame:
        renames = self.reading.mapping.columns.get(self.spec.name, {})
        return adopt_columns(raw.frame, spec=self.spec, file=raw.file, renames=renames)

    def _orders(self, file: TableFile) -> Mapping[str, DateOrder | None]:
        """For each column of dates the order that its cells tell, from as few rows as do."""
        said = self.reading.mapping.dates
        names = [f.name for f in self.spec.fields if f.kind in {Kind.DATE, Kind.RELEASE}]
        if said is not None or not names:
            return dict.fromkeys(names, said)
        found: dict[str, DateOrder | None] = {}
        cells: dict[str, list[pl.Series]] = {}
        for raw in self._batches(file):
            if raw.frame.width <= 1:
                continue
            own = self._adopt(raw)
            for name in names:
                text = name in own.columns and own.schema[name] == pl.String
                if text and (name in cells or needs_order(own[name])):
                    cells.setdefault(name, []).append(own[name].unique())
                    found[name] = order_told(cells[name])
            if all(found.values()):
                break
        return found

    def _check(
        self, raw: RawTable, orders: Mapping[str, DateOrder | None]
    ) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
        """The good rows of a batch, and what is wrong with the others."""
        reading, mapping = self.reading, self.reading.mapping
        style = CellStyle(time_zone=mapping.time_zone, decimal=mapping.decimal, orders=orders)
        checked = check_rows(
            self._adopt(raw), spec=self.spec, file=raw.file, today=reading.today, style=style
        )
        strange = find_strangers(
            checked.frame,
            file=raw.file,
            artists=reading.ids("catalog", "artist_id"),
            markets=reading.ids("markets", "market"),
        )
        good = without(checked.frame, strange)
        repeats = find_repeats(good, spec=self.spec, file=raw.file, seen=self.seen)
        good = without(good, repeats)
        if self.spec.first_wins:
            keys = good.select(self.spec.key)
            self.seen = keys if self.seen is None else pl.concat([self.seen, keys])
        foreign: tuple[Problem, ...] = ()
        if self.spec.name == "performance" and not reading.frames["markets"].is_empty():
            good, foreign = in_market_money(
                good,
                file=raw.file,
                markets=reading.frames["markets"],
                rates=mapping.currencies,
            )
            good = without(good, foreign)
        return good, (*checked.problems, *strange, *repeats, *foreign)


def without(frame: pl.DataFrame, problems: tuple[Problem, ...]) -> pl.DataFrame:
    """The rows that have no such problem."""
    rows = [problem.row for problem in problems]
    return frame.filter(~pl.col(ROW).is_in(rows)) if rows else frame


def as_problem(error: TablesError) -> Problem:
    """An error of a whole file, among the problems of rows."""
    return Problem(
        file=error.file,
        row=None,
        column=error.column,
        value=error.what,
        allowed=error.allowed,
        severity=Severity.ERROR,
    )


def digest_of(frames: list[pl.DataFrame]) -> str:
    """The SHA-256 of rows in order, however they are cut into frames."""
    digest = hashlib.sha256()
    for frame in frames:
        update_digest(digest, frame)
    return digest.hexdigest()


def update_digest(digest: "hashlib._Hash", frame: pl.DataFrame) -> None:
    """Take the rows of a frame: eight bytes of Polars' hash for each."""
    if frame.height:
        named = frame.select(sorted(frame.columns))
        digest.update(named.hash_rows(seed=6).to_numpy().tobytes())
