"""Cells as found → cells of the right type; what cannot be read is told apart from what is empty.

Only the type is settled here. Whether a value is allowed is for the schemas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ranker.tables.csv_text import ROW
from ranker.tables.dates import read_days, read_moments, to_day, to_utc
from ranker.tables.fields import Field, Kind, TableSpec
from ranker.tables.mapping import DateOrder

DTYPES: dict[Kind, pl.DataType] = {
    **dict.fromkeys(
        (Kind.ID, Kind.TEXT, Kind.ARTWORK, Kind.LOCALES, Kind.LOCALE, Kind.CURRENCY), pl.String()
    ),
    **dict.fromkeys((Kind.DATE, Kind.RELEASE), pl.Date()),
    Kind.MOMENT: pl.Datetime("us"),
    # Whole numbers stay floats until their range is known: 1e300 must be a problem, not a crash.
    **dict.fromkeys((Kind.COUNT, Kind.MONEY, Kind.FRACTION), pl.Float64()),
}
_DECIMAL_COMMA = r"^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d*)?$"


@dataclass(frozen=True, kw_only=True, slots=True)
class CellStyle:
    """How cells are written: the zone of times, the decimal separator, the order of dates."""

    time_zone: str = "UTC"
    decimal: str = "."
    orders: Mapping[str, DateOrder | None] = field(default_factory=dict)


def final_dtype(field: Field) -> pl.DataType:
    """The type of the column once its values are checked."""
    return pl.Int64() if field.kind is Kind.COUNT else DTYPES[field.kind]


def parse_cells(
    raw: pl.DataFrame, *, spec: TableSpec, style: CellStyle
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed frame of all our columns (absent ones null), and the unreadable cells.

    The second frame has columns `__row`, `column`, `value`.
    """
    fields = [*spec.fields, *_extra_fields(raw, spec)]
    present = [field for field in fields if field.name in raw.columns]
    read = {field.name: _typed(raw[field.name], field, style) for field in present}
    absent = {f.name: DTYPES[f.kind] for f in fields if f.name not in read}
    read |= {
        name: pl.repeat(None, raw.height, dtype=kind, eager=True) for name, kind in absent.items()
    }
    typed = pl.DataFrame({ROW: raw[ROW], **{field.name: read[field.name] for field in fields}})
    return typed, _unreadable(raw, typed, present)


def _extra_fields(raw: pl.DataFrame, spec: TableSpec) -> list[Field]:
    own = {field.name for field in spec.fields}
    extra = [spec.field(name) for name in raw.columns if name != ROW and name not in own]
    return [field for field in extra if field is not None]


def _typed(cells: pl.Series, field: Field, style: CellStyle) -> pl.Series:
    wanted, found = DTYPES[field.kind], cells.dtype
    odd = found.is_nested() or found in {pl.Binary(), pl.Time()} or found == pl.Duration
    if odd or (found == pl.Boolean() and wanted != pl.String()):
        return pl.repeat(None, len(cells), dtype=wanted, eager=True)
    if wanted == pl.String():
        return _as_text(cells)
    if found == pl.String():
        return _of_text(cells, field, style)
    if wanted.is_temporal():
        return _of_time(cells, wanted, style)
    return cells.cast(wanted, strict=False)


def _as_text(cells: pl.Series) -> pl.Series:
    text = cells.cast(pl.String, strict=False)
    return text.to_frame("cell").select(pl.when(pl.col("cell") != "").then("cell")).to_series()


def _of_text(cells: pl.Series, field: Field, style: CellStyle) -> pl.Series:
    wanted = DTYPES[field.kind]
    if wanted == pl.Date():
        order = style.orders.get(field.name)
        return read_days(cells, order=order, time_zone=style.time_zone)
    if wanted.is_temporal():
        return read_moments(cells, time_zone=style.time_zone)
    plain = cells.str.strip_chars()
    if style.decimal == ",":
        text = pl.col("cell")
        dotted = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        told = pl.when(text.str.contains(_DECIMAL_COMMA)).then(dotted)
        plain = plain.to_frame("cell").select(told).to_series()
    return plain.cast(wanted, strict=False)


def _of_time(cells: pl.Series, wanted: pl.DataType, style: CellStyle) -> pl.Series:
    """Times without a zone: their day as written, their moment as of the data's zone."""
    found, cell = cells.dtype, pl.col("cell")
    if not found.is_temporal():
        return pl.repeat(None, len(cells), dtype=wanted, eager=True)
    if isinstance(found, pl.Datetime) and found.time_zone is not None:
        cell = cell.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        cell = cell if wanted != pl.Date() else to_day(cell, time_zone=style.time_zone)
    elif wanted == pl.Datetime("us"):
        cell = to_utc(cell.cast(wanted, strict=False), time_zone=style.time_zone)
    return cells.to_frame("cell").select(cell.cast(wanted, strict=False)).to_series()


def _unreadable(raw: pl.DataFrame, typed: pl.DataFrame, fields: Sequence[Field]) -> pl.DataFrame:
    empty = pl.DataFrame(schema={ROW: pl.Int64, "column": pl.String, "value": pl.String})
    parts = [empty]
    for name in (one.name for one in fields):
        found = raw[name]
        if found.dtype == typed.schema[name]:
            continue
        lost = found.is_not_null() & typed[name].is_null()
        if found.dtype == pl.String:
            lost &= found.str.strip_chars() != ""
        if lost.any():
            parts.append(_lost_cells(raw.filter(lost), name))
    return pl.concat(parts)


def _lost_cells(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    values = [str(value)[:200] for value in rows[name].to_list()]
    return pl.DataFrame(
        {
            ROW: rows[ROW],
            "column": pl.Series([name] * rows.height, dtype=pl.String),
            "value": pl.Series(values, dtype=pl.String),
        }
    )
