"""Campaigns made of shared pieces → their cost beside that of rendering each video alone.

Seconds of the processor, in one process and one thread, from Scene to checked file. The campaign
of 10 artists × 4 locales × 3 ratios is made whole, in pictures of a third of their size on both
sides, where what pieces cost besides weighs most; rendering alone is measured on every fifth
video, between the others, so that both sides share what slows the machine. Videos of three artists,
and of one artist in four languages, are made at their full size.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.report import Row
from bench.run import RATIO, Run
from bench.subject import Subject, make_subject
from render_farm.clip import Clips
from render_farm.compile import compile_tasks
from render_farm.encode import SoundSettings, VideoSettings
from render_farm.formats import asset_format
from render_farm.job import Creative, RenderJob, RenderTask
from render_farm.keys import Toolchain
from render_farm.local_file import LocalFile
from render_farm.make import FilmMaker, make_asset, make_film
from render_farm.paint import RasterShelf
from render_farm.segments import LeaseDesk, SegmentedFilm, SegmentStore
from render_farm.storage import MemoryStore
from render_farm.toolchain import this_toolchain
from templates import SceneReport, Template, load_template
from templates.check import Sample
from templates.reduced import reduced
from templates.scene import Sound
from templates.text import FontLibrary

MOST_COST = 1.10
_FORMAT = asset_format("mp4")
_LOCALES = ("en", "es", "de", "ar")
_RATIOS = ("1:1", "4:5", "9:16")
_ARTISTS = 10
# Prime to the number of locales and ratios: the sample has some of each.
_EVERY = 5
_FACTOR = 1 / 3


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignCost:
    """Seconds of all videos together: each alone, and as a campaign; what share of frames is new.

    pieces_s: of the campaign, in which videos that share nothing are made in one go.
    """

    videos: int
    alone_s: float
    pieces_s: float
    unique: float

    @property
    def cost(self) -> float:
        """The campaign's cost as a share of rendering each alone."""
        return self.pieces_s / self.alone_s


def rows(run: Run) -> Iterator[Row]:
    """A campaign with a shared end card, one without, and an artist in four languages."""
    template = load_template(Path(__file__).parent / "endcard")
    for name, shared in (("with a shared end card", True), ("that shares nothing", False)):
        subjects = [
            _subject(run, template, ratio=ratio, locale=locale, turn=turn, shared=shared)
            for turn in range(_ARTISTS)
            for locale in _LOCALES
            for ratio in _RATIOS
        ]
        found = campaign_cost(subjects, run, every=_EVERY, factor=_FACTOR)
        yield from cost_rows(f"campaign {name}", found)
    three = [
        _subject(run, template, ratio=RATIO, locale="en", turn=turn, shared=True)
        for turn in range(3)
    ]
    found = campaign_cost(three, run, every=1, factor=1.0)
    yield from cost_rows("three artists at full size", found)
    for template in run.animated:
        subjects = [run.subject(template, locale=locale) for locale in _LOCALES]
        if template.cuts_s and any(task.cuts_s for task in _tasks(subjects)):
            found = campaign_cost(subjects, run, every=1, factor=1.0)
            yield from cost_rows(f"{template.id} in {len(_LOCALES)} languages", found)


def cost_rows(name: str, cost: CampaignCost) -> Iterator[Row]:
    """The cost as a row, and that of a video."""
    yield Row(
        name=f"{name}: cost of rendering each alone",
        value=cost.cost,
        unit="share",
        reference="unique frames",
        reference_value=cost.unique,
        aim=MOST_COST,
        at_least=False,
        aim_at_ratio=True,
    )
    yield Row(
        name=f"{name}: a video of it",
        value=1000 * cost.pieces_s / cost.videos,
        unit="ms",
        reference="rendered alone",
        reference_value=1000 * cost.alone_s / cost.videos,
    )


