"""`handbill bench`: what is measured here, each figure beside its limit or peer of the same run."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.bench_farm import farm
from api.cli.bench_output import check_groups, tell
from api.cli.bench_rank import rank
from api.cli.output import note

if TYPE_CHECKING:
    from templates import Template

# What shapes the figures.
_PACKAGES = (
    "av",
    "moviepy",
    "numba",
    "numpy",
    "opencv-python-headless",
    "pillow",
    "thorvg-python",
    "uharfbuzz",
)


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(
        help="Benches: what rendering, the farm and ranking cost here.", no_args_is_help=True
    )
    group.command("render")(render)
    group.command("farm")(farm)
    group.command("rank")(rank)
    app.add_typer(group, name="bench")


def render(
    only: Annotated[
        list[str] | None, typer.Option(help="Only this group of measures; repeatable.")
    ] = None,
    template: Annotated[
        list[str] | None, typer.Option(help="Only this template, an id or a folder; repeatable.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0.03, help="Of each video at most; default: all of it.")
    ] = None,
    rounds: Annotated[
        int, typer.Option(min=1, help="Figures are the median of so many rounds.")
    ] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure rendering in one process and one thread, beside encoding alone and beside peers."""
    from api.settings import read_settings
    from api.workbench.content import invented
    from bench import GROUPS, Run, measured
    from bench.peers.node import program_versions
    from templates.text import FontLibrary

    check_groups(only, GROUPS)
    run = Run(
        templates=_templates(template),
        contents=invented,
        fonts=FontLibrary.packaged(folders=read_settings().font_folders),
        seconds=seconds,
        rounds=rounds,
        note=note,
    )
    found = list(measured(run, only=only or ()))
    tell(found, groups=GROUPS, packages=_PACKAGES, programs=program_versions(), as_json=as_json)


def _templates(names: list[str] | None) -> "list[Template]":
    from api.cli.templates import find_template, open_own_library
    from bench.run import unfilled

    found = [find_template(name) for name in names or open_own_library().ids()]
    for template in found:
        if missing := unfilled(template):
            note(f"{template.id} is not measured: it needs a {missing}")
    return [template for template in found if not unfilled(template)]
