"""`handbill storage …`: what a bucket holds that nobody needs, or that may not be shown, goes."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table, note
from api.errors import UsageError

if TYPE_CHECKING:
    from render_farm.housekeeping import GcPlan

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")]
_UNITS_S = {"h": 3600.0, "d": 86_400.0, "w": 604_800.0}


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(help="The bucket: clear it up, take things down.", no_args_is_help=True)
    group.command("gc")(gc)
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