def campaign_cost(
    subjects: Sequence[Subject], run: Run, *, every: int, factor: float
) -> CampaignCost:
    """Make all videos as a campaign and, beside each of `every` so many, the same one alone."""
    shop = _Shop(run.fonts)
    works = [
        _Work(task=task, report=_report(subject, factor), subject=subject)
        for task, subject in zip(_tasks(subjects), subjects, strict=True)
    ]
    shop.make(works[0])  # compiles the kernels
    alone: list[float] = []
    pieces_s = 0.0
    for number, work in enumerate(works):
        pieces_s += shop.make_of_pieces(work)
        if number % every == 0:
            alone.append(shop.make(work))
    return CampaignCost(
        videos=len(works),
        alone_s=sum(alone) * len(works) / len(alone),
        pieces_s=pieces_s,
        unique=shop.unique(works),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Work:
    """A video of a campaign: its task, its Scene, and what fills that."""

    task: RenderTask
    report: SceneReport
    subject: Subject


def _report(subject: Subject, factor: float) -> SceneReport:
    return SceneReport(
        scene=reduced(subject.scene, factor) if factor < 1 else subject.scene,
        warnings=(),
        fonts=(),
        text_boxes=(),
        animations=subject.animations,
    )


def _subject(
    run: Run, template: Template, *, ratio: str, locale: str, turn: int, shared: bool
) -> Subject:
    """The template with one brand's picture for all; unless `shared`, its card is the artist's."""
    filled, brand = run.contents(template, locale, turn), run.contents(template, locale, 0)
    content = {**filled.sample.content, "brand": brand.sample.content["artwork"]}
    if not shared:
        content["cta"] = f"{content['name']} {locale}"
    sample = replace(
        filled.sample,
        content=content,
        pictures={**filled.sample.pictures, **brand.sample.pictures},
    )
    both = _Filled(
        sample=sample,
        pictures={**filled.pictures, **brand.pictures},
        files={**filled.files, **brand.files},
    )
    return make_subject(template, both, ratio=ratio, locale=locale, fonts=run.fonts)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Filled:
    """An artist, and the brand's picture."""

    sample: Sample
    pictures: Mapping[str, Image.Image]
    files: Mapping[str, bytes]


def _tasks(subjects: Sequence[Subject]) -> tuple[RenderTask, ...]:
    """The subjects' tasks, in their order, cut as a job is."""
    creatives = tuple(
        Creative(
            template=subject.template.sha256,
            template_id=subject.template.id,
            template_version=subject.template.version,
            ratios=(subject.ratio,),
            content={subject.locale: subject.sample.content},
            format=_FORMAT.name,
        )
        for subject in subjects
    )
    return compile_tasks(
        RenderJob(id="bench", name="bench", creatives=creatives),
        toolchain=Toolchain(fonts="", paint_epoch=0, versions={}),
        templates={subject.template.sha256: subject.template for subject in subjects},
    )


class _Shop:
    """Makes checked files, alone or of pieces that are kept in memory."""

    def __init__(self, fonts: FontLibrary) -> None:
        self._fonts = fonts
        self._toolchain = this_toolchain(fonts)
        self._objects = MemoryStore()
        self._segments = SegmentStore(self._objects)
        self._desk = LeaseDesk(self._objects)

    def make(self, work: _Work, film: FilmMaker = make_film) -> float:
        """Seconds of the processor that one video takes."""
        materials = _Materials(self._fonts, work.subject.pictures)
        started = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "film.mp4")
            make_asset(work.report, path, format=_FORMAT, materials=materials, film=film)
        return time.process_time() - started

    def make_of_pieces(self, work: _Work) -> float:
        """The same, of the pieces that it is cut into."""
        cuts_s = work.task.cuts_s
        return self.make(work, self._film(cuts_s)) if cuts_s else self.make(work)

    def unique(self, works: Sequence[_Work]) -> float:
        """The share of all frames that is left when equal pieces count once."""
        frames: dict[str, int] = {}
        for work in works:
            keys = self._film(work.task.cuts_s).keys(
                work.report,
                settings=_FORMAT.video or VideoSettings(),
                materials=_Materials(self._fonts, work.subject.pictures),
            )
            frames.update({key: piece.frames for key, piece in keys})
        return sum(frames.values()) / sum(work.report.scene.frames for work in works)

    def _film(self, cuts_s: tuple[float, ...]) -> SegmentedFilm:
        return SegmentedFilm(
            store=self._segments, desk=self._desk, toolchain=self._toolchain, cuts_s=cuts_s
        )


class _Materials:
    """Decoded pictures; no clips, and nothing is heard."""

    def __init__(self, fonts: FontLibrary, pictures: Mapping[str, Image.Image]) -> None:
        self.fonts = fonts
        self.rasters = RasterShelf(capacity=0)
        self.clips = Clips(dict[str, LocalFile]().__getitem__)
        self.picture = pictures.__getitem__

    def mixed(
        self,
        sound: Sound,
        *,
        seconds: float,  # noqa: ARG002 - of Materials
        settings: SoundSettings,  # noqa: ARG002 - of Materials
    ) -> NDArray[np.float32]:
        """See Materials."""
        raise KeyError(sound.sha256)
