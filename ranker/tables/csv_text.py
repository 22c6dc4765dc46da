"""Bytes of a CSV file → a frame of text cells, with the rows that are no rows set apart.

Everything is read as text, so that a bad value costs its row and not the file.
"""

import csv
import io

import polars as pl

from ranker.errors import TableUnreadableError
from ranker.tables.problem import Problem

ROW = "__row"
_UTF8_BOM = b"\xef\xbb\xbf"
_FOREIGN_BOMS = (b"\xff\xfe", b"\xfe\xff")
_ALLOWED = "comma-separated UTF-8 text with one header row"


def read_csv_text(data: bytes, *, file: str) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """Parse `data`; the frame has text columns and `__row`, counted as a spreadsheet does.

    Bytes that are no UTF-8 become U+FFFD, which the schemas refuse cell by cell.
    Raises TableUnreadableError where there is no header or it names a column twice.
    """
    if data.startswith(_FOREIGN_BOMS):
        raise TableUnreadableError(file=file, what="the text is UTF-16", allowed=_ALLOWED)
    if b"\x00" in data[:4096]:
        raise TableUnreadableError(file=file, what="the file is not text", allowed=_ALLOWED)
    data = data.removeprefix(_UTF8_BOM)
    if not data.strip():
        return pl.DataFrame(schema={ROW: pl.Int64}), ()
    _check_header(data, file=file)
    try:
        frame = pl.read_csv(data, infer_schema=False, encoding="utf8-lossy")
    except pl.exceptions.PolarsError:
        return _read_row_by_row(data, file=file)
    return frame.with_row_index(ROW, offset=2).with_columns(pl.col(ROW).cast(pl.Int64)), ()


def _check_header(data: bytes, *, file: str) -> None:
    text = io.StringIO(data[:1_000_000].decode("utf-8", "replace"), newline="")
    try:
        header = next(csv.reader(text))
    except (csv.Error, StopIteration) as error:
        raise TableUnreadableError(
            file=file, what=f"no header: {error}", allowed=_ALLOWED
        ) from error
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        what = f"the header names {', '.join(map(repr, twice))} more than once"
        raise TableUnreadableError(file=file, what=what, allowed="each column once")


def _read_row_by_row(data: bytes, *, file: str) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """The slow, forgiving way: a row with too many or too few cells is a problem of its own."""
    reader = csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
    header = next(reader)
    rows: list[tuple[int, list[str]]] = []
    problems: list[Problem] = []
    try:
        for number, cells in enumerate(reader, start=2):
            if len(cells) == len(header):
                rows.append((number, cells))
            elif cells:
                problems.append(_ragged(file, number, cells, len(header)))
    except csv.Error as error:
        raise TableUnreadableError(file=file, what=str(error), allowed=_ALLOWED) from error
    columns = {
        name: pl.Series(name, [cells[i] or None for _, cells in rows], dtype=pl.String)
        for i, name in enumerate(header)
    }
    numbers = pl.Series(ROW, [number for number, _ in rows], dtype=pl.Int64)
    return pl.DataFrame({ROW: numbers, **columns}), tuple(problems)


def _ragged(file: str, number: int, cells: list[str], width: int) -> Problem:
    return Problem(
        file=file,
        row=number,
        column=None,
        value=",".join(cells)[:200],
        allowed=f"{width} cells as in the header (this row has {len(cells)})",
    )
