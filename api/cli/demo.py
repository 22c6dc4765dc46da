"""`handbill demo`: the whole way, once: rank, render, verify, store, deliver, sum up."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import emit, emit_json, emit_table, note
from api.watcher import Watcher

if TYPE_CHECKING:
    from api.demo import DemoReport

_SHOWN_FAILURES = 20


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

    settings = read_settings()
    with ends_by_signal():
        report = run_demo(data=data, out=out, settings=settings, watcher=Watcher())
    if as_json:
        emit_json(report.document())
    else:
        _show(report)
    _tell_failures(report)
    if report.outcome.failed:
        raise typer.Exit(1)


def _show(report: "DemoReport") -> None:
    markets, outcome = report.markets, report.outcome
    columns = ("market", "locales", "picks", "assets", "videos", "render_s", "size", "failures")
    rows: list[tuple[object, ...]] = [
        (
            row["market"],
            " ".join(row["locales"]),
            *(row[name] for name in columns[2:6]),
            _megabytes(row["bytes"]),
            row["failures"],
        )
        for row in markets
    ]
    sums = [round(sum(row[name] for row in markets), 1) for name in columns[2:6]]
    size = _megabytes(sum(row["bytes"] for row in markets))
    rows.append((f"{len(markets)} in all", "", *sums, size, outcome.failed))
    emit_table(columns, rows, right=columns[2:])
    emit("")
    if outcome.rendered:
        emit(f"{outcome.rendered} files rendered, {outcome.reused} were there already")
    else:
        emit("nothing was rendered: every file was in storage already")
    phases = ", ".join(f"{name} {took:.1f}" for name, took in report.phases_s.items())
    emit(f"{report.seconds:.1f} s in all ({phases})")
    emit(f"look at {report.out / 'contact-sheet.html'}")


def _tell_failures(report: "DemoReport") -> None:
    failures = report.outcome.manifest["failures"]
    for row in failures[:_SHOWN_FAILURES]:
        place = ", ".join(str(row[name]) for name in ("market", "locale", "ratio") if row[name])
        note(f"error: {place}: {row['message']}")
    if len(failures) > _SHOWN_FAILURES:
        note(f"... and {len(failures) - _SHOWN_FAILURES} more failures: see manifest.json")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
