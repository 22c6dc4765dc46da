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
from ranker.tables.csv_text import ROW, read_csv_blocks
from ranker.tables.fields import TABLE_SPECS
from ranker.tables.problem import Problem

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

_READABLE = "a Parquet file, or comma-separated UTF-8 text"
_ENDINGS = (".parquet", ".csv")
_MAPPING = "mapping.yaml"
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
    """A file of a table: its name below the folder, and its path in the file system."""

    name: str
    path: str


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
        single = [f"{self.root}/{table}{ending}" for ending in _ENDINGS]
        paths = [info.path for info in self._infos(single) if info.is_file]
        paths += [info.path for info in self._listed(table)]
        if len({path.rsplit("/", 1)[0] for path in paths}) > 1 or (
            len({path.rsplit(".", 1)[-1] for path in paths}) > 1
        ):
            names = sorted(self._below(path) for path in paths)
            what = f"{names[0]} and {names[-1]} are both there"
            raise TableUnreadableError(
                file=names[0], what=what, allowed="one file per table, or a folder of one kind"
            )
        return tuple(TableFile(name=self._below(path), path=path) for path in sorted(paths))

    def batches(self, file: TableFile, *, encoding: str = "utf-8") -> Iterator[RawTable]:
        """The rows of a file in order, at most some hundred thousand at a time; at least once.

        Raises TableUnreadableError, maybe after some batches.
        """
        try:
            if file.path.endswith(".parquet"):
                yield from self._parquet(file)
                return
            with self.filesystem.open_input_stream(file.path, compression=None) as stream:
                for frame, problems in read_csv_blocks(stream, file=file.name, encoding=encoding):
                    yield RawTable(file=file.name, frame=frame, problems=problems)
        except (OSError, pl.exceptions.PolarsError, _arrow_error()) as error:
            what = f"cannot be read ({_first_line(error)})"
            raise TableUnreadableError(file=file.name, what=what, allowed=_READABLE) from error

    def mapping_text(self) -> str | None:
        """The text of mapping.yaml, or None where there is none."""
        path = f"{self.root}/{_MAPPING}"
        if not self._infos([path])[0].is_file:
            return None
        try:
            with self.filesystem.open_input_stream(path, compression=None) as stream:
                return str(stream.read(), "utf-8")
        except (UnicodeDecodeError, OSError) as error:
            raise TableUnreadableError(file=_MAPPING, what=str(error), allowed="UTF-8") from error

    def signature(self) -> Signature:
        """What there is now; differs once any file of the tables was written anew."""
        singles = [f"{self.root}/{t}{ending}" for t in TABLE_SPECS for ending in _ENDINGS]
        found = [*self._infos([*singles, f"{self.root}/{_MAPPING}"])]
        found += [info for table in TABLE_SPECS for info in self._listed(table)]
        return tuple((i.path, i.size, i.mtime_ns or 0) for i in found if i.is_file)

    def _parquet(self, file: TableFile) -> Iterator[RawTable]:
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
                yield RawTable(file=file.name, frame=frame)
            if first == 1:
                empty = pl.DataFrame(pl.from_arrow(table.schema_arrow.empty_table()))
                yield RawTable(file=file.name, frame=_numbered(empty, offset=1))

    def _listed(self, table: str) -> list[Any]:
        from pyarrow.fs import FileSelector  # noqa: PLC0415  # as _arrow_error

        selector = FileSelector(f"{self.root}/{table}", allow_not_found=True)
        return sorted(
            (i for i in self._infos(selector) if i.is_file and _is_table(i.base_name)),
            key=lambda info: info.path,
        )

    def _infos(self, paths: Any) -> list[Any]:
        try:
            return list(self.filesystem.get_file_info(paths))
        except OSError as error:
            what = f"cannot be listed ({_first_line(error)})"
            raise TableUnreadableError(
                file=self.name, what=what, allowed="a readable folder"
            ) from (error)

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


def _is_table(name: str) -> bool:
    """What other programs leave beside their output, such as _SUCCESS, is no table."""
    return name.endswith(_ENDINGS) and not name.startswith(("_", "."))


def _numbered(frame: pl.DataFrame, *, offset: int) -> pl.DataFrame:
    return frame.with_row_index(ROW, offset=offset).with_columns(pl.col(ROW).cast(pl.Int64))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]


def _arrow_error() -> type[Exception]:
    from pyarrow import ArrowException  # noqa: PLC0415  # a third of a second, only for reading

    error: type[Exception] = ArrowException
    return error
