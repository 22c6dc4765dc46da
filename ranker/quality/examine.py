"""A folder or prefix → the figures of its quality, whatever is in it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from ranker.errors import TablesError
from ranker.quality.figures import DataQuality, ProblemFigures, quality_of
from ranker.tables.load import read_all
from ranker.tables.reading import as_problem


def examine_tables(
    folder: str | Path,
    *,
    today: date | None = None,
    storage: Mapping[str, str] | None = None,
) -> DataQuality:
    """Read all of `folder` as `load_tables` does and tell how good it is. Raises nothing for data.

    Where the folder cannot be read at all, that is the one problem there is.
    """
    try:
        return quality_of(read_all(folder, today=today, storage=storage), folder=str(folder))
    except TablesError as error:
        problem = as_problem(error)
        return DataQuality(
            folder=str(folder),
            read_on=today or datetime.now(UTC).date(),
            tables=(),
            kinds=(
                ProblemFigures(
                    table="",
                    column=problem.column,
                    severity=problem.severity.value,
                    allowed=problem.allowed,
                    count=1,
                    examples=(f"{problem.file}: {problem.value}",),
                ),
            ),
            markets=(),
            withheld={},
            newest_report=None,
            problems=(problem,),
            rejects={},
        )
