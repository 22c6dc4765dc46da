"""`handbill rank train`: a folder of tables → a model that `rank --model` uses for weeks."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.data import data_folder
from api.cli.output import emit, note

if TYPE_CHECKING:
    from ranker import StoredRanker


def train(
    data: Annotated[Path, typer.Option(metavar="DIR", help="A folder of tables.")],
    models: Annotated[Path, typer.Option(metavar="DIR", help="Where models are kept.")],
    ranker: Annotated[str, typer.Option(help="auto, xgboost or bayes.")] = "auto",
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Nothing of this day or later is learnt."),
    ] = None,
    objective: Annotated[str, typer.Option(help="What counts.")] = "registrations",
    channel: Annotated[str, typer.Option(help="The ad platform.")] = "meta",
    seed: Annotated[int, typer.Option(help="Of what is drawn by chance.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Its card, one JSON document.")] = False,
) -> None:
    """Train a model and keep it: the same data and seed give the same files, bit for bit."""
    from api.cards import ranker_cards
    from api.settings import read_settings
    from ranker import FolderShelf, ModelRegistry, load_tables
    from ranker import train as train_model
    from templates import open_library

    note(f"reading {data} ...")
    tables = load_tables(data_folder(data))
    note("training ...")
    card, left_out = train_model(
        tables,
        templates=ranker_cards(open_library(folders=read_settings().template_folders)),
        registry=ModelRegistry(shelf=FolderShelf(models)),
        ranker=ranker,
        as_of=as_of.date() if as_of else None,
        objective=objective,
        channel=channel,
        seed=seed,
    )
    for text in left_out:
        note(f"source: {text}")
    emit(card.text() if as_json else card.version)


def stored_model(models: Path, version: str) -> "StoredRanker":
    """The ranker of a stored model. Raises ModelUnreadableError."""
    from ranker import FolderShelf, ModelRegistry, StoredRanker

    return StoredRanker(model=ModelRegistry(shelf=FolderShelf(models)).load(version))
