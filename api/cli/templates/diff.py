"""`handbill templates diff`: which files an edit of a template changes."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table
from api.cli.templates.finding import find_template

if TYPE_CHECKING:
    from api.workbench.differing import Change, Difference, Made
    from render_farm.inputs import InputReader
    from templates import Template
    from templates.text import FontLibrary

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
_COLUMNS = ("locale", "ratio", "creative", "uses", "before", "after", "new warnings")
_KEY_SHOWN = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class _Compared:
    """A difference, and what its pages are painted with while the inputs are at hand."""

    difference: "Difference"
    inputs: "InputReader"
    fonts: "FontLibrary"


def diff(
    old: Annotated[str, typer.Argument(help="The template as it is: an id, or a folder.")],
    new: Annotated[str, typer.Argument(help="The template as edited: an id, or a folder.")],
    campaign: Annotated[
        str | None, typer.Option(help="Of this campaign; default: the contents of the check.")
    ] = None,
    ratio: Annotated[list[str] | None, typer.Option(help="Only this ratio; repeatable.")] = None,
    locale: Annotated[list[str] | None, typer.Option(help="Only this locale; repeatable.")] = None,
    out: Annotated[Path | None, typer.Option(help="An HTML page: before and after.")] = None,
    as_json: Json = False,
) -> None:
    """Show which files an edit changes: those with another asset key. Exit 1 if any is refused."""
    _check_page(out)
    before, after = find_template(old), find_template(new)
    with _compare(before, after, campaign, tuple(ratio or ()), tuple(locale or ())) as compared:
        found = compared.difference
        if out is not None:
            _write(out, compared)
    if as_json:
        emit_json(_document(found))
    else:
        _show(found, out)
    if found.broken:
        raise typer.Exit(1)


def _check_page(out: Path | None) -> None:
    from api.errors import UsageError

    if out is not None and out.suffix.lower() != ".html":
        raise UsageError(f"{out.name!r}", where="--out", allowed="a file ending in .html")
    if out is not None and not out.parent.is_dir():
        raise UsageError("no such folder", where=f"--out {out.parent}", allowed="a folder")


@contextmanager
def _compare(
    old: "Template",
    new: "Template",
    campaign: str | None,
    ratios: tuple[str, ...],
    locales: tuple[str, ...],
) -> Iterator[_Compared]:
    from api.composition import open_or_join_house
    from api.settings import read_settings
    from api.workbench.creatives import MatrixInputs, campaign_creatives, matrix_creatives
    from api.workbench.differing import difference
    from render_farm.toolchain import this_toolchain
    from templates.text import FontLibrary

    settings = read_settings()
    if campaign is None:
        fonts, inputs = FontLibrary.packaged(folders=settings.font_folders), MatrixInputs()
        creatives = matrix_creatives(old, ratios=ratios, locales=locales)
        toolchain = this_toolchain(fonts)
        found = difference(old, new, creatives, store=inputs, fonts=fonts, toolchain=toolchain)
        yield _Compared(difference=found, inputs=inputs, fonts=fonts)
        return
    with open_or_join_house(settings) as house:
        asked = campaign_creatives(campaign, old.id, store=house.store, jobs=house.jobs)
        creatives = (
            creative
            for creative in asked
            if (not ratios or creative.task.ratio in ratios)
            and (not locales or creative.task.locale in locales)
        )
        toolchain = this_toolchain(house.fonts)
        found = difference(
            old, new, creatives, store=house.store, fonts=house.fonts, toolchain=toolchain
        )
        yield _Compared(difference=found, inputs=house.store, fonts=house.fonts)


def _write(out: Path, compared: _Compared) -> None:
    from functools import lru_cache

    from PIL import Image

    from api.workbench.changes_page import changes_page
    from api.workbench.sample_clip import shown_clips
    from render_farm.inputs import read_input
    from render_farm.mirror import write_whole
    from templates import open_picture

    @lru_cache(maxsize=64)
    def picture(sha256: str) -> Image.Image:
        return open_picture(read_input(sha256, store=compared.inputs))

    with shown_clips(lambda sha256: read_input(sha256, store=compared.inputs)) as clips:
        page = changes_page(
            compared.difference, pictures=picture, fonts=compared.fonts, clips=clips
        )
    write_whole(out, page.encode())


def _document(found: "Difference") -> dict[str, Any]:
    return {
        "old": _named(found.old),
        "new": _named(found.new),
        "unchanged": found.unchanged,
        "stale": found.stale,
        "broken": found.broken,
        "changed": [_change(change) for change in found.changes],
    }


def _named(template: "Template") -> dict[str, str]:
    return {
        "template_id": template.id,
        "template_version": template.version,
        "sha256": template.sha256,
    }


def _change(change: "Change") -> dict[str, Any]:
    task = change.creative.task
    return {
        "creative": change.creative.label,
        "uses": change.creative.uses,
        "locale": task.locale,
        "ratio": task.ratio,
        "placement": task.placement,
        "format": task.format,
        "live_key": change.creative.live_key,
        "before": _made(change.before),
        "after": _made(change.after),
        "new_warnings": list(change.warnings),
    }


def _made(made: "Made") -> dict[str, str | None]:
    return {"asset_key": made.key, "error": made.error}


def _show(found: "Difference", out: Path | None) -> None:
    if found.changes:
        emit_table(_COLUMNS, (_row(change) for change in found.changes), right=("uses",))
    emit(
        f"{len(found.changes)} changed, {found.unchanged} stay as they are,"
        f" {found.broken} refused by the new template"
    )
    if found.stale:
        emit(f"{found.stale} live files were made by another version than the old one here")
    if out is not None:
        emit(f"{out}")


def _row(change: "Change") -> list[object]:
    task = change.creative.task
    keys = [(made.key or made.error or "")[:_KEY_SHOWN] for made in (change.before, change.after)]
    if change.after.error is not None:
        keys[1] = change.after.error
    warnings = " ".join(change.warnings)
    return [task.locale, task.ratio, change.creative.label, change.creative.uses, *keys, warnings]
