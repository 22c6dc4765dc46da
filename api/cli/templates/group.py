"""The noun `templates` and its verbs."""

import typer

from api.cli.templates.check import check
from api.cli.templates.diff import diff
from api.cli.templates.listing import list_all, show
from api.cli.templates.lottie import import_lottie
from api.cli.templates.placements import placements
from api.cli.templates.preview import preview
from api.cli.templates.schema import schema


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(
        help="Templates: list, show, check, preview, diff, schema, import.", no_args_is_help=True
    )
    group.command("list")(list_all)
    group.command("show")(show)
    group.command("check")(check)
    group.command("diff")(diff)
    group.command("placements")(placements)
    group.command("preview")(preview)
    group.command("schema")(schema)
    group.command("import-lottie")(import_lottie)
    app.add_typer(group, name="templates")
