"""Template × ratio × locale → small pictures of some moments, painted when their Scene is new."""

import io
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from api.workbench.artwork import SmallArtwork
from api.workbench.content import Shown
from api.workbench.sample_clip import shown_clips
from render_farm.paint import ClipSource, PictureSource, still
from render_farm.paint.content import NO_CLIPS
from templates import (
    SceneReport,
    Template,
    TemplatesError,
    make_scene,
    parse_locale,
    pixel_size,
    resolve,
)
from templates.reduced import reduced
from templates.scene import Scene, scene_sha256
from templates.text import FontLibrary

# Every ratio gets this much room, so that none looks more important than the others.
_AREA_PX = 130_000
_QUALITY = 84
# A sheet of all ratios, locales and moments is below 200 pictures of some 25 kB.
_KEPT = 2000
_EARLY = 0.08


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A moment of a cell: what it is called, when it is (seconds), and its JPEG."""

    name: str
    at_s: float
    jpeg: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetCell:
    """A ratio in a locale: its pictures and what is to say of it; error: why there are none."""

    ratio: str
    locale: str
    right_to_left: bool
    width_px: int
    height_px: int
    artist: str
    moments: tuple[Moment, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None

    @property
    def full_size(self) -> str:
        """The size of the finished picture, in words."""
        width, height = pixel_size(self.ratio)
        return f"{width} × {height}"

    @property
    def shown_px(self) -> int:
        """How wide its pictures stand on a page: three of a video fit beside each other."""
        return round(self.width_px * (0.62 if len(self.moments) > 1 else 0.66))


class CellPainter:
    """Paints cells, and remembers each picture by its Scene and moment."""

    def __init__(self, *, fonts: FontLibrary) -> None:
        self._fonts = fonts
        self._artwork = SmallArtwork()
        self._kept: OrderedDict[tuple[str, float], bytes] = OrderedDict()
        self.painted = 0

    def cell(self, template: Template, *, ratio: str, locale: str, shown: Shown) -> SheetCell:
        """The cell; what the template or its content refuses becomes its error.

        Raises InvalidRatio and InvalidLocale.
        """
        report, error = None, None
        try:
            resolved = resolve(template, content=shown.sample.content, locale=locale, ratio=ratio)
            report = make_scene(
                resolved,
                pictures=shown.sample.pictures,
                sounds=shown.sample.sounds,
                videos=shown.sample.videos,
                fonts=self._fonts,
            )
        except TemplatesError as failure:
            error = str(failure)
        width_px, height_px = preview_size(ratio)
        return SheetCell(
            ratio=ratio,
            locale=locale,
            right_to_left=parse_locale(locale).right_to_left,
            width_px=width_px,
            height_px=height_px,
            artist=shown.sample.name,
            moments=self._moments(report, shown) if report is not None else (),
            warnings=report.warnings if report is not None else (),
            error=error,
        )

    def _moments(self, report: SceneReport, shown: Shown) -> tuple[Moment, ...]:
        key = scene_sha256(report.scene)
        small = cache(lambda: self._small(report, shown))
        with shown_clips(shown.clips.__getitem__) as clips:
            return tuple(
                Moment(name=name, at_s=at_s, jpeg=self._jpeg(key, at_s, small, clips))
                for name, at_s in moments(report.scene)
            )

    def _small(self, report: SceneReport, shown: Shown) -> tuple[SceneReport, PictureSource]:
        scene, pictures = self._artwork.fitted(
            small_scene(report.scene), shown.pictures.__getitem__
        )
        return replace(report, scene=scene), pictures

    def _jpeg(
        self,
        key: str,
        at_s: float,
        small: Callable[[], tuple[SceneReport, PictureSource]],
        clips: ClipSource,
    ) -> bytes:
        known = self._kept.get((key, at_s))
        if known is None:
            self.painted += 1
            report, pictures = small()
            known = _painted(report, at_s, pictures=pictures, fonts=self._fonts, clips=clips)
            self._kept[key, at_s] = known
        self._kept.move_to_end((key, at_s))
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return known


def moments(scene: Scene) -> tuple[tuple[str, float], ...]:
    """What a sheet shows of a scene: a still's poster; a video's poster, its last frame, and one
    more: while things still arrive, or the middle where the poster is as early as that.
    """
    poster = ("poster", round(scene.poster_s, 3))
    if scene.duration_s is None:
        return (poster,)
    early_s = scene.duration_s * _EARLY
    other = ("early", early_s) if scene.poster_s > 2 * early_s else ("middle", scene.duration_s / 2)
    end = ("end", scene.duration_s - 1 / (scene.fps or 30))
    found = [poster, *((name, round(at_s, 3)) for name, at_s in (other, end))]
    return tuple(sorted(found, key=lambda moment: moment[1]))


def preview_size(ratio: str) -> tuple[int, int]:
    """Pixels of a preview of that ratio. Raises InvalidRatio."""
    width, height = pixel_size(ratio)
    factor = (_AREA_PX / (width * height)) ** 0.5
    return round(width * factor / 2) * 2, round(height * factor / 2) * 2


def paint_small(
    report: SceneReport,
    at_s: float,
    *,
    pictures: PictureSource,
    fonts: FontLibrary,
    clips: ClipSource = NO_CLIPS,
) -> bytes:
    """A moment of a scene as a JPEG: the whole Scene made smaller, set as it is in full."""
    small = replace(report, scene=small_scene(report.scene))
    return _painted(small, at_s, pictures=pictures, fonts=fonts, clips=clips)


def small_scene(scene: Scene) -> Scene:
    """The scene in as many pixels as a preview has."""
    return reduced(scene, min(1.0, (_AREA_PX / (scene.width_px * scene.height_px)) ** 0.5))


def _painted(
    report: SceneReport,
    at_s: float,
    *,
    pictures: PictureSource,
    fonts: FontLibrary,
    clips: ClipSource,
) -> bytes:
    picture = still(
        report.scene,
        pictures=pictures,
        fonts=fonts,
        at_s=at_s,
        animations=report.animations,
        clips=clips,
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
