"""`handbill rank approve`: a ranking that was held back → the one that is served."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import emit, emit_json
from api.errors import InvalidFile, UsageError

if TYPE_CHECKING:
    from ranker import Release, ReleaseBook


def approve(
    rankings: Annotated[
        Path | None, typer.Option(metavar="DIR", help="As of `rank --rankings`.")
    ] = None,
    campaign: Annotated[
        str | None, typer.Option(metavar="NAME", help="Instead: of a campaign, in storage.")
    ] = None,
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day; default: the newest held back."),
    ] = None,
    market: Annotated[
        list[str] | None, typer.Option(help="This market alone; repeatable; default: all.")
    ] = None,
    channel: Annotated[str, typer.Option(help="The ad platform, beside --rankings.")] = "meta",
    objective: Annotated[str, typer.Option(help="What counts, likewise.")] = "registrations",
    segment: Annotated[str | None, typer.Option(help="The cohort, likewise.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Serve a ranking that was held back, because a person has looked at it."""
    from api.composition import open_or_join_house
    from api.settings import read_settings
    from api.shelf import StoreShelf
    from ranker import FolderShelf, ReleaseBook
    from ranker import approve as release

    if (rankings is None) == (campaign is None):
        raise UsageError(
            "which rankings are meant?",
            where="handbill rank approve",
            allowed="one of --rankings DIR and --campaign NAME",
        )
    day, markets = date.date() if date else None, market or ()
    if rankings is not None:
        if not rankings.is_dir():
            raise InvalidFile("no such folder", where=f"--rankings {rankings}", allowed="a folder")
        book = ReleaseBook(shelf=FolderShelf(rankings), line=line_of(channel, objective, segment))
        _tell(release(book, day=day, markets=markets), book, as_json=as_json)
        return
    with open_or_join_house(read_settings()) as house:
        book = ReleaseBook(shelf=StoreShelf(house.store), line=campaign or "")
        _tell(release(book, day=day, markets=markets), book, as_json=as_json)


def line_of(channel: str, objective: str, segment: str | None) -> str:
    """The name of the rankings that follow each other in a folder."""
    names = (channel, objective, *((segment,) if segment else ()))
    return "-".join(_plain(name) or "any" for name in names)


def _plain(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name)


def _tell(release: "Release", book: "ReleaseBook", *, as_json: bool) -> None:
    ranking = release.ranking
    markets = sorted({pick.market for pick in ranking.picks if not pick.stale})
    if as_json:
        emit_json({"line": book.line, "as_of": ranking.as_of, "released": markets})
    else:
        emit(f"{book.line} of {ranking.as_of} is released in {', '.join(markets)}")
