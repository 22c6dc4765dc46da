"""`handbill rank train`: a folder of tables → a model that `rank --models` uses for weeks."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.asked import Channel, Objective, Seed, What
from api.cli.data import read_tables, tables_place
from api.cli.output import counted, emit, note


def train(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    data: Annotated[Path, typer.Option(metavar="DIR", help="A folder of tables, or s3://.")],
    models: Annotated[
        str,
        typer.Option(metavar="DIR|storage", help="Where it is kept."),
    ],
    ranker: Annotated[str, typer.Option(help="auto, xgboost or bayes.")] = "auto",
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Nothing of this day or later is learnt."),
    ] = None,
    objective: What = Objective.REGISTRATIONS,
    channel: Channel = "meta",
    seed: Seed = 0,
    search: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=2,
            max=64,
            help="First search the trees' settings among N; once, say 16.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Its card, one JSON document.")] = False,
) -> None:
    """Train a model and keep it: the same data and seed give the same files, bit for bit."""
    from api.cards import ranker_cards
    from api.models import open_models
    from api.settings import read_settings
    from ranker import train as train_model
    from ranker.registry.searched import search_text
    from templates import open_library

    settings = read_settings()
    place = tables_place(data)
    with open_models(models, settings) as registry:
        tables = read_tables(place)
        note("searching settings ..." if search else "training ...")
        card, left_out = train_model(
            tables,
            templates=ranker_cards(open_library(folders=settings.template_folders)),
            registry=registry,
            ranker=ranker,
            as_of=as_of.date() if as_of else None,
            objective=objective.value,
            channel=channel,
            seed=seed,
            search=search,
            progress=counted("candidate", every=4),
        )
    for text in left_out:
        note(f"source: {text}")
    if (how := search_text(card)) is not None:
        note(how)
    emit(card.text() if as_json else card.version)
