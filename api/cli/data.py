"""`handbill data`: a folder of tables → its problems; a seed → the sample folder."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table, note
from api.errors import InvalidFile

_SHOWN_PROBLEMS = 50


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(help="Market data: write a sample, check a folder.", no_args_is_help=True)
    group.command("sample")(sample)
    group.command("check")(check)
    app.add_typer(group, name="data")


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the tables.")],
    seed: Annotated[int, typer.Option(help="Another seed gives other artists.")] = 0,
) -> None:
    """Write the sample data: 12 markets, 300 invented artists, 60 days."""
    from ranker import write_sample

    note(f"writing the sample data to {folder} ...")
    write_sample(folder, seed=seed)
    emit(str(folder))


def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of tables.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
) -> None:
    """List every problem of a folder: file, row, column, value, and what is allowed.

    Exit 1 when there are errors; rows with warnings are used as they stand.
    """
    from ranker import check_tables

    rows = [_row(problem) for problem in check_tables(folder)]
    if as_json:
        emit_json(rows)
    elif rows:
        columns = ("severity", "file", "row", "column", "value", "allowed")
        shown = rows[:_SHOWN_PROBLEMS]
        emit_table(columns, ([row[name] for name in columns] for row in shown), right=("row",))
        if len(rows) > len(shown):
            note(f"... and {len(rows) - len(shown)} more; --json lists all")
    else:
        emit(f"{folder}: no problems")
    errors = sum(1 for row in rows if row["severity"] == "error")
    if rows:
        note(f"{folder}: {errors} errors, {len(rows) - errors} warnings")
    if errors:
        raise typer.Exit(1)


def data_folder(path: Path) -> Path:
    """The absolute path of a data folder. Raises InvalidFile before anything else is made."""
    if not path.is_dir():
        raise InvalidFile("no such folder", where=f"--data {path}", allowed="a folder of tables")
    return path.resolve()


def _row(problem: Any) -> dict[str, Any]:
    names = ("severity", "file", "row", "column", "value", "allowed")
    return {name: _word(getattr(problem, name)) for name in names}


def _word(value: Any) -> Any:
    return getattr(value, "value", value)
