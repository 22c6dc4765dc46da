"""`handbill templates list` and `show`: cards and slots."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from typing import Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table, note
from api.cli.templates.finding import find_template, open_own_library

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def list_all(as_json: Json = False) -> None:
    """List the templates of the library."""
    from templates import template_card

    readable, refused = open_own_library().readable()
    cards = [template_card(template) for template in readable]
    if as_json:
        emit_json(cards)
    else:
        columns = ("template_id", "version", "title", "theme", "kind", "ratios", "cost_s")
        emit_table(columns, ([_cell(card[name]) for name in columns] for card in cards))
    for error in refused:
        note(f"error: {error}")
    if refused:
        raise typer.Exit(1)


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


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(str(item) for item in value)
    if isinstance(value, dict):
        return " ".join(f"{name} ({count})" if count else name for name, count in value.items())
    return {True: "yes", False: "no", None: "-"}.get(value, str(value))
