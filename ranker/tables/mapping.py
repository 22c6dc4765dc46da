"""mapping.yaml → which foreign column stands for which of ours, and how cells are written."""

import codecs
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import polars as pl
import yaml

from ranker.errors import MappingInvalidError
from ranker.tables.fields import TABLE_SPECS, TableSpec

ColumnMapping = Mapping[str, Mapping[str, str]]
_FILE = "mapping.yaml"
_SHAPE = "table: {our_column: their_column}"
_MAX_CHARACTERS = 100_000


class DateOrder(StrEnum):
    """Which of the two numbers before or after the year is the day, as in 01/02/2025."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, kw_only=True, slots=True)
class DataMapping:
    """What mapping.yaml says; the defaults where it says nothing.

    columns: table → our column → theirs. currencies: what one unit of a currency is worth in a
    money common to all of them. time_zone: of times without an offset, and of the days that
    times fall on. dates: the order of dates that do not tell it, None: not said. decimal: the
    decimal separator of numbers in text. encoding: of CSV files.
    """

    columns: ColumnMapping = field(default_factory=dict)
    currencies: Mapping[str, float] = field(default_factory=dict)
    time_zone: str = "UTC"
    dates: DateOrder | None = None
    decimal: str = "."
    encoding: str = "utf-8"


def parse_mapping(text: str | None) -> DataMapping:
    """Read `text`; the defaults where there is none. Raises MappingInvalidError."""
    said = _read(text)
    settings = {name: read(said.pop(name)) for name, read in _SETTINGS.items() if name in said}
    tables = {str(table): _parse_table(table, columns) for table, columns in said.items()}
    return DataMapping(columns=tables, **settings)


def _read(text: str | None) -> dict[object, object]:
    if text is None:
        return {}
    if len(text) > _MAX_CHARACTERS:
        raise _wrong("too long", allowed=f"{_MAX_CHARACTERS} characters")
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _wrong(f"is no YAML ({str(error).splitlines()[0]})", allowed=_SHAPE) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise _wrong("is no mapping", allowed=_SHAPE)
    return data


def _parse_table(table: object, columns: object) -> Mapping[str, str]:
    spec = TABLE_SPECS.get(table) if isinstance(table, str) else None
    if spec is None:
        allowed = ", ".join((*TABLE_SPECS, *_SETTINGS))
        raise _wrong(f"no table is called {table!r}", allowed=allowed)
    if columns is None:
        return {}
    if not isinstance(columns, dict):
        raise _wrong(f"{table}: is no mapping", allowed=_SHAPE)
    return {_own(spec, own): _foreign(spec, own, name) for own, name in columns.items()}


def _own(spec: TableSpec, own: object) -> str:
    if isinstance(own, str) and spec.field(own) is not None:
        return own
    allowed = ", ".join(field.name for field in spec.fields)
    raise _wrong(f"{spec.name} has no column {own!r}", allowed=allowed)


def _foreign(spec: TableSpec, own: object, name: object) -> str:
    if isinstance(name, str) and name:
        return name
    what = f"{spec.name}.{own} is {name!r}"
    raise _wrong(what, allowed="the name of a column, in quotes if odd")


def _currencies(said: object) -> Mapping[str, float]:
    allowed = "a currency code and what one unit is worth in a common money, such as EUR: 1.08"
    if not isinstance(said, dict) or not said:
        raise _wrong(f"currencies is {said!r}", allowed=allowed)
    for code, rate in said.items():
        number = isinstance(rate, int | float) and not isinstance(rate, bool)
        known = isinstance(code, str) and len(code) == 3 and code.isascii() and code.isupper()
        if not (known and number and math.isfinite(rate) and rate > 0):
            raise _wrong(f"currencies: {code!r} is {rate!r}", allowed=allowed)
    return MappingProxyType({code: float(rate) for code, rate in said.items()})


def _time_zone(said: object) -> str:
    try:
        pl.Series([0]).cast(pl.Datetime("us")).dt.replace_time_zone(str(said))
    except pl.exceptions.PolarsError as error:
        allowed = "a name of the tz database, such as Europe/Berlin, or UTC"
        raise _wrong(f"time_zone is {said!r}", allowed=allowed) from error
    return str(said)


def _dates(said: object) -> DateOrder:
    try:
        return DateOrder(str(said))
    except ValueError as error:
        raise _wrong(f"dates is {said!r}", allowed=" or ".join(DateOrder)) from error


def _decimal(said: object) -> str:
    if said in {".", ","}:
        return str(said)
    raise _wrong(f"decimal is {said!r}", allowed='"." or ","')


def _encoding(said: object) -> str:
    try:
        codec = codecs.lookup(str(said))
        codecs.getincrementaldecoder(codec.name)("replace").decode(b"a")
    except (LookupError, ValueError, TypeError, AssertionError) as error:
        allowed = "a text encoding, such as utf-8, utf-16, windows-1252 or shift_jis"
        raise _wrong(f"encoding is {said!r}", allowed=allowed) from error
    return codec.name


def _wrong(what: str, *, allowed: str) -> MappingInvalidError:
    return MappingInvalidError(file=_FILE, what=what, allowed=allowed)


_SETTINGS: Mapping[str, Any] = MappingProxyType(
    {
        "currencies": _currencies,
        "time_zone": _time_zone,
        "dates": _dates,
        "decimal": _decimal,
        "encoding": _encoding,
    }
)
