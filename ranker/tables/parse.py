"""Cells as found → cells of the right type; what cannot be read is told apart from what is empty.

Only the type is settled here. Whether a value is allowed is for the schemas.
"""

from collections.abc import Sequence

import polars as pl

from ranker.tables.csv_text import ROW
from ranker.tables.fields import Field, Kind, TableSpec

DTYPES: dict[Kind, pl.DataType] = {
    **dict.fromkeys(
        (Kind.ID, Kind.TEXT, Kind.ARTWORK, Kind.LOCALES, Kind.LOCALE, Kind.CURRENCY), pl.String()
    ),
    **dict.fromkeys((Kind.DATE, Kind.RELEASE), pl.Date()),
    Kind.MOMENT: pl.Datetime("us"),
    # Whole numbers stay floats until their range is known: 1e300 must be a problem, not a crash.
    **dict.fromkeys((Kind.COUNT, Kind.MONEY, Kind.FRACTION), pl.Float64()),
}
_MOMENT_FORMATS = (
    "%Y-%m-%dT%H:%M:%S%.f%:z",
    "%Y-%m-%d %H:%M:%S%.f%:z",
    "%Y-%m-%dT%H:%M%:z",
)


def final_dtype(field: Field) -> pl.DataType:
    """The type of the column once its values are checked."""
    return pl.Int64() if field.kind is Kind.COUNT else DTYPES[field.kind]


def parse_cells(raw: pl.DataFrame, *, spec: TableSpec) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed frame of all our columns (absent ones null), and the unreadable cells.

    The second frame has columns `__row`, `column`, `value`.
    """
    fields = [*spec.fields, *_extra_fields(raw, spec)]
    present = [field for field in fields if field.name in raw.columns]
    typed = raw.select(
        ROW,
        *(_typed(raw.schema[field.name], field) for field in present),
    ).with_columns(
        pl.lit(None, dtype=DTYPES[field.kind]).alias(field.name)
        for field in fields
        if field.name not in raw.columns
    )
    typed = typed.select(ROW, *(field.name for field in fields))
    return typed, _unreadable(raw, typed, present)


def _extra_fields(raw: pl.DataFrame, spec: TableSpec) -> list[Field]:
    own = {field.name for field in spec.fields}
    extra = [spec.field(name) for name in raw.columns if name != ROW and name not in own]
    return [field for field in extra if field is not None]


def _typed(found: pl.DataType, field: Field) -> pl.Expr:
    wanted, cell = DTYPES[field.kind], pl.col(field.name)
    if wanted == pl.String():
        return _as_text(cell, found)
    if found == pl.String():
        cell = cell.str.strip_chars()
        if wanted == pl.Date():
            return cell.str.to_date("%Y-%m-%d", strict=False)
        return _moment(cell) if wanted == pl.Datetime("us") else cell.cast(wanted, strict=False)
    if isinstance(found, pl.Datetime) and found.time_zone is not None:
        cell = cell.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if found.is_nested() or found == pl.Boolean():
        return pl.lit(None, dtype=wanted).alias(field.name)
    if wanted.is_temporal() and not found.is_temporal():
        return pl.lit(None, dtype=wanted).alias(field.name)
    return cell.cast(wanted, strict=False)


def _as_text(cell: pl.Expr, found: pl.DataType) -> pl.Expr:
    if found.is_nested() or found == pl.Binary():
        return pl.lit(None, dtype=pl.String).alias(cell.meta.output_name())
    text = cell.cast(pl.String, strict=False)
    return pl.when(text != "").then(text)


def _moment(cell: pl.Expr) -> pl.Expr:
    """A time with or without its distance from UTC, or a date; kept in UTC without a zone."""
    zoned = cell.str.replace("[Zz]$", "+00:00")
    plain = (cell + "+00:00", cell + "T00:00+00:00")
    readings = [
        text.str.to_datetime(style, strict=False, time_unit="us", time_zone="UTC")
        for text in (zoned, *plain)
        for style in _MOMENT_FORMATS
    ]
    return pl.coalesce(readings).dt.replace_time_zone(None)


def _unreadable(raw: pl.DataFrame, typed: pl.DataFrame, fields: Sequence[Field]) -> pl.DataFrame:
    empty = pl.DataFrame(schema={ROW: pl.Int64, "column": pl.String, "value": pl.String})
    parts = [empty]
    for field in fields:
        found = raw[field.name]
        if found.dtype == typed.schema[field.name]:
            continue
        lost = found.is_not_null() & typed[field.name].is_null()
        if found.dtype == pl.String:
            lost &= found.str.strip_chars() != ""
        if lost.any():
            parts.append(_lost_cells(raw.filter(lost), field))
    return pl.concat(parts)


def _lost_cells(rows: pl.DataFrame, field: Field) -> pl.DataFrame:
    values = [str(value)[:200] for value in rows[field.name].to_list()]
    return pl.DataFrame(
        {
            ROW: rows[ROW],
            "column": pl.Series([field.name] * rows.height, dtype=pl.String),
            "value": pl.Series(values, dtype=pl.String),
        }
    )
