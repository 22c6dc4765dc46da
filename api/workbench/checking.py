"""What is to be checked → one report a template; large catalogues on all cores."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import active_children, get_context
from pathlib import Path

from api.workbench.catalogue import (
    CatalogueFiles,
    CatalogueSamples,
    Entry,
    entries,
    market_locales,
)
from api.workbench.content import covers
from api.workbench.looking import PictureLook
from ranker import load_tables
from templates import CheckReport, Template, check_template, pack_template, unpack_template
from templates.check import Samples, extremes, merge_reports
from templates.text import FontLibrary

# Artists that a process is given at a time: some thousand cells, a few seconds.
_CHUNK = 8
# Below this a second process costs more than it brings: each takes a second to start.
_FEW_ARTISTS = 24

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckOrder:
    """What a check goes over, but for the template; empty means all there is.

    pixels: the picture tier. data: a data folder, every artist of which is tried.
    """

    ratios: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    placements: tuple[str, ...] = ()
    pixels: bool = False
    data: Path | None = None
    fonts: tuple[Path, ...] = ()
    workers: int = 1


def check(
    templates: Sequence[Template], order: CheckOrder, *, progress: Progress
) -> Iterator[CheckReport]:
    """A report for each template. progress: cells or artists done, and all there are.

    Raises InvalidRatio, InvalidLocale, UnknownPlacement, and what reading the data raises.
    """
    if order.data is None:
        for template in templates:
            yield _check_extremes(template, order, progress)
        return
    tables = load_tables(order.data)
    locales = order.locales or market_locales(tables)
    artists = tuple(entries(tables, locales))
    for template in templates:
        yield _check_catalogue(template, artists, locales, order, progress)


def _check_extremes(template: Template, order: CheckOrder, progress: Progress) -> CheckReport:
    samples: Samples = extremes
    look: PictureLook | None = None
    if order.pixels:
        pictures = covers()
        look = PictureLook(fonts=_fonts(order.fonts), pictures=lambda sha256: pictures[sha256][0])
        samples = partial(extremes, pictures=tuple(facts for _, facts in pictures.values()))
    return check_template(
        template,
        fonts=_fonts(order.fonts),
        ratios=order.ratios,
        locales=order.locales,
        placements=order.placements,
        samples=samples,
        look=look,
        progress=progress,
    )


def _check_catalogue(
    template: Template,
    artists: Sequence[Entry],
    locales: Sequence[str],
    order: CheckOrder,
    progress: Progress,
) -> CheckReport:
    chunks = (artists[first : first + _CHUNK] for first in range(0, len(artists), _CHUNK))
    parts: list[CheckReport] = []
    done = 0
    for count, report in _spread(template, chunks, tuple(locales), order, len(artists)):
        done += count
        parts.append(report)
        progress(done, len(artists))
    return merge_reports(parts)


def _spread(
    template: Template,
    chunks: Iterator[Sequence[Entry]],
    locales: tuple[str, ...],
    order: CheckOrder,
    artists: int,
) -> Iterator[tuple[int, CheckReport]]:
    """Each chunk's size and report: here, or in as many processes as the order allows."""
    if order.workers == 1 or artists < _FEW_ARTISTS:
        for chunk in chunks:
            yield len(chunk), check_part(template, chunk, locales, order)
        return
    # Forking a process that has threads (Polars' and OpenCV's) can hang: each starts anew.
    with ProcessPoolExecutor(
        order.workers, mp_context=get_context("spawn"), initializer=_end_quietly
    ) as pool:
        bundle = pack_template(template)
        waiting: dict[Future[CheckReport], int] = {}
        try:
            for chunk in chunks:
                waiting[pool.submit(_check_bundle, bundle, chunk, locales, order)] = len(chunk)
                if len(waiting) >= 2 * order.workers:
                    yield from _ended(waiting)
            while waiting:
                yield from _ended(waiting)
        except BaseException:
            # What a check that is broken off has begun takes minutes: nobody waits for it.
            for process in active_children():
                process.terminate()
            raise


def _end_quietly() -> None:
    """A terminal's Ctrl-C reaches all processes: only the first one has something to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _ended(waiting: dict[Future[CheckReport], int]) -> Iterator[tuple[int, CheckReport]]:
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        yield waiting.pop(future), future.result()


def _check_bundle(
    bundle: bytes, artists: Sequence[Entry], locales: tuple[str, ...], order: CheckOrder
) -> CheckReport:
    return check_part(_template(bundle), artists, locales, order)


def check_part(
    template: Template, artists: Sequence[Entry], locales: tuple[str, ...], order: CheckOrder
) -> CheckReport:
    """The report of some artists, in this process."""
    files = _files(order.data or Path())
    fonts = _fonts(order.fonts)
    return check_template(
        template,
        fonts=fonts,
        ratios=order.ratios,
        locales=locales,
        placements=order.placements,
        samples=CatalogueSamples(artists=artists, files=files),
        look=PictureLook(fonts=fonts, pictures=files.image) if order.pixels else None,
    )


@lru_cache(maxsize=2)
def _template(bundle: bytes) -> Template:
    return unpack_template(bundle)


@lru_cache(maxsize=1)
def _files(folder: Path) -> CatalogueFiles:
    return CatalogueFiles(folder)


@lru_cache(maxsize=1)
def _fonts(folders: tuple[Path, ...]) -> FontLibrary:
    return FontLibrary.packaged(folders=folders)
