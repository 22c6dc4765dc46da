"""`handbill data`: a folder of tables → its problems; a seed → the sample folder."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import document_text, emit, emit_json, emit_table, note
from api.errors import InvalidFile

if TYPE_CHECKING:
    from ranker import Tables
    from ranker.quality.figures import DataQuality

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
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="A folder of tables, or an s3:// prefix.")
    ],
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write a page on the data's quality: FILE.html, or FILE.json for programs.",
        ),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the rows that are set aside, and why, to files."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
) -> None:
    """List every problem of a folder: file, row, column, value, and what is allowed.

    Exit 1 when there are errors; rows with warnings are used as they stand.
    """
    from ranker import examine_tables, write_rejects

    if report is not None and report.suffix not in {".html", ".json"}:
        raise InvalidFile("not a report", where=f"--report {report}", allowed=".html or .json")
    quality = examine_tables(folder)
    if report is not None:
        _write_report(quality, report)
    if rejects is not None:
        counts = write_rejects(quality, rejects)
        note(f"wrote {sum(counts.values())} rows to {rejects}")
    rows = [_row(problem) for problem in quality.problems]
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
    errors, warnings = (
        sum(kind.count for kind in quality.kinds if kind.severity == severity)
        for severity in ("error", "warning")
    )
    if rows:
        note(f"{folder}: {errors} errors, {warnings} warnings")
    if errors:
        raise typer.Exit(1)


def _write_report(quality: "DataQuality", path: Path) -> None:
    from ranker.quality.page import quality_document, quality_page
    from ranker.report.page import write_page

    if path.suffix == ".html":
        write_page(quality_page(quality), path)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document_text(quality_document(quality)) + "\n", encoding="utf-8")
    note(f"wrote {path}")


def data_folder(path: Path) -> Path:
    """The absolute path of a data folder. Raises InvalidFile before anything else is made."""
    if not path.is_dir():
        allowed = "a folder of tables on this machine"
        raise InvalidFile("no such folder", where=f"--data {path}", allowed=allowed)
    return path.resolve()


def tables_place(path: Path) -> str:
    """Where tables alone are wanted: a data folder, or an s3:// prefix.

    A path has one slash of its two. Raises InvalidFile.
    """
    scheme, _, rest = str(path).partition(":/")
    return f"s3://{rest.lstrip('/')}" if scheme == "s3" else str(data_folder(path))


def read_tables(place: str) -> "Tables":
    """The tables of a place, with what of them is not used told. Raises TablesError."""
    from ranker import load_tables

    note(f"reading {place} ...")
    tables = load_tables(place)
    for text in tables.losses:
        note(text)
    if tables.losses:
        note(f"handbill data check {place} lists all")
    return tables


def _row(problem: Any) -> dict[str, Any]:
    names = ("severity", "file", "row", "column", "value", "allowed")
    return {name: _word(getattr(problem, name)) for name in names}


def _word(value: Any) -> Any:
    return getattr(value, "value", value)
