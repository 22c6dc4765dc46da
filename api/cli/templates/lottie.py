"""`handbill templates import-lottie`: a Bodymovin export → a template's folder and a report."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import emit, emit_json, emit_table, note
from api.errors import UsageError


def import_lottie(  # noqa: PLR0913, PLR0917 - Typer reads the options from the signature
    file: Annotated[Path, typer.Argument(help="A Bodymovin .json, or a .lottie file.")],
    out: Annotated[
        Path | None, typer.Option(help="The folder to make, named after the id; default: here.")
    ] = None,
    template_id: Annotated[
        str | None,
        typer.Option("--id", help="The template's id; default: after the folder or file."),
    ] = None,
    title: Annotated[str, typer.Option(help="Default: the comp's name.")] = "",
    theme: Annotated[str, typer.Option(help="What a ranker groups templates by.")] = "lottie",
    locale: Annotated[str, typer.Option(help="The locale of the export's words.")] = "en",
    fit: Annotated[
        str, typer.Option(help="contain or cover: the comp in pictures of another ratio.")
    ] = "contain",
    background: Annotated[
        str | None, typer.Option(help="#rrggbb around the comp; default: its own ground.")
    ] = None,
    poster: Annotated[
        float | None, typer.Option(min=0, metavar="SECONDS", help="Default: where all rests.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Make a template of an After Effects comp: its texts and named pictures become slots."""
    from api.settings import read_settings
    from templates.lottie.importer import ImportOptions, import_lottie
    from templates.lottie.naming import identifier
    from templates.lottie.opening import open_export
    from templates.text import FontLibrary

    name = template_id or (out.name if out else identifier(file.stem, otherwise="lottie"))
    folder = _new_folder(out or Path(name), name)
    opened = open_export(file)
    options = ImportOptions(
        id=name,
        fonts=FontLibrary.packaged(folders=read_settings().font_folders),
        title=title,
        theme=theme,
        locale=locale,
        fit=fit,
        background=background,
        poster_s=poster,
    )
    made = import_lottie(opened.data, file=str(file), options=options, pictures=opened.pictures)
    _write(folder, made.files)
    findings = [asdict(finding) for finding in made.findings]
    if as_json:
        emit_json({"folder": str(folder), "files": sorted(made.files), "findings": findings})
        return
    columns = ("layer", "kind", "outcome", "detail")
    emit_table(columns, ([finding[column] for column in columns] for finding in findings))
    emit("")
    emit(f"{folder}: {', '.join(sorted(made.files))}")
    note(f"next: handbill templates check {folder}/")


def _new_folder(folder: Path, name: str) -> Path:
    if folder.name != name:
        raise UsageError(f"{folder.name!r}", where="--out", allowed=f"a folder named {name!r}")
    if folder.exists():
        raise UsageError(f"{folder} is there", where="--out", allowed="a folder that is not yet")
    return folder


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the folder in its place, whole or not at all."""
    from templates import load_template

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".handbill-") as scratch:
        made = Path(scratch, folder.name)
        made.mkdir()
        for entry, data in files.items():
            (made / entry).write_bytes(data)
        # What was made is read as any template is: a folder that cannot be read helps nobody.
        load_template(made)
        made.rename(folder)
