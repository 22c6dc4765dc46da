"""A difference → one self-contained HTML page, before and after side by side."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

from jinja2 import Environment
from PIL import Image

from api.workbench.cells import moments, paint_small, preview_size
from api.workbench.differing import Change, Difference
from render_farm.paint import ClipSource
from render_farm.paint.content import NO_CLIPS
from templates import SceneReport
from templates.text import FontLibrary

# A page of more pairs than this (25 kB a picture) opens slowly and is read by nobody.
MOST_SHOWN = 120
# Paints a moment of a scene as a JPEG.
_Painter = Callable[[SceneReport, float], bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A change with its two pictures; None where a template refuses the creative."""

    change: Change
    moment: str
    before: str | None
    after: str | None
    width_px: int


def changes_page(
    difference: Difference,
    *,
    pictures: Callable[[str], Image.Image],
    fonts: FontLibrary,
    clips: ClipSource = NO_CLIPS,
) -> str:
    """The page; of more than MOST_SHOWN changes the first are painted, refused ones before all."""
    ordered = sorted(difference.changes, key=lambda change: not change.broken)
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        files(__package__).joinpath("changes.html.j2").read_text(encoding="utf-8")
    )
    return page.render(
        difference=difference,
        pairs=[
            _pair(change, partial(paint_small, pictures=pictures, fonts=fonts, clips=clips))
            for change in ordered[:MOST_SHOWN]
        ],
        more=max(0, len(ordered) - MOST_SHOWN),
    )


def _pair(change: Change, paint: _Painter) -> Pair:
    moment, (before, after) = next(_seen(change, paint))
    width_px, _ = preview_size(change.creative.task.ratio)
    return Pair(
        change=change, moment=moment, before=before, after=after, width_px=round(width_px * 0.8)
    )


def _seen(change: Change, paint: _Painter) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """The pictures of the first moment at which they differ; if none does, of the poster."""
    reports = (change.before.report, change.after.report)
    known = [report for report in reports if report is not None]
    times = sorted(moments(known[0].scene), key=lambda m: m[0] != "poster") if known else []
    first: tuple[str, tuple[str | None, str | None]] | None = None
    for name, at_s in times:
        uris = [_uri(report, at_s, paint) for report in reports]
        told = f"{at_s:g} s, {name}" if len(times) > 1 else ""
        found = (told, (uris[0], uris[1]))
        if uris[0] != uris[1]:
            yield found
        first = first or found
    yield first or ("", (None, None))


def _uri(report: SceneReport | None, at_s: float, paint: _Painter) -> str | None:
    if report is None:
        return None
    jpeg = paint(report, at_s)
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")
