"""Where tables come from: a folder, or a prefix of an object store; one seam, two kinds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from ranker.errors import TableMissingError, TableUnreadableError
from ranker.tables.csv_text import ROW, read_csv_text
from ranker.tables.problem import Problem

_READABLE = "a Parquet file, or comma-separated UTF-8 text"


@dataclass(frozen=True, kw_only=True, slots=True)
class RawTable:
    """A file as found: its name, its cells with `__row`, and rows that could not be split."""

    file: str
    frame: pl.DataFrame
    problems: tuple[Problem, ...] = ()


class TableSource(Protocol):
    """A place that holds at most one file per table."""

    def read(self, table: str) -> RawTable | None:
        """The table's cells, or None where there is no such file. Raises TableUnreadableError."""

    def mapping_text(self) -> str | None:
        """The text of mapping.yaml, or None where there is none."""


def open_source(folder: str | Path, *, storage: Mapping[str, str] | None = None) -> TableSource:
    """A folder, or for an address with `://` a prefix; `storage` are Polars' storage options."""
    if "://" in str(folder):
        return PrefixSource(prefix=str(folder).rstrip("/"), storage=storage or {})
    path = Path(folder)
    if not path.is_dir():
        raise TableMissingError(file=str(path), what="there is no such folder", allowed="a folder")
    return FolderSource(folder=path)


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderSource:
    """A folder on this machine."""

    folder: Path

    def read(self, table: str) -> RawTable | None:
        """See TableSource."""
        parquet, text = self.folder / f"{table}.parquet", self.folder / f"{table}.csv"
        if parquet.is_file() and text.is_file():
            what = f"{parquet.name} and {text.name} are both there"
            raise TableUnreadableError(file=text.name, what=what, allowed="one file per table")
        if parquet.is_file():
            return RawTable(file=parquet.name, frame=_read_parquet(parquet))
        if not text.is_file():
            return None
        frame, problems = read_csv_text(text.read_bytes(), file=text.name)
        return RawTable(file=text.name, frame=frame, problems=problems)

    def mapping_text(self) -> str | None:
        """See TableSource."""
        path = self.folder / "mapping.yaml"
        if not path.is_file():
            return None
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise TableUnreadableError(file=path.name, what=str(error), allowed="UTF-8") from error


def _read_parquet(path: Path) -> pl.DataFrame:
    try:
        return _numbered(pl.read_parquet(path), offset=1)
    except pl.exceptions.PolarsError as error:
        what = f"cannot be read ({str(error).splitlines()[0]})"
        raise TableUnreadableError(file=path.name, what=what, allowed=_READABLE) from error


def _numbered(frame: pl.DataFrame, *, offset: int) -> pl.DataFrame:
    return frame.with_row_index(ROW, offset=offset).with_columns(pl.col(ROW).cast(pl.Int64))


@dataclass(frozen=True, kw_only=True, slots=True)
class PrefixSource:
    """A prefix such as s3://bucket/day/, read by Polars itself."""

    prefix: str
    storage: Mapping[str, str] = field(default_factory=dict)

    def read(self, table: str) -> RawTable | None:
        """See TableSource."""
        parquet, text = f"{self.prefix}/{table}.parquet", f"{self.prefix}/{table}.csv"
        frame = self._collect(pl.scan_parquet(parquet, storage_options=dict(self.storage)))
        if frame is not None:
            return RawTable(file=f"{table}.parquet", frame=_numbered(frame, offset=1))
        lazy = pl.scan_csv(
            text, infer_schema=False, encoding="utf8-lossy", storage_options=dict(self.storage)
        )
        frame = self._collect(lazy)
        if frame is None:
            return None
        return RawTable(file=f"{table}.csv", frame=_numbered(frame, offset=2))

    def mapping_text(self) -> str | None:
        """See TableSource; each line is read as a row of one cell."""
        lazy = pl.scan_csv(
            f"{self.prefix}/mapping.yaml",
            has_header=False,
            separator="\x1f",
            quote_char=None,
            infer_schema=False,
            storage_options=dict(self.storage),
        )
        frame = self._collect(lazy)
        return None if frame is None else "\n".join(frame.to_series().fill_null("").to_list())

    def _collect(self, lazy: pl.LazyFrame) -> pl.DataFrame | None:
        try:
            return lazy.collect()
        except FileNotFoundError:
            return None
        except (OSError, pl.exceptions.PolarsError) as error:
            if _says_not_found(error):
                return None
            what = f"cannot be read ({str(error).splitlines()[0]})"
            raise TableUnreadableError(file=self.prefix, what=what, allowed=_READABLE) from error


def _says_not_found(error: Exception) -> bool:
    text = str(error).lower()
    return "not found" in text or "no such file" in text or "nosuchkey" in text
