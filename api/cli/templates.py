"""`handbill templates`: the library, or a folder → cards, slots, problems, the schema."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table

if TYPE_CHECKING:
    from templates import Library, Template

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(help="Templates: list, show, check, schema.", no_args_is_help=True)
    group.command("list")(list_all)
    group.command("show")(show)
    group.command("check")(check)
    group.command("schema")(schema)
    app.add_typer(group, name="templates")


def find_template(name: str) -> "Template":
    """A template by its id in the library, or by its folder. Raises TemplatesError."""
    from templates import load_template

    folder = Path(name)
    if "/" in name or (folder / "template.yaml").is_file():
        return load_template(folder)
    return _library().get(name)


def list_all(as_json: Json = False) -> None:
    """List the templates of the library."""
    from templates import template_card

    library = _library()
    cards = [template_card(library.get(name)) for name in library.ids()]
    if as_json:
        emit_json(cards)
        return
    columns = ("template_id", "version", "title", "theme", "kind", "ratios", "cost_s")
    emit_table(columns, ([_cell(card[name]) for name in columns] for card in cards))


def show(
    template: Annotated[str, typer.Argument(help="An id of the library, or a folder.")],
    as_json: Json = False,
) -> None:
    """Show a template: its ratios, its locales, its slots."""
    from api.documents import template_document

    document = template_document(find_template(template))
    if as_json:
        emit_json(document)
        return
    for name, value in document.items():
        if name != "slots":
            emit(f"{name:<16}{_cell(value)}")
    emit("")
    columns = ("name", "type", "required", "bind", "title")
    emit_table(columns, ([_cell(slot[name]) for name in columns] for slot in document["slots"]))


def check(
    templates: Annotated[
        list[str] | None, typer.Argument(help="Ids or folders; default: the whole library.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check templates: the file, and each ratio laid out in each of its locales."""
    from api.settings import read_settings
    from templates import TemplatesError, check_template
    from templates.text import FontLibrary

    fonts = FontLibrary.packaged(folders=read_settings().font_folders)
    names = templates or list(_library().ids())
    rows: list[dict[str, Any]] = []
    for name in names:
        try:
            report = check_template(find_template(name), fonts=fonts)
        except TemplatesError as error:
            rows.append(_refusal(name, code=error.code, detail=str(error)))
        else:
            rows.extend(asdict(finding) for finding in report.findings)
    _show_findings(rows, templates=len(names), as_json=as_json)
    if any(row["severity"] != "note" for row in rows):
        raise typer.Exit(1)


def schema() -> None:
    """Print the JSON Schema of template.yaml."""
    from templates import template_schema

    emit_json(template_schema())


def _refusal(template: str, *, code: str, detail: str) -> dict[str, Any]:
    place = {"template_id": template, "ratio": "", "locale": ""}
    return {**place, "severity": "error", "code": code, "detail": detail}


def _show_findings(rows: list[dict[str, Any]], *, templates: int, as_json: bool) -> None:
    if as_json:
        emit_json(rows)
    elif rows:
        columns = ("template_id", "ratio", "locale", "severity", "code", "detail")
        emit_table(columns, ([row[name] for name in columns] for row in rows))
    else:
        emit(f"{templates} templates, no problems")


def _library() -> "Library":
    from api.settings import read_settings
    from templates import open_library

    return open_library(folders=read_settings().template_folders)


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(str(item) for item in value)
    return {True: "yes", False: "no", None: "-"}.get(value, str(value))
