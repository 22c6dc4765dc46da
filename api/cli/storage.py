"""`handbill storage …`: what a bucket holds that nobody needs, or that may not be shown, goes."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table, note
from api.errors import UsageError

if TYPE_CHECKING:
    from render_farm.housekeeping import Findings, GcPlan, Target

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")]
Artist = Annotated[str | None, typer.Option(metavar="ID", help="An artist's id.")]
Picture = Annotated[
    str | None, typer.Option(metavar="SHA|FILE", help="An input's sha256, or the file itself.")
]
_UNITS_S = {"h": 3600.0, "d": 86_400.0, "w": 604_800.0}


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(help="The bucket: clear it up, take things down.", no_args_is_help=True)
    group.command("gc")(gc)
    down = typer.Typer(help="Take an artist or a picture down.", invoke_without_command=True)
    down.callback()(takedown)
    down.command("list")(list_all)
    down.command("lift")(lift)
    group.add_typer(down, name="takedown")
    app.add_typer(group, name="storage")


def gc(
    older_than: Annotated[
        str, typer.Option(metavar="AGE", help="Least age of what goes: 12h, 30d, 8w.")
    ] = "30d",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Delete old files and inputs that no job and no manifest names, and old pieces of videos.

    What open jobs, jobs that ended within that age, and campaigns' manifests name stays.
    """
    from api.composition import open_or_join_house
    from api.settings import read_settings
    from render_farm.housekeeping import Collector

    age_s = seconds(older_than)
    with open_or_join_house(read_settings()) as house:
        collector = Collector(store=house.store, jobs=house.jobs)
        if dry_run:
            plan, deleted, spared = collector.plan(older_than_s=age_s), 0, 0
        else:
            done = collector.collect(older_than_s=age_s)
            plan, deleted, spared = done.plan, done.deleted, done.spared
    if as_json:
        emit_json(_document(plan, dry_run=dry_run, deleted=deleted, spared=spared))
        return
    columns = ("kind", "found", "MB", "too young", "in use", "goes", "goes MB")
    emit_table(columns, map(_row, _heaps(plan)), right=columns[1:])
    emit("nothing was deleted: a dry run" if dry_run else f"{deleted} objects deleted")
    if spared:
        note(f"{spared} were named by somebody meanwhile, and stayed")


def takedown(
    context: typer.Context,
    artist: Artist = None,
    picture: Picture = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Delete all that was made of an artist or a picture, and refuse both from now on.

    Tells where it was shown: what already runs on a platform is to be stopped there.
    """
    if context.invoked_subcommand is not None:
        return
    from api.composition import open_or_join_house
    from api.settings import read_settings
    from render_farm.housekeeping import Takedown

    target = _target(artist, picture)
    with open_or_join_house(read_settings()) as house:
        doing = Takedown(store=house.store, jobs=house.jobs)
        found = doing.find(target) if dry_run else doing.take_down(target)
    if as_json:
        document = {"kind": target.kind, "id": target.id, "dry_run": dry_run}
        emit_json({**document, **found.document()})
    else:
        _tell(target, found, dry_run=dry_run)


def list_all(as_json: Json = False) -> None:
    """List what is taken down, the oldest first."""
    from api.composition import open_or_join_house
    from api.settings import read_settings
    from render_farm.housekeeping import Takedown

    with open_or_join_house(read_settings()) as house:
        stones = Takedown(store=house.store, jobs=house.jobs).all()
    rows = [
        {
            "kind": one.target.kind,
            "id": one.target.id,
            "at": datetime.fromtimestamp(one.at, UTC).isoformat(timespec="seconds"),
            "because": None if one.because is None else str(one.because),
        }
        for one in stones
    ]
    if as_json:
        emit_json(rows)
    else:
        emit_table(("kind", "id", "at", "because"), ([*row.values()] for row in rows))


def lift(artist: Artist = None, picture: Picture = None) -> None:
    """Let an artist or a picture be used again; what was deleted stays deleted."""
    from api.composition import open_or_join_house
    from api.settings import read_settings
    from render_farm.housekeeping import Takedown

    target = _target(artist, picture)
    with open_or_join_house(read_settings()) as house:
        if not Takedown(store=house.store, jobs=house.jobs).lift(target):
            raise UsageError(
                f"{target} is not taken down",
                where="handbill storage takedown lift",
                allowed="one of `handbill storage takedown list`",
            )
    emit(f"{target} may be used again")


def _target(artist: str | None, picture: str | None) -> "Target":
    from render_farm.housekeeping import Target, TargetKind
    from render_farm.storage import sha256_of

    if (artist is None) == (picture is None):
        raise UsageError(
            "who or what?", where="handbill storage takedown", allowed="--artist or --picture"
        )
    if artist is not None:
        return Target(kind=TargetKind.ARTIST, id=artist)
    named = (picture or "").removeprefix("inputs/")
    if re.fullmatch(r"[0-9a-f]{64}", named):
        return Target(kind=TargetKind.PICTURE, id=named)
    file = Path(picture or "")
    if not file.is_file():
        raise UsageError(
            f"{picture!r} is no file and no sha256",
            where="--picture",
            allowed="the sha256 of an input, or the file that was sent",
        )
    return Target(kind=TargetKind.PICTURE, id=sha256_of(file))


def _tell(target: "Target", found: "Findings", *, dry_run: bool) -> None:
    columns = ("campaign", "market", "channel", "locale", "ratio", "artist_id", "key")
    if found.live:
        emit_table(columns, ([row.get(name) for name in columns] for row in found.live))
    for sha256 in sorted(found.shared):
        note(f"inputs/{sha256} is used by other artists too, and stays")
    counts = (
        f"{len(found.assets)} files, {len(found.pictures)} inputs; {found.open_tasks} open tasks"
    )
    emit(f"{target}: {counts} {'would be refused' if dry_run else 'are refused from now on'}")


def seconds(age: str) -> float:
    """An age such as 12h, 30d or 8w in seconds. Raises UsageError."""
    match = re.fullmatch(r"(\d{1,5})([hdw])", age.strip())
    if match is None:
        raise UsageError(f"{age!r} is no age", where="--older-than", allowed="such as 12h, 30d, 8w")
    return int(match[1]) * _UNITS_S[match[2]]


def _heaps(plan: "GcPlan") -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [{**asdict(heap), "kind": heap.kind.value} for heap in plan.heaps]


def _row(heap: dict[str, Any]) -> tuple[object, ...]:
    megabytes = (f"{heap[name] / 1e6:.1f}" for name in ("found_bytes", "goes_bytes"))
    found_mb, goes_mb = megabytes
    counts = (heap["young"], heap["referred"], heap["goes"])
    return (f"{heap['kind']}s", heap["found"], found_mb, *counts, goes_mb)


def _document(plan: "GcPlan", *, dry_run: bool, deleted: int, spared: int) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "deleted": deleted,
        "spared": spared,
        "kinds": _heaps(plan),
        "keys": [*plan.named, *plan.free],
    }
