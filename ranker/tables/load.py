"""A folder or prefix → Tables: found, renamed, typed, checked, cross-checked, tidied."""

import hashlib
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from ranker.errors import TablesChangingError, TablesError
from ranker.tables.fields import TABLE_SPECS
from ranker.tables.mapping import parse_mapping
from ranker.tables.reading import Reading
from ranker.tables.source import MAPPING, TableSource, open_source
from ranker.tables.tables import Tables

# Whoever rewrites a folder is given a moment to finish.
_ATTEMPTS = 3
_PAUSE_S = 0.5


def load_tables(
    folder: str | Path,
    *,
    today: date | None = None,
    storage: Mapping[str, str] | None = None,
) -> Tables:
    """Read all tables of `folder` (or of an `s3://` prefix, with Polars' `storage` options).

    Bad rows become problems and rejects. A table other than `catalog` and `markets` that is
    absent or unusable is empty. `today` (default: by the clock, UTC) bounds the dates: a row
    dated later than tomorrow is wrong. Raises TablesError where a required table is absent,
    unusable or without a good row, where a column would identify a person, where mapping.yaml
    cannot be followed, and where files change while they are read, three times over.
    """
    reading = read_all(folder, today=today, storage=storage)
    if reading.errors:
        raise reading.errors[0]
    return tables_of(reading)


def tables_of(reading: Reading) -> Tables:
    """What was read, as it is handed on."""
    return Tables(
        **reading.frames,
        performance=reading.performance.close(),
        problems=reading.log.all(),
        rejects=reading.rejects,
        missing=tuple(reading.missing),
        digest=_digest(reading.digests),
    )


def read_all(
    folder: str | Path, *, today: date | None, storage: Mapping[str, str] | None
) -> Reading:
    """One reading of the whole folder, during which no file changed. Raises TablesError."""
    source = open_source(folder, storage=storage)
    day = today or datetime.now(UTC).date()
    for attempt in range(_ATTEMPTS):
        time.sleep(_PAUSE_S if attempt else 0)
        before = source.signature()
        try:
            reading = _read_once(source, day)
        except TablesError:
            if source.signature() == before:
                raise
            continue
        if source.signature() == before:
            return reading
    raise TablesChangingError(
        file=str(folder),
        what=f"files changed while they were read, {_ATTEMPTS} times over",
        allowed="files that stay as they are for as long as reading takes; write them elsewhere "
        "and move them in",
    )


def _read_once(source: TableSource, today: date) -> Reading:
    reading = Reading(source=source, mapping=parse_mapping(source.text(MAPPING)), today=today)
    for spec in TABLE_SPECS.values():
        reading.read(spec)
    return reading


def _digest(digests: Mapping[str, str]) -> str:
    text = "\n".join(f"{table} {digest}" for table, digest in sorted(digests.items()))
    return hashlib.sha256(text.encode()).hexdigest()
