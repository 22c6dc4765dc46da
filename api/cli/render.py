"""`handbill render`: one template, one content → one checked file, here, without a farm."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import emit, emit_json, note


def register(app: typer.Typer) -> None:
    """Add the noun's command."""
    app.command("render")(render)


def render(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    template: Annotated[str, typer.Argument(help="An id of the library, or a folder.")],
    content: Annotated[
        Path, typer.Option(help="JSON: slot → text, or the path of a picture, sound or video.")
    ],
    out: Annotated[Path, typer.Option(help="The file: .jpg, .png, .webp, .gif or .mp4.")],
    ratio: Annotated[str, typer.Option(help="W:H, such as 9:16.")] = "1:1",
    locale: Annotated[str, typer.Option(help="A BCP 47 tag, such as ar-EG.")] = "en-US",
    placement: Annotated[
        str | None, typer.Option(help="Whose safe zones hold; see `templates placements`.")
    ] = None,
    at: Annotated[
        float | None, typer.Option(min=0, metavar="SECONDS", help="The moment of a still.")
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="By default by the ending; animated-webp for .webp.")
    ] = None,
    poster: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A still that stands for the video, too.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Render one file here, without a farm."""
    from api.cli.templates import find_template
    from api.local_render import LocalRender, render_here
    from api.settings import read_settings
    from templates.text import FontLibrary

    order = LocalRender(
        template=find_template(template),
        content_file=content,
        ratio=ratio,
        locale=locale,
        placement=placement,
        at_s=at,
        format=format,
        poster=poster,
        out=out,
    )
    rendered = render_here(order, fonts=FontLibrary.packaged(folders=read_settings().font_folders))
    for warning in rendered["warnings"]:
        note(f"warning: {warning}")
    if as_json:
        emit_json(rendered)
    else:
        size = f"{rendered['width']}x{rendered['height']}"
        emit(f"{out}  {size}  {rendered['codec']}  {rendered['bytes']} bytes")
