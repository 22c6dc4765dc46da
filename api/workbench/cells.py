"""Template × ratio × locale → small pictures of some moments, painted when their Scene is new."""

import io
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from api.workbench.content import Shown
from render_farm.paint import still
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
        return tuple(
            Moment(name=name, at_s=at_s, jpeg=self._jpeg(key, at_s, report, shown))
            for name, at_s in moments(report.scene)
        )

    def _jpeg(self, key: str, at_s: float, report: SceneReport, shown: Shown) -> bytes:
        known = self._kept.get((key, at_s))
        if known is None:
            self.painted += 1
            known = paint_small(
                report, at_s, pictures=shown.pictures.__getitem__, fonts=self._fonts
            )
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
    report: SceneReport, at_s: float, *, pictures: Callable[[str], Image.Image], fonts: FontLibrary
) -> bytes:
    """A moment of a scene as a JPEG: the whole Scene made smaller, set as it is in full."""
    scene = report.scene
    factor = min(1.0, (_AREA_PX / (scene.width_px * scene.height_px)) ** 0.5)
    picture = still(
        reduced(scene, factor),
        pictures=pictures,
        fonts=fonts,
        at_s=at_s,
        animations=report.animations,
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
