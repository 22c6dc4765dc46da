"""Each template as JPEG → what a still costs, from content to file, beside its limits.

Milliseconds of the processor, in one process and one thread. One picture after the other, each in
several locales, each time with another artist's name: no still has the words of one before. The
first with a picture has other artwork; for those that follow it is warm. The shelf is a worker's.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from PIL import Image

from bench.clock import process_s
from bench.report import Row
from bench.run import Run
from bench.subject import Filled
from render_farm.encode import encode_still
from render_farm.make.warm_materials import RASTER_BYTES
from render_farm.paint import RasterShelf, warm_still
from render_farm.paint.resize import resized
from templates import Template, make_scene, open_picture, resolve
from templates.scene import PictureLayer, Scene, VideoLayer
from templates.text import FontLibrary

RATIOS = ("1:1", "9:16")
# In four scripts, one of them right-to-left; templates have copy in each, or fall back.
LOCALES = ("en", "ar", "hi", "ja", "fa")
# So many artists have a picture of their own, then the pictures come again.
PICTURES = 6
MOST_WARM, MOST_OTHER = 2.0, 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class StillCost:
    """Seconds of one still: decoding its pictures, resizing its crops alone, and making it."""

    decode_s: float
    resize_s: float
    scene_s: float
    paint_s: float
    encode_s: float

    @property
    def made_s(self) -> float:
        """From content to file, with decoded pictures."""
        return self.scene_s + self.paint_s + self.encode_s

    @property
    def floor_s(self) -> float:
        """Decoding, resizing, and encoding twice: what a still with other artwork may cost."""
        return self.decode_s + self.resize_s + 2 * self.encode_s


class Studio:
    """Makes a template's stills in one ratio, with one worker's shelf, and tells their cost."""

    def __init__(self, run: Run, template: Template, *, ratio: str, folder: Path) -> None:
        self._run = run
        self._template = template
        self._ratio = ratio
        self._file = folder / "still.jpg"
        self._shelf = RasterShelf(capacity=RASTER_BYTES, weigh=lambda raster: raster.pixels.nbytes)

    def campaign(self, picture: int) -> list[StillCost]:
        """A still in each locale by artists with one picture, as the farm is handed its tasks."""
        return [self.made(picture + PICTURES * place) for place in range(len(LOCALES))]

    def made(self, turn: int) -> StillCost:
        """The still of artist number `turn`, in the locale that is next to it."""
        locale = LOCALES[turn % len(LOCALES)]
        filled = self._run.contents(self._template, locale, turn)
        began = time.process_time()
        scene, animations = _scene(self._template, filled, self._ratio, locale, self._run.fonts)
        laid_out = time.process_time()
        pictures = {sha256: open_picture(filled.files[sha256]) for sha256 in _drawn(scene)}
        decoded = time.process_time()
        picture = warm_still(
            scene,
            pictures=pictures.__getitem__,
            fonts=self._run.fonts,
            at_s=scene.poster_s,
            animations=animations,
            shelf=self._shelf,
        )
        painted = time.process_time()
        encode_still(picture, self._file, format="jpg")
        encoded = time.process_time()
        return StillCost(
            decode_s=decoded - laid_out,
            resize_s=process_s(lambda: _resize_alone(scene, pictures)),
            scene_s=laid_out - began,
            paint_s=painted - decoded,
            encode_s=encoded - painted,
        )


def rows(run: Run) -> Iterator[Row]:
    """Three rows for each template and ratio."""
    with tempfile.TemporaryDirectory() as folder:
        for template in run.templates:
            for ratio in RATIOS:
                if _has_clip(run.subject(template, ratio=ratio).scene):
                    yield _skipped(f"{template.id} {ratio}")
                    continue
                studio = Studio(run, template, ratio=ratio, folder=Path(folder))
                runs = [
                    studio.campaign(picture) for picture in range(min(PICTURES, 2 * run.rounds))
                ]
                # The first compiles the kernels and opens the fonts.
                other = [stills[0] for stills in runs[1:]]
                warm = [cost for stills in runs[1:] for cost in stills[1:]]
                yield from still_rows(f"{template.id} {ratio}", warm=warm, other=other)


def still_rows(
    name: str, *, warm: Sequence[StillCost], other: Sequence[StillCost]
) -> Iterator[Row]:
    """Medians, in milliseconds."""
    alone, floor = "encoding alone", "decoding, resizing, 2 × encoding"
    encode_ms = 1000 * median(cost.encode_s for cost in warm)
    whole_ms = 1000 * median(cost.made_s for cost in warm)
    drawn_ms = 1000 * median(cost.made_s - cost.scene_s for cost in warm)
    yield _row(f"{name}: still, artwork warm", whole_ms, alone, encode_ms, MOST_WARM)
    yield _row(f"{name}: the same, its Scene made before", drawn_ms, alone, encode_ms, MOST_WARM)
    other_ms = 1000 * median(cost.decode_s + cost.made_s for cost in other)
    floor_ms = 1000 * median(cost.floor_s for cost in other)
    yield _row(f"{name}: still, other artwork", other_ms, floor, floor_ms, MOST_OTHER)


def _skipped(name: str) -> Row:
    why = "its poster is a frame of a video, which is decoded and not painted"
    return Row(name=f"{name}: still", value=None, unit="ms", skipped=why)


def _has_clip(scene: Scene) -> bool:
    return any(isinstance(layer, VideoLayer) for layer in scene.layers)


def _row(name: str, value: float, reference: str, reference_value: float, aim: float) -> Row:
    return Row(
        name=name,
        value=value,
        unit="ms",
        reference=reference,
        reference_value=reference_value,
        aim=aim,
        aim_at_ratio=True,
        at_least=False,
    )


def _scene(
    template: Template, filled: Filled, ratio: str, locale: str, fonts: FontLibrary
) -> tuple[Scene, dict[str, bytes]]:
    sample = filled.sample
    resolved = resolve(template, content=sample.content, locale=locale, ratio=ratio)
    report = make_scene(resolved, pictures=sample.pictures, sounds=sample.sounds, fonts=fonts)
    return report.scene, dict(report.animations)


def _drawn(scene: Scene) -> set[str]:
    return {layer.sha256 for layer in scene.layers if isinstance(layer, PictureLayer)}


def _resize_alone(scene: Scene, pictures: dict[str, Image.Image]) -> None:
    """Each sharp crop once; a soft one need not be made in full."""
    crops = {
        (layer.sha256, layer.crop, layer.box.width, layer.box.height)
        for layer in scene.layers
        if isinstance(layer, PictureLayer) and not layer.treatment.blur_px
    }
    for sha256, crop, width, height in crops:
        part = (crop.x, crop.y, crop.x + crop.width, crop.y + crop.height)
        resized(pictures[sha256], part, (round(width), round(height)))
