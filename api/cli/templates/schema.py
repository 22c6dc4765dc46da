"""`handbill templates schema`: what an editor completes and checks template.yaml by."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import document_text, emit_json, note


def schema(
    out: Annotated[Path | None, typer.Option(help="A file to write; default: print it.")] = None,
) -> None:
    """Print the JSON Schema of template.yaml."""
    from templates import template_schema

    if out is None:
        emit_json(template_schema())
        return
    out.write_text(document_text(template_schema()) + "\n", encoding="utf-8")
    note(f"wrote {out}")
