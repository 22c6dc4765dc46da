"""The path of a file below the data folder → its kind, and the columns that its folders name.

Folders named `column=value` hold one value each, which their files need not repeat: Hive's layout
of partitions, as Spark, Athena, BigQuery and DuckDB write it.
"""

from collections.abc import Mapping
from urllib.parse import unquote

PARQUET, CSV, GZIP_CSV = ".parquet", ".csv", ".csv.gz"
ENDINGS = (PARQUET, CSV, GZIP_CSV)
# How Hive writes that a cell is empty.
_NOTHING = "__HIVE_DEFAULT_PARTITION__"


def ending_of(path: str) -> str | None:
    """The ending of a file that can be read, in lower case; None for any other file."""
    return next((ending for ending in ENDINGS if path.lower().endswith(ending)), None)


def is_of(table: str, path: str) -> bool:
    """Whether a file is read as one of the table: called as it is, or in a folder called so."""
    top, _, below = path.partition("/")
    ending = ending_of(path)
    return ending is not None and (bool(below) or top[: -len(ending)] == table)


def is_folder_of(table: str, name: str) -> bool:
    """Whether a folder may hold the table; Spark writes `performance.parquet/part-0.parquet`."""
    return name == table or name[: -len(ending_of(name) or "")] == table


def is_hidden(path: str) -> bool:
    """What other programs leave beside their output, such as _SUCCESS and _temporary/."""
    return any(part.startswith(("_", ".")) for part in path.split("/"))


def folder_columns(path: str) -> Mapping[str, str | None]:
    """Column → its value in the whole file, percent-encoding undone; inner folders go first."""
    pairs = [part.partition("=") for part in path.split("/")[1:-1]]
    named = {unquote(name): unquote(value) for name, mark, value in pairs if name and mark}
    return {name: None if value in {"", _NOTHING} else value for name, value in named.items()}
