"""`handbill templates check`: templates → what is wrong with them, each finding told once."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table
from api.cli.templates.finding import find_template, open_own_library

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
_COLUMNS = ("template_id", "severity", "code", "node", "figure", "count", "worst", "detail")


class Tier(StrEnum):
    """How far a check looks."""

    LAYOUT = "layout"
    PICTURE = "picture"


def check(
    templates: Annotated[
        list[str] | None, typer.Argument(help="Ids or folders; default: the whole library.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Every artist of this data folder, in its markets' locales.")
    ] = None,
    tier: Annotated[
        Tier, typer.Option(help="layout: no pixels; picture: painted small as well.")
    ] = Tier.LAYOUT,
    ratio: Annotated[list[str] | None, typer.Option(help="Only this ratio; repeatable.")] = None,
    locale: Annotated[list[str] | None, typer.Option(help="Only this locale; repeatable.")] = None,
    placement: Annotated[
        list[str] | None, typer.Option(help="Only this placement, such as meta.reels; repeatable.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check templates: the file, and each ratio × locale × placement with hard contents."""
    from api.settings import read_settings
    from api.watcher import Watcher
    from api.workbench.checking import CheckOrder
    from api.workbench.checking import check as check_all
    from templates import TemplatesError

    settings = read_settings()
    order = CheckOrder(
        ratios=tuple(ratio or ()),
        locales=tuple(locale or ()),
        placements=tuple(placement or ()),
        pixels=tier is Tier.PICTURE,
        data=data,
        fonts=settings.font_folders,
        workers=settings.workers,
    )
    names = templates or list(open_own_library().ids())
    rows: list[dict[str, Any]] = []
    found = []
    for name in names:
        try:
            found.append(find_template(name))
        except TemplatesError as error:
            rows.append(_refusal(name, code=error.code, detail=str(error)))
    cells = 0
    watcher = Watcher()
    with watcher.phase("check", f"Checking {len(found)} templates"):
        for report in check_all(found, order, progress=watcher.advance):
            cells += report.cells
            rows.extend(asdict(finding) for finding in report.findings)
    _show_findings(rows, told=f"{cells} cells of {len(names)} templates", as_json=as_json)
    if any(row["severity"] != "note" for row in rows):
        raise typer.Exit(1)


def _refusal(template: str, *, code: str, detail: str) -> dict[str, Any]:
    """A template that cannot be read, as a finding."""
    nowhere = dict.fromkeys(("node", "ratio", "locale", "placement", "sample"), "")
    everywhere: dict[str, list[str]] = {"ratios": [], "locales": [], "placements": []}
    return {
        "template_id": template,
        "severity": "error",
        "code": code,
        "count": 1,
        "detail": detail,
        "figure": None,
        **nowhere,
        **everywhere,
    }


def _show_findings(rows: list[dict[str, Any]], *, told: str, as_json: bool) -> None:
    if as_json:
        emit_json(rows)
        return
    if rows:
        shown = ({**row, "worst": _place(row)} for row in rows)
        emit_table(
            _COLUMNS,
            ([row[name] for name in _COLUMNS] for row in shown),
            right=("figure", "count"),
        )
    if all(row["severity"] == "note" for row in rows):
        emit(f"{told}: no problems")


def _place(row: dict[str, Any]) -> str:
    """The cell that shows the finding at its worst."""
    return " · ".join(row[name] for name in ("ratio", "locale", "placement", "sample") if row[name])
