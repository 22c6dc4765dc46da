"""Bytes of a CSV file → frames of text cells, with the rows that are no rows set apart.

Everything is read as text, so that a bad value costs its row and not the file; and block by
block, so that a file may be larger than memory.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from ranker.errors import TableUnreadableError
from ranker.tables.problem import Problem

ROW = "__row"
_UTF8 = "utf-8"
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = (",", ";", "\t", "|")
_ALLOWED = "comma-separated UTF-8 text with one header row, or `encoding` in mapping.yaml"
_BLOCK_BYTES = 32 << 20
# A record that does not end within as many bytes has a quotation mark that nobody closes.
_LONGEST_RECORD = 4 * _BLOCK_BYTES

Block = tuple[pl.DataFrame, tuple[Problem, ...]]


class ByteStream(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Dialect:
    """The header as UTF-8 bytes with its line end, its names, and what separates them."""

    header: bytes
    names: tuple[str, ...]
    separator: str


def read_csv_text(data: bytes, *, file: str, encoding: str = _UTF8) -> Block:
    """Parse `data` whole; see `read_csv_blocks`."""
    blocks = list(read_csv_blocks(io.BytesIO(data), file=file, encoding=encoding))
    return pl.concat(frame for frame, _ in blocks), tuple(p for _, some in blocks for p in some)


def read_csv_blocks(stream: ByteStream, *, file: str, encoding: str = _UTF8) -> Iterator[Block]:
    """Frames of text columns and `__row`, counted as a spreadsheet does; at least one.

    The separator is what the header has most of: comma, semicolon, tab or bar; a first line
    `sep=;` says it. Bytes that do not fit `encoding` become U+FFFD, which the schemas refuse cell
    by cell. Raises TableUnreadableError where there is no header or it names a column twice.
    """
    dialect: _Dialect | None = None
    row = 2
    for records in _records(_utf8(stream, file=file, encoding=encoding)):
        body = records
        if dialect is None:
            dialect, body, row = _open(records, file=file)
        frame, problems, count = _parse(body, dialect=dialect, file=file, first=row)
        row += count
        yield frame, problems
    if dialect is None:
        yield pl.DataFrame(schema={ROW: pl.Int64}), ()


def _utf8(stream: ByteStream, *, file: str, encoding: str) -> Iterator[bytes]:
    """The bytes as UTF-8, without the mark of its order."""
    start = stream.read(_BLOCK_BYTES)
    plain = codecs.lookup(encoding).name == _UTF8
    if plain and start.startswith(_UTF16_BOMS):
        raise TableUnreadableError(file=file, what="the text is UTF-16", allowed=_ALLOWED)
    if plain and b"\x00" in start[:4096]:
        raise TableUnreadableError(file=file, what="the file is not text", allowed=_ALLOWED)
    start = start.removeprefix(_UTF8_BOM)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while start:
        yield start if plain else decoder.decode(start).encode()
        start = stream.read(_BLOCK_BYTES)
    if not plain:
        yield decoder.decode(b"", final=True).encode()


def _records(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut at ends of records: line ends outside quotation marks."""
    rest = b""
    for block in blocks:
        rest += block
        end = _last_record_end(rest)
        if end == 0 and len(rest) > _LONGEST_RECORD:
            end = rest.rfind(b"\n") + 1
        if rest[:end].strip():
            yield rest[:end]
            rest = rest[end:]
    if rest.strip():
        yield rest


def _last_record_end(data: bytes) -> int:
    """Behind the last line end with an even number of quotation marks before it; 0: none."""
    end = data.rfind(b"\n") + 1
    marks = data.count(b'"', 0, end)
    while end > 0 and marks % 2:
        before = data.rfind(b"\n", 0, end - 1) + 1
        marks -= data.count(b'"', before, end)
        end = before
    return end


def _open(records: bytes, *, file: str) -> tuple[_Dialect, bytes, int]:
    """The dialect of the first records, what follows the header, and the row that this is."""
    records = records.lstrip(b"\r\n")
    row, separator = 2, None
    said = records[:6].lower()
    if said.startswith(b"sep=") and records[5:6] in {b"\r", b"\n"}:
        separator, row = records[4:5].decode("utf-8", "replace"), 3
        records = records[5:].lstrip(b"\r\n")
    line = records[: (records.find(b"\n") + 1) or len(records)]
    separator = separator or _separator(line.decode("utf-8", "replace"))
    if line.count(b'"') % 2:  # a name with a line end in it
        end = _first_record_end(records)
        line = records[:end]
    text = io.StringIO(line.decode("utf-8", "replace"), newline="")
    try:
        names = next(csv.reader(text, delimiter=separator))
    except (csv.Error, StopIteration) as error:
        raise TableUnreadableError(
            file=file, what=f"no header: {error}", allowed=_ALLOWED
        ) from error
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        what = f"the header names {', '.join(map(repr, twice))} more than once"
        raise TableUnreadableError(file=file, what=what, allowed="each column once")
    dialect = _Dialect(header=_ended(line), names=tuple(names), separator=separator)
    return dialect, records[len(line) :], row


def _first_record_end(data: bytes) -> int:
    end, marks = 0, 0
    while True:
        after = data.find(b"\n", end) + 1
        if after == 0:
            return len(data)
        marks += data.count(b'"', end, after)
        end = after
        if marks % 2 == 0:
            return end


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n"


def _separator(header: str) -> str:
    """What the header has most of, outside quotation marks; the comma where it has none."""
    plain = "".join(header.split('"')[::2])
    return max(_SEPARATORS, key=plain.count)


def _parse(
    body: bytes, *, dialect: _Dialect, file: str, first: int
) -> tuple[pl.DataFrame, tuple[Problem, ...], int]:
    """The rows of `body`, the problems, and how many rows there are of either."""
    data = dialect.header + body
    try:
        frame = pl.read_csv(
            data, infer_schema=False, encoding="utf8-lossy", separator=dialect.separator
        )
    except pl.exceptions.PolarsError:
        return _parse_row_by_row(data, dialect=dialect, file=file, first=first)
    numbered = frame.with_row_index(ROW, offset=first).with_columns(pl.col(ROW).cast(pl.Int64))
    return numbered, (), frame.height


def _parse_row_by_row(
    data: bytes, *, dialect: _Dialect, file: str, first: int
) -> tuple[pl.DataFrame, tuple[Problem, ...], int]:
    """The slow, forgiving way: a row with too many or too few cells is a problem of its own."""
    text = io.StringIO(data.decode("utf-8", "replace"), newline="")
    reader = csv.reader(text, delimiter=dialect.separator)
    next(reader)
    rows: list[tuple[int, list[str]]] = []
    problems: list[Problem] = []
    number = first - 1
    try:
        for number, cells in enumerate(reader, start=first):
            if len(cells) == len(dialect.names):
                rows.append((number, cells))
            elif cells:
                problems.append(_ragged(file, number, cells, len(dialect.names)))
    except csv.Error as error:
        raise TableUnreadableError(file=file, what=str(error), allowed=_ALLOWED) from error
    columns = {
        name: pl.Series(name, [cells[i] or None for _, cells in rows], dtype=pl.String)
        for i, name in enumerate(dialect.names)
    }
    numbers = pl.Series(ROW, [number for number, _ in rows], dtype=pl.Int64)
    return pl.DataFrame({ROW: numbers, **columns}), tuple(problems), number - first + 1


def _ragged(file: str, number: int, cells: list[str], width: int) -> Problem:
    return Problem(
        file=file,
        row=number,
        column=None,
        value=",".join(cells)[:200],
        allowed=f"{width} cells as in the header (this row has {len(cells)})",
    )
