"""`handbill rank`: market data → picks per market, with reasons, as a table, Parquet or JSON."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.asked import (
    Channel,
    Day,
    Explore,
    How,
    Models,
    Objective,
    RankerName,
    RulesFile,
    Seed,
    Segment,
    Top,
    Version,
    What,
    request_of,
)
from api.cli.data import read_tables, tables_place
from api.cli.output import counted, emit_json, emit_table, note
from api.cli.rank_approve import approve, line_of
from api.cli.rank_evaluate import evaluate
from api.cli.rank_train import train
from api.errors import UsageError

if TYPE_CHECKING:
    from api.settings import Settings
    from ranker import Pick, Ranking, RankRequest, StoredRanker, Tables
    from ranker.pipeline import ParallelMap

# Sentences of a kind that are said of a ranking.
_MOST_SAID = 20


def register(app: typer.Typer) -> None:
    """Add the noun: a command that has commands of its own."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(rank)
    group.command("evaluate")(evaluate)
    group.command("approve")(approve)
    group.command("train")(train)
    app.add_typer(group, name="rank")


def rank(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder of tables, or s3://.")
    ] = None,
    as_of: Day = None,
    top: Top = 3,
    ranker: How = RankerName.AUTO,
    objective: What = Objective.REGISTRATIONS,
    segment: Segment = None,
    channel: Channel = "meta",
    rules: RulesFile = None,
    explore: Explore = None,
    seed: Seed = 0,
    out: Annotated[Path | None, typer.Option(help="A Parquet file for the ranking.")] = None,
    rankings: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Kept here; one that differs wildly from the last is held back."
        ),
    ] = None,
    models: Models = None,
    model: Version = "latest",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
) -> None:
    """Rank artist-template pairs in each market."""
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    if data is None:
        raise UsageError("--data is missing", where="handbill rank", allowed="a folder of tables")
    from api.cards import ranker_cards
    from api.market_map import market_map, told_map
    from api.settings import read_settings
    from ranker import write_ranking
    from templates import open_library

    place = tables_place(data)
    asked = request_of(
        place,
        top=top,
        as_of=as_of,
        ranker=ranker,
        objective=objective,
        segment=segment,
        channel=channel,
        rules=rules,
        explore=explore,
        seed=seed,
    )
    settings = read_settings()
    if models is not None:
        asked = replace(asked, model=_model(models, model, settings))
    tables = read_tables(place)
    library = open_library(folders=settings.template_folders)
    for error in library.readable()[1]:
        note(f"template left out: {error}")
    note("ranking ...")
    with market_map(settings, say=note) as parallel_map:
        asked = replace(asked, templates=ranker_cards(library))
        telling = told_map(parallel_map, counted("market", every=1000))
        ranking = _ranked(tables, asked, rankings=rankings, parallel_map=telling)
    _say_how(ranking)
    if out is not None:
        write_ranking(ranking, out)
        note(f"wrote {out}")
    if as_json:
        emit_json([asdict(pick) for pick in ranking.picks])
    else:
        columns = ("market", "rank", "artist", "name", "template", "score", "why")
        names = dict(zip(tables.catalog["artist_id"], tables.catalog["name"], strict=True))
        rows = [_row(pick, names[pick.artist_id]) for pick in ranking.picks]
        emit_table(columns, rows, right=("rank", "score"))


def _model(place: str, version: str, settings: "Settings") -> "StoredRanker":
    from api.models import open_models, stored_ranker

    with open_models(place, settings) as models:
        return stored_ranker(models, version)


def _ranked(
    tables: "Tables", asked: "RankRequest", *, rankings: Path | None, parallel_map: "ParallelMap"
) -> "Ranking":
    """The ranking, or with a folder of rankings the one to serve."""
    from ranker import FolderShelf, ReleaseBook, rank_and_release
    from ranker import rank as rank_tables

    if rankings is None:
        return rank_tables(tables, asked, parallel_map=parallel_map)
    line = line_of(asked.channel, asked.objective, asked.segment)
    book = ReleaseBook(shelf=FolderShelf(rankings), line=line)
    return rank_and_release(tables, asked, book=book, parallel_map=parallel_map).ranking


def _refuse_options(context: typer.Context) -> None:
    """What stands before the name of a command of this noun would not be heard."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise UsageError(
                f"--{name.replace('_', '-')} stands before {context.invoked_subcommand}",
                where="handbill rank",
                allowed=f"options of {context.invoked_subcommand} behind its name",
            )


def _say_how(ranking: "Ranking") -> None:
    _say_some([f"fall-back: {text}" for text in ranking.fallbacks])
    _say_some(ranking.notes)
    stale = ", stale" if ranking.stale else ""
    note(f"{ranking.ranker} ranking as of {ranking.as_of}, data as of {ranking.data_as_of}{stale}")


def _say_some(texts: Sequence[str]) -> None:
    """The first of what may be as many sentences as markets."""
    for text in texts[:_MOST_SAID]:
        note(text)
    if len(texts) > _MOST_SAID:
        note(f"and {len(texts) - _MOST_SAID} more of these")


def _row(pick: "Pick", name: str) -> tuple[object, ...]:
    why = "; ".join(reason.text for reason in pick.reasons[:2])
    explored = " (explored)" if pick.explored else ""
    return (
        pick.market,
        pick.rank,
        pick.artist_id,
        name,
        pick.template_id,
        f"{pick.score:.3f}",
        why + explored,
    )
