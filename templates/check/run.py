"""The check of one template: each cell's scene is made, and what it says is gathered."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from templates.build.make import SceneReport, make_scene
from templates.check.findings import CheckFinding, CheckReport, Found, Tally, note
from templates.check.matrix import Cell, Matrix, Samples
from templates.check.samples import extremes
from templates.content import PictureRef
from templates.errors import TemplatesError
from templates.resolved import resolve
from templates.template import Template
from templates.text import FontLibrary

# A further look at a cell's scene, such as at its pixels.
Look = Callable[[Cell, SceneReport], Iterable[Found]]

# Values made between two looks for cycles: a few MB.
_COLLECT_EVERY = 50_000


def check_template(
    template: Template,
    *,
    fonts: FontLibrary,
    ratios: Sequence[str] = (),
    locales: Sequence[str] = (),
    placements: Sequence[str] = (),
    samples: Samples = extremes,
    look: Look | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CheckReport:
    """Make the scene of every ratio × locale × placement × content and gather what they say.

    ratios, locales, placements: by default the template's own, and all placements. samples: the
    contents to try in a locale. progress: told cells done and cells in all. What a cell's content
    or layout refuses is a finding; raises InvalidRatio, InvalidLocale, UnknownPlacement alone.
    """
    matrix = Matrix(
        template=template, samples=samples, ratios=ratios, locales=locales, placements=placements
    )
    tally, total = Tally(template_id=template.id), matrix.count()
    with _seldom_collecting():
        for done, cell in enumerate(matrix, start=1):
            tally.add(cell, _cell(template, cell, fonts, look))
            if progress is not None:
                progress(done, total)
    tally.join(
        CheckReport(template_id=template.id, cells=0, findings=tuple(_unsigned(template, locales)))
    )
    return tally.report()


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Let the garbage collector look for cycles seldom, as long as this lasts.

    A cell makes some thousand small values and no cycles: looking after each 700 of them, as
    Python does by itself, takes a tenth of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_COLLECT_EVERY, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _cell(template: Template, cell: Cell, fonts: FontLibrary, look: Look | None) -> Iterator[Found]:
    sample = cell.sample
    if sample.refused is not None:
        code, message = sample.refused
        yield Found(severity="error", code=code, node="content", detail=message)
        return
    yield from _small_pictures(template, cell)
    try:
        resolved = resolve(
            template,
            content=sample.content,
            locale=cell.locale,
            ratio=cell.ratio,
            placement=cell.placement,
        )
        report = make_scene(
            resolved,
            pictures=sample.pictures,
            sounds=sample.sounds,
            videos=sample.videos,
            fonts=fonts,
        )
    except TemplatesError as error:
        yield Found(severity="error", code=error.code, node=error.where or "", detail=str(error))
        return
    for warning in report.warnings:
        yield Found.of_warning(warning)
    if look is not None:
        yield from look(cell, report)


def _small_pictures(template: Template, cell: Cell) -> Iterator[Found]:
    for name, value in cell.sample.content.items():
        slot = template.slots.get(name)
        facts = cell.sample.pictures.get(value.sha256) if isinstance(value, PictureRef) else None
        if slot is None or facts is None:
            continue
        side = min(facts.width, facts.height)
        if side < slot.min_side_px:
            yield Found(
                severity="warning",
                code="picture_too_small",
                node=name,
                detail=f"{facts.width}x{facts.height}, wanted {slot.min_side_px} px",
                figure=float(side),
            )


def _unsigned(template: Template, wanted: Sequence[str]) -> Iterator[CheckFinding]:
    for locale, words in template.copy.items():
        if not words.signed_off and (not wanted or locale in wanted):
            yield note(
                template.id,
                code="copy_unsigned",
                locale=locale,
                detail="no native speaker has signed this copy off",
            )
