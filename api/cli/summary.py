"""What became of a campaign → a table, or one JSON document; failures on standard error."""

from typing import TYPE_CHECKING

import typer

from api.cli.output import emit, emit_json, emit_table, note

if TYPE_CHECKING:
    from api.campaign_report import CampaignReport

_SHOWN_FAILURES = 20


def show_report(report: "CampaignReport", *, as_json: bool) -> None:
    """Markets, picks, assets, seconds, bytes and failures; where to look."""
    if as_json:
        emit_json(report.document())
    else:
        _show(report)


def end_with(report: "CampaignReport") -> None:
    """Name what failed; exit 1 if anything did."""
    _tell_failures(report)
    if report.outcome.failed:
        raise typer.Exit(1)


def _show(report: "CampaignReport") -> None:
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


def _tell_failures(report: "CampaignReport") -> None:
    failures = report.outcome.manifest["failures"]
    for row in failures[:_SHOWN_FAILURES]:
        place = ", ".join(str(row[name]) for name in ("market", "locale", "ratio") if row[name])
        note(f"error: {place + ': ' if place else ''}{row['message']}")
    if len(failures) > _SHOWN_FAILURES:
        note(f"... and {len(failures) - _SHOWN_FAILURES} more failures: see manifest.json")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
