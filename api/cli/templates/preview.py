"""`handbill templates preview`: a template → a contact sheet, once or on every save."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import emit, note
from api.cli.templates.finding import find_template, template_folder

if TYPE_CHECKING:
    from api.workbench.preview import Sheet

_REFRESH_S = 1


def preview(
    template: Annotated[str, typer.Argument(help="An id of the library, or a folder.")],
    out: Annotated[
        Path | None, typer.Option(help="The sheet: .html or .png; default: ID-preview.html.")
    ] = None,
    ratio: Annotated[list[str] | None, typer.Option(help="Only this ratio; repeatable.")] = None,
    locale: Annotated[
        list[str] | None,
        typer.Option(help="This locale; repeatable; default: one for each script."),
    ] = None,
    content: Annotated[
        Path | None, typer.Option(help="JSON as for render; default: an invented artist.")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Paint again on every save, until Ctrl-C.")
    ] = False,
) -> None:
    """Paint a contact sheet: every ratio in a locale of each script, videos at three moments."""
    target = _target(template, out)
    bench = _bench(template, ratio or [], locale or [], content)
    if watch:
        _watch(template, bench, content, target)
        return
    sheet = bench()
    _write(target, sheet)
    emit(_told(target, sheet))


def _target(template: str, out: Path | None) -> Path:
    from api.errors import UsageError

    target = out or Path(f"{Path(template).resolve().name}-preview.html")
    if target.suffix.lower() not in {".html", ".png"}:
        raise UsageError(
            f"{target.name!r}", where="--out", allowed="a file ending in .html or .png"
        )
    if not target.parent.is_dir():
        raise UsageError("no such folder", where=f"--out {target.parent}", allowed="a folder")
    return target


def _bench(
    template: str, ratios: list[str], locales: list[str], content: Path | None
) -> "Callable[[], Sheet]":
    """What makes the sheet of the template as it now is, with all that stays warm in between."""
    from api.settings import read_settings
    from api.workbench.cells import CellPainter
    from api.workbench.content import from_file, invented
    from api.workbench.preview import make_sheet
    from templates.text import FontLibrary

    painter = CellPainter(fonts=FontLibrary.packaged(folders=read_settings().font_folders))

    def paint() -> "Sheet":
        contents = invented if content is None else from_file(content)
        return make_sheet(
            find_template(template),
            painter=painter,
            contents=contents,
            ratios=ratios,
            locales=locales,
        )

    return paint


def _watch(template: str, paint: "Callable[[], Sheet]", content: Path | None, target: Path) -> None:
    """Paint on every save until Ctrl-C; a fault is shown, and the next save may mend it."""
    from api.cli.output import report
    from api.errors import ApiError
    from api.workbench.watch import changes
    from render_farm.errors import RenderFarmError
    from templates import TemplatesError

    sheet: Sheet | None = None
    watched = (template_folder(template), *([content.resolve()] if content else []))
    try:
        for _ in changes(watched):
            fault: str | None = None
            try:
                sheet = paint()
            except (TemplatesError, RenderFarmError, ApiError, OSError) as error:
                report(error)
                fault = str(error)
            try:
                _write(target, sheet, fault=fault, refresh_s=_REFRESH_S)
            except OSError as error:
                # The folder may come back: it is looked for again at the next save.
                report(error)
                continue
            if fault is None and sheet is not None:
                note(_told(target, sheet))
    except KeyboardInterrupt:
        # The page that stays behind need not look for a newer one.
        if sheet is not None:
            _write(target, sheet)
        emit(f"{target}")


def _write(
    target: Path, sheet: "Sheet | None", *, fault: str | None = None, refresh_s: int | None = None
) -> None:
    from api.workbench.page import sheet_page
    from api.workbench.picture import sheet_png
    from render_farm.mirror import write_whole

    if target.suffix.lower() == ".html":
        page = sheet_page(sheet, fault=fault, refresh_s=refresh_s)
        write_whole(target, page.encode())
    elif sheet is not None and fault is None:
        write_whole(target, sheet_png(sheet))


def _told(target: Path, sheet: "Sheet") -> str:
    return (
        f"{target}  {len(sheet.cells)} cells, {sheet.painted} pictures painted in"
        f" {sheet.seconds:.2f} s, {sheet.warnings} warnings"
    )
