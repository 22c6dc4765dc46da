"""`handbill demo`: the whole way, once: rank, render, verify, store, deliver, sum up."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table
from api.watcher import Watcher

if TYPE_CHECKING:
    from api.campaign_run import CampaignOutcome


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
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Rank, render, verify and store a campaign, all on this machine."""
    from api.demo import run_demo
    from api.ending import ends_by_signal
    from api.settings import read_settings

    watcher = Watcher()
    with ends_by_signal():
        outcome, seconds = run_demo(data=data, out=out, settings=read_settings(), watcher=watcher)
    summary = _summary(outcome, seconds, watcher.seconds)
    if as_json:
        emit_json(summary)
    else:
        _show(summary, outcome.manifest, out)
    if outcome.failed:
        raise typer.Exit(1)


def _summary(
    outcome: "CampaignOutcome", seconds: float, phases: Mapping[str, float]
) -> dict[str, Any]:
    assets = outcome.manifest["assets"]
    files = {row["key"]: row["bytes"] for row in assets}
    return {
        "markets": len({row["market"] for row in assets}),
        "picks": len({(row["market"], row["rank"]) for row in assets}),
        "assets": len(assets),
        "videos": sum(1 for row in assets if row["duration_s"] is not None),
        "files": len(files),
        "bytes": sum(files.values()),
        "rendered": outcome.rendered,
        "reused": outcome.reused,
        "failures": outcome.failed,
        "seconds": round(seconds, 1),
        "phases": {name: round(took, 1) for name, took in phases.items()},
    }


def _show(summary: Mapping[str, Any], manifest: Mapping[str, Any], out: Path) -> None:
    shown = ("markets", "picks", "assets", "videos", "rendered", "reused", "failures", "seconds")
    megabytes = f"{summary['bytes'] / 1e6:.1f} MB"
    emit_table((*shown, "size"), [[*(summary[name] for name in shown), megabytes]], right=shown)
    for row in manifest["failures"]:
        place = ", ".join(str(row[name]) for name in ("market", "locale", "ratio") if row[name])
        emit(f"failed: {place}: {row['message']}")
    if summary["rendered"] == 0:
        emit("nothing was rendered: every file was in storage already")
    emit(f"look at {out / 'contact-sheet.html'}, {out / 'manifest.json'}, {out / 'assets'}/")
