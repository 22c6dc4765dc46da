"""The options of a ranking, the same at each command that ranks, and the request that they make."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ranker import RankRequest


class RankerName(StrEnum):
    """The rankers, and `auto`: the best that the data allows."""

    HEURISTIC = "heuristic"
    BAYES = "bayes"
    XGBOOST = "xgboost"
    AUTO = "auto"


class Objective(StrEnum):
    """What an ad is paid for."""

    REGISTRATIONS = "registrations"
    SUBSCRIPTIONS = "subscriptions"
    VALUE = "value"


Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day to decide on; default: the day after."),
]
Top = Annotated[int, typer.Option(min=1, help="Picks per market.")]
How = Annotated[RankerName, typer.Option(help="How to rank.")]
What = Annotated[Objective, typer.Option(help="What counts.")]
Segment = Annotated[str | None, typer.Option(help="Only the performance of a cohort.")]
Channel = Annotated[str, typer.Option(help="The ad platform.")]
RulesFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Vetoes, quotas, caps; default: the folder's selection.yaml, if any."
    ),
]
Explore = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Places drawn by chance; default: the rules', else 0.2."),
]
Seed = Annotated[int, typer.Option(help="Of what is drawn by chance.")]
Models = Annotated[
    str | None,
    typer.Option(
        metavar="DIR|storage", help="Use a model that `rank train` kept there, while it may."
    ),
]
Version = Annotated[str, typer.Option(help="The model's version, beside --models.")]


def request_of(  # noqa: PLR0913 - each argument is an option of the commands
    place: str | Path,
    *,
    top: int,
    as_of: datetime | None,
    ranker: RankerName,
    objective: Objective,
    segment: str | None,
    channel: str,
    rules: Path | None,
    explore: float | None,
    seed: int,
) -> "RankRequest":
    """What the options ask of the tables at `place`; templates and model are still to be named.

    Raises RulesInvalidError, TablesError.
    """
    from api.rules import rules_of
    from ranker import RankRequest

    return RankRequest(
        top_k=top,
        as_of=day(as_of),
        ranker=ranker.value,
        objective=objective.value,
        segment=segment,
        channel=channel,
        rules=rules_of(place, rules=rules, explore=explore),
        seed=seed,
    )


def day(value: datetime | None) -> date | None:
    """The day of an option; None where it was not given."""
    return value.date() if value else None
