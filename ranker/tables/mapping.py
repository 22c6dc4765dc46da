"""mapping.yaml → which foreign column stands for which of ours, per table."""

from collections.abc import Mapping

import yaml

from ranker.errors import MappingInvalidError
from ranker.tables.fields import TABLE_SPECS, TableSpec

ColumnMapping = Mapping[str, Mapping[str, str]]
_FILE = "mapping.yaml"
_SHAPE = "table: {our_column: their_column}"
_MAX_CHARACTERS = 100_000


def parse_mapping(text: str | None) -> ColumnMapping:
    """Read `text`; {} where there is none. Raises MappingInvalidError with what is allowed."""
    if text is None:
        return {}
    if len(text) > _MAX_CHARACTERS:
        raise MappingInvalidError(
            file=_FILE, what="too long", allowed=f"{_MAX_CHARACTERS} characters"
        )
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        what = f"is no YAML ({str(error).splitlines()[0]})"
        raise MappingInvalidError(file=_FILE, what=what, allowed=_SHAPE) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise MappingInvalidError(file=_FILE, what="is no mapping", allowed=_SHAPE)
    return {str(table): _parse_table(table, columns) for table, columns in data.items()}


def _parse_table(table: object, columns: object) -> Mapping[str, str]:
    spec = TABLE_SPECS.get(table) if isinstance(table, str) else None
    if spec is None:
        allowed = ", ".join(TABLE_SPECS)
        raise MappingInvalidError(file=_FILE, what=f"no table is called {table!r}", allowed=allowed)
    if columns is None:
        return {}
    if not isinstance(columns, dict):
        raise MappingInvalidError(file=_FILE, what=f"{table}: is no mapping", allowed=_SHAPE)
    return {_own(spec, own): _foreign(spec, own, name) for own, name in columns.items()}


def _own(spec: TableSpec, own: object) -> str:
    if isinstance(own, str) and spec.field(own) is not None:
        return own
    allowed = ", ".join(field.name for field in spec.fields)
    raise MappingInvalidError(
        file=_FILE, what=f"{spec.name} has no column {own!r}", allowed=allowed
    )


def _foreign(spec: TableSpec, own: object, name: object) -> str:
    if isinstance(name, str) and name:
        return name
    what = f"{spec.name}.{own} is {name!r}"
    raise MappingInvalidError(
        file=_FILE, what=what, allowed="the name of a column, in quotes if odd"
    )
