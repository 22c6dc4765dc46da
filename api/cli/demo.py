"""`handbill demo`: the whole way, once: rank, render, verify, store, deliver, sum up."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import Annotated

import typer

from api.cli.asked import Models
from api.cli.data import data_folder
from api.cli.summary import end_with, show_report
from api.watcher import Watcher


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Your tables instead of the sample's.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where everything is left.")] = Path(
        "demo-output"
    ),
    models: Models = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Rank, render, verify and store a campaign, all on this machine."""
    from api.demo import run_demo
    from api.settings import read_settings

    settings = read_settings()
    folder = data_folder(data) if data is not None else None
    report = run_demo(data=folder, out=out, settings=settings, watcher=Watcher(), models=models)
    show_report(report, as_json=as_json)
    end_with(report)
