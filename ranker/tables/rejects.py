"""Rejected rows → files beside the data, so that their owner can mend them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from ranker.tables.csv_text import ROW
from ranker.tables.problem import Problem
from ranker.tables.work import WorkFolder

_OURS = ("file", "row", "problem")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejects:
    """The rows of a table that were set aside, in Parquet files of text, with the reason."""

    folder: WorkFolder
    parts: tuple[Path, ...]
    height: int

    def frame(self) -> pl.DataFrame:
        """The rows as found, their number as `row`, and their problems as `problem`."""
        return self.lazy().collect()

    def lazy(self) -> pl.LazyFrame:
        """The same, not read yet."""
        return pl.concat([pl.scan_parquet(part) for part in self.parts], how="diagonal")


@dataclass(kw_only=True, slots=True)
class RejectsWriter:
    """Takes the rejected rows of a table, batch by batch, to files in `folder`."""

    folder: WorkFolder
    table: str
    _parts: list[Path] = field(default_factory=list)
    _rows: int = 0

    def add(self, rows: pl.DataFrame, *, file: str | None, problems: Iterable[Problem]) -> None:
        """Rows as found, with `__row`, and their problems; `file` where a table has several."""
        texts: dict[int | None, list[str]] = {}
        for problem in problems:
            texts.setdefault(problem.row, []).append(
                f"{problem.column}: {problem.value!r}; allowed: {problem.allowed}"
            )
        found = rows.filter(pl.col(ROW).is_in([row for row in texts if row is not None]))
        if found.is_empty():
            return
        said = pl.Series("problem", [" | ".join(texts.get(row, [])) for row in found[ROW]])
        plain = found.drop(n for n, kind in found.schema.items() if kind.is_nested())
        theirs = {n: f"{n} (as found)" for n in _OURS if n in plain.columns}
        plain = plain.rename({**theirs, ROW: "row"}).cast(pl.String, strict=False)
        plain = plain.with_columns(pl.col("row").cast(pl.Int64)).insert_column(1, said)
        if file is not None:
            plain = plain.insert_column(0, pl.repeat(file, plain.height, eager=True).alias("file"))
        place = self.folder.path / "rejects" / self.table
        place.mkdir(parents=True, exist_ok=True)
        part = place / f"{len(self._parts):06d}.parquet"
        plain.write_parquet(part)
        self._parts.append(part)
        self._rows += plain.height

    def close(self) -> Rejects | None:
        """All that was added; None where nothing was."""
        if not self._parts:
            return None
        return Rejects(folder=self.folder, parts=tuple(self._parts), height=self._rows)


class HasRejects(Protocol):
    """What was read from a folder."""

    @property
    def rejects(self) -> Mapping[str, Rejects]:
        """The rows that were set aside, per table that has any."""


def write_rejects(tables: HasRejects, folder: str | Path) -> dict[str, int]:
    """Write `<table>.rejects.csv` for each table with rejects; rows per table.

    A file has the rows as found, their number as `row`, and their problems as `problem`; of a
    table of several files also the file's name as `file`.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for table, rejects in tables.rejects.items():
        rejects.lazy().sink_csv(target / f"{table}.rejects.csv")
    return {table: rejects.height for table, rejects in tables.rejects.items()}
