"""`handbill campaign run`: rank, then render on the farm that runs here, or on one of its own."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

import time
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
from api.cli.data import data_folder
from api.cli.summary import end_with, show_report
from api.watcher import Watcher

if TYPE_CHECKING:
    from render_farm.campaign import Shapes

_STILLS, _VIDEOS = "1:1,4:5,9:16", "9:16"


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(help="Campaigns: rank, then render.", no_args_is_help=True)
    group.command("run")(run)
    app.add_typer(group, name="campaign")


def run(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    data: Annotated[Path, typer.Option(metavar="DIR", help="A folder of tables.")],
    name: Annotated[str, typer.Option(help="Its id in storage.")] = "campaign",
    top: Top = 3,
    ratios: Annotated[str, typer.Option(help="Of stills, separated by commas.")] = _STILLS,
    video_ratios: Annotated[str, typer.Option(help="Of videos, likewise.")] = _VIDEOS,
    template: Annotated[
        list[str] | None, typer.Option(help="Only this template; repeatable; default: the library.")
    ] = None,
    channel: Channel = "meta",
    objective: What = Objective.REGISTRATIONS,
    segment: Segment = None,
    ranker: How = RankerName.AUTO,
    rules: RulesFile = None,
    explore: Explore = None,
    seed: Seed = 0,
    as_of: Day = None,
    models: Models = None,
    model: Version = "latest",
    budget: Annotated[
        float | None,
        typer.Option(min=0.001, help="Seconds of workers it may take; default: no limit."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it is left; default: its name.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Rank, render, verify and store a campaign."""
    from api.campaign_report import CampaignReport
    from api.campaign_run import CampaignOrder, run_campaign
    from api.composition import open_or_join_house
    from api.settings import read_settings

    started = time.perf_counter()
    folder = (out or Path(_checked(name))).resolve()
    source = data_folder(data)
    order = CampaignOrder(
        name=_checked(name),
        data=source,
        out=folder,
        asked=request_of(
            source,
            top=top,
            as_of=as_of,
            ranker=ranker,
            objective=objective,
            segment=segment,
            channel=channel,
            rules=rules,
            explore=explore,
            seed=seed,
        ),
        models=models,
        model=model,
        shapes=_shapes(ratios, video_ratios),
        templates=tuple(template or ()),
        budget_s=budget,
    )
    settings = read_settings()
    folder.mkdir(parents=True, exist_ok=True)
    watcher = Watcher()
    with open_or_join_house(settings) as house:
        outcome = run_campaign(order, house=house, watcher=watcher)
    report = CampaignReport.of(outcome, out=folder, since=started, watcher=watcher)
    show_report(report, as_json=as_json)
    end_with(report)


def _shapes(ratios: str, video_ratios: str) -> "Shapes":
    from render_farm.campaign import Shapes

    return Shapes(
        static_ratios=_ratios(ratios, option="--ratios"),
        animated_ratios=_ratios(video_ratios, option="--video-ratios"),
    )


def _ratios(text: str, *, option: str) -> tuple[str, ...]:
    from api.errors import UsageError
    from templates import TemplatesError, pixel_size

    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for ratio in wanted:
        try:
            pixel_size(ratio)
        except TemplatesError as error:
            raise UsageError(error.what, where=option, allowed=error.allowed) from error
    return wanted


def _checked(name: str) -> str:
    from api.errors import UsageError

    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        raise UsageError(
            f"{name!r} cannot be part of a key",
            where="--name",
            allowed="letters, digits, hyphens and underscores",
        )
    return name
