"""Where tables come from: a folder, or a prefix of an object store, through one file system.

Files are read with ordinary reads and never mapped into memory: a mapped file that somebody
shortens meanwhile would end the program.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ranker.errors import TableMissingError, TableUnreadableError
from ranker.tables.csv_text import ROW, Block, read_csv_blocks
from ranker.tables.fields import TABLE_SPECS
from ranker.tables.layout import (
    ENDINGS,
    GZIP_CSV,
    PARQUET,
    ending_of,
    folder_columns,
    is_folder_of,
    is_hidden,
    is_of,
)
from ranker.tables.problem import Problem
from ranker.tables.unzipped import Unzipped

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

_READABLE = "a Parquet file, or comma-separated UTF-8 text, plain or gzip"
MAPPING = "mapping.yaml"
_LONGEST_TEXT = 4_000_000
_BATCH_ROWS = 250_000
_COLUMN_BYTES = 1 << 20
# Polars' and DuckDB's names of what reaches a store → pyarrow's.
_STORAGE = {
    "aws_access_key_id": "access_key",
    "aws_secret_access_key": "secret_key",
    "aws_session_token": "session_token",
    "aws_region": "region",
    "aws_endpoint_url": "endpoint_override",
}

# What tells one state of a folder from another: path, bytes and time of change of each file.
Signature = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TableFile:
    """A file of a table: its name below the folder, and its path in the file system.

    size: bytes as stored. columns: those that its folders name, with their value.
    """

    name: str
    path: str
    size: int
    columns: Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class RawTable:
    """Rows as found: their file, cells with `__row`, and rows that could not be split."""

    file: str
    frame: pl.DataFrame
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TableSource:
    """A place that holds, per table, one file or a folder of files of one kind."""

    filesystem: "FileSystem"
    root: str
    name: str

    def files(self, table: str) -> tuple[TableFile, ...]:
        """The files of a table by name. Raises TableUnreadableError where kinds are mixed."""
        found = sorted(map(self._file, self._infos_of(table)), key=lambda file: file.name)
        files = [file for file in found if is_of(table, file.name)]
        if found and not files:
            raise TableUnreadableError(
                file=found[0].name, what="is of a kind that is not read", allowed=", ".join(ENDINGS)
            )
        kinds = {(ending_of(file.name), "/" in file.name) for file in files}
        if len(kinds) > 1 or (len(files) > 1 and "/" not in files[0].name):
            what = f"{files[0].name} and {files[-1].name} are both there"
            raise TableUnreadableError(
                file=files[0].name, what=what, allowed="one file per table, or a folder of one kind"
            )
        return tuple(files)

    def batches(self, file: TableFile, *, encoding: str = "utf-8") -> Iterator[RawTable]:
        """The rows of a file in order, at most some hundred thousand at a time; at least once.

        Raises TableUnreadableError, maybe after some batches.
        """
        kind = ending_of(file.name)
        try:
            rows = self._parquet(file) if kind == PARQUET else self._csv(file, encoding=encoding)
            for frame, problems in rows:
                whole = _with_columns(frame, file.columns)
                yield RawTable(file=file.name, frame=whole, problems=problems)
        except (OSError, pl.exceptions.PolarsError, _arrow_error()) as error:
            what = f"cannot be read ({_first_line(error)})"
            raise TableUnreadableError(file=file.name, what=what, allowed=_READABLE) from error

    def text(self, name: str) -> str | None:
        """The text of a small file such as mapping.yaml, or None where there is none.

        Raises TableUnreadableError.
        """
        path = f"{self.root}/{name}"
        (info,) = self._infos([path])
        if not info.is_file:
            return None
        if info.size > _LONGEST_TEXT:
            raise TableUnreadableError(
                file=name, what="is too long", allowed=f"{_LONGEST_TEXT} bytes"
            )
        try:
            with self.filesystem.open_input_stream(path, compression=None) as stream:
                return str(stream.read(), "utf-8")
        except (UnicodeDecodeError, OSError) as error:
            raise TableUnreadableError(file=name, what=str(error), allowed="UTF-8") from error

    def signature(self) -> Signature:
        """What there is now; differs once any file of the tables was written anew."""
        found = self._infos([f"{self.root}/{MAPPING}"])
        found += [info for table in TABLE_SPECS for info in self._infos_of(table)]
        return tuple((i.path, i.size, i.mtime_ns or 0) for i in found if i.is_file)

    def _csv(self, file: TableFile, *, encoding: str) -> Iterator[Block]:
        with self.filesystem.open_input_stream(file.path, compression=None) as stream:
            zipped = ending_of(file.name) == GZIP_CSV
            bytes_of = (
                Unzipped(stream, file=file.name, packed_bytes=file.size) if zipped else stream
            )
            yield from read_csv_blocks(bytes_of, file=file.name, encoding=encoding)

    def _parquet(self, file: TableFile) -> Iterator[Block]:
        import pyarrow.parquet as pq  # noqa: PLC0415  # as _arrow_error

        first = 1
        with self.filesystem.open_input_file(file.path) as handle:
            table = pq.ParquetFile(
                handle,
                buffer_size=_COLUMN_BYTES,
                pre_buffer=False,
                page_checksum_verification=True,
            )
            for batch in table.iter_batches(batch_size=_BATCH_ROWS):
                frame = _numbered(pl.DataFrame(pl.from_arrow(batch)), offset=first)
                first += frame.height
                yield frame, ()
            if first == 1:
                empty = pl.DataFrame(pl.from_arrow(table.schema_arrow.empty_table()))
                yield _numbered(empty, offset=1), ()

    def _infos_of(self, table: str) -> list[Any]:
        """Files called as the table is, whatever their ending, and all in a folder called so."""
        from pyarrow.fs import FileSelector  # noqa: PLC0415  # as _arrow_error

        beside = self._infos(FileSelector(self.root, allow_not_found=True))
        found = [i for i in beside if i.is_file and i.base_name.split(".", 1)[0] == table]
        for info in beside:
            if not info.is_file and is_folder_of(table, info.base_name):
                found += (i for i in self._infos(self._below_folder(info.path)) if i.is_file)
        return [info for info in found if not is_hidden(self._below(info.path))]

    def _below_folder(self, path: str) -> Any:
        """What asks for all files below a folder, of whatever depth."""
        from pyarrow.fs import FileSelector, LocalFileSystem  # noqa: PLC0415  # as _arrow_error

        if isinstance(self.filesystem, LocalFileSystem):
            # Arrow would follow a link to a folder above it without end.
            return [f"{place}/{name}" for place, _, names in os.walk(path) for name in names]
        return FileSelector(path, allow_not_found=True, recursive=True)

    def _infos(self, paths: Any) -> list[Any]:
        try:
            return list(self.filesystem.get_file_info(paths))
        except OSError as error:
            what = f"cannot be listed ({_first_line(error)})"
            raise TableUnreadableError(
                file=self.name, what=what, allowed="a readable folder"
            ) from (error)

    def _file(self, info: Any) -> TableFile:
        name = self._below(info.path)
        return TableFile(
            name=name, path=info.path, size=info.size or 0, columns=folder_columns(name)
        )

    def _below(self, path: str) -> str:
        return path.removeprefix(f"{self.root}/")


def open_source(folder: str | Path, *, storage: Mapping[str, str] | None = None) -> TableSource:
    """A folder, or for an address with `://` a prefix of a store.

    `storage`: aws_access_key_id, aws_secret_access_key, aws_session_token, aws_region,
    aws_endpoint_url; without them the environment and ~/.aws say. Raises TableMissingError.
    """
    from pyarrow import fs  # noqa: PLC0415  # as _arrow_error

    name = str(folder).rstrip("/")
    if "://" not in name:
        path = Path(folder)
        if not path.is_dir():
            raise TableMissingError(
                file=str(path), what="there is no such folder", allowed="a folder"
            )
        return TableSource(filesystem=fs.LocalFileSystem(), root=str(path.resolve()), name=name)
    if name.startswith("s3://"):
        filesystem = fs.S3FileSystem(**_s3_options(storage or {}))
        return TableSource(filesystem=filesystem, root=name.removeprefix("s3://"), name=name)
    try:
        filesystem, root = fs.FileSystem.from_uri(name)
    except (_arrow_error(), OSError) as error:
        what = f"no such place ({_first_line(error)})"
        raise TableMissingError(file=name, what=what, allowed="a folder or an s3:// prefix") from (
            error
        )
    return TableSource(filesystem=filesystem, root=root, name=name)


def _s3_options(storage: Mapping[str, str]) -> dict[str, str]:
    strange = sorted(set(storage) - set(_STORAGE))
    if strange:
        raise TableMissingError(
            file="storage", what=f"unknown: {', '.join(strange)}", allowed=", ".join(_STORAGE)
        )
    options = {_STORAGE[key]: value for key, value in storage.items()}
    # Of what the AWS tools take from the environment, pyarrow leaves out where the store is.
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    return {"endpoint_override": endpoint, **options} if endpoint else options


def _with_columns(frame: pl.DataFrame, columns: Mapping[str, str | None]) -> pl.DataFrame:
    """The frame with the columns that its folders name; what a file says itself goes before.

    A file without columns stays one.
    """
    new = [name for name in columns if name not in frame.columns] if frame.width > 1 else ()
    return frame.with_columns(pl.lit(columns[name], dtype=pl.String).alias(name) for name in new)


def _numbered(frame: pl.DataFrame, *, offset: int) -> pl.DataFrame:
    return frame.with_row_index(ROW, offset=offset).with_columns(pl.col(ROW).cast(pl.Int64))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]


def _arrow_error() -> type[Exception]:
    from pyarrow import ArrowException  # noqa: PLC0415  # a third of a second, only for reading

    error: type[Exception] = ArrowException
    return error
