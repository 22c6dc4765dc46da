"""`handbill templates check`: templates → what is wrong with them."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from dataclasses import asdict
from typing import Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table
from api.cli.templates.finding import find_template, open_own_library

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


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
    names = templates or list(open_own_library().ids())
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
