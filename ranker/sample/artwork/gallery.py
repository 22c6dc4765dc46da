"""All artwork files of a sample: which picture, which size, which file format."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops

from ranker.sample.artwork.canvas import new_canvas
from ranker.sample.artwork.families import FAMILIES
from ranker.sample.artwork.palette import palette, palette_count

PICTURES = 60
# Pictures are painted at this short side, then enlarged; the grain is added at full size.
_PAINTED_PX = 600
_SHORT_SIDES_PX = (640, 800, 800, 1000, 1000, 1000, 1200)
_ASPECTS = ((1, 1), (1, 1), (1, 1), (3, 4), (1, 1), (3, 2), (1, 1), (2, 3), (1, 1), (16, 9))
_GRAIN = 4.5
_QUALITY = 84


class Kind(StrEnum):
    """How a picture is stored; the odd ones are what customers send too."""

    COLOR = "color"
    GRAY = "gray"
    CMYK = "cmyk"
    ALPHA = "alpha"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """One picture to be: number, family, palette, size and kind."""

    number: int
    family: int
    palette: int
    width_px: int
    height_px: int
    kind: Kind

    @property
    def path(self) -> str:
        """Relative to the data folder."""
        ending = "png" if self.kind is Kind.ALPHA else "jpg"
        return f"artwork/cover-{self.number:03d}.{ending}"


def plan_gallery(seed: int) -> tuple[Plan, ...]:
    """All pictures of a seed: each family in turn, no palette twice in a family."""
    rng = np.random.default_rng([seed, 7])
    shift = int(rng.integers(palette_count()))
    odd = {int(rng.integers(10, 20)): Kind.GRAY, int(rng.integers(20, 30)): Kind.CMYK}
    odd[6 + 10 * int(rng.integers(2, 5))] = Kind.ALPHA
    return tuple(_plan(i, rng, shift, odd.get(i, Kind.COLOR)) for i in range(PICTURES))


def artwork_paths(count: int, *, seed: int) -> list[str]:
    """The artwork of each of `count` artists, relative to the folder; pictures are shared."""
    plans = plan_gallery(seed)
    return [plans[i % len(plans)].path for i in range(count)]


def write_gallery(folder: Path, *, seed: int) -> int:
    """Write the pictures below `folder`; returns how many.

    One thread a core, at most eight: each picture has its own random numbers, and painting
    leaves the interpreter to others most of the time.
    """
    (folder / "artwork").mkdir()
    plans = plan_gallery(seed)
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        list(threads.map(partial(_write_picture, folder=folder, seed=seed), plans))
    return len(plans)


def _write_picture(plan: Plan, *, folder: Path, seed: int) -> None:
    rng = np.random.default_rng([seed, 8, plan.number])
    _save(paint_picture(plan, rng), plan.kind, folder / plan.path)


def paint_picture(plan: Plan, rng: np.random.Generator) -> Image.Image:
    """The picture in full size, with grain, as RGB."""
    shrink = _PAINTED_PX / min(plan.width_px, plan.height_px)
    size = (round(plan.width_px * shrink), round(plan.height_px * shrink))
    canvas = new_canvas(*size, palette=palette(plan.palette), rng=rng)
    FAMILIES[plan.family](canvas)
    image = Image.fromarray(canvas.finish())
    image = image.resize((plan.width_px, plan.height_px), Image.Resampling.LANCZOS)
    return ImageChops.add(image, _grain(image.size, rng), offset=-128)


def _grain(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """Grey speckle around 128, repeated where the picture is larger than a tile."""
    speckle = rng.standard_normal((512, 512), dtype=np.float32) * _GRAIN + 128.5
    tile = np.clip(speckle, 0, 255).astype(np.uint8)
    times = (-(-size[1] // 512), -(-size[0] // 512))
    plane = Image.fromarray(np.tile(tile, times)[: size[1], : size[0]])
    return Image.merge("RGB", (plane, plane, plane))


def _plan(i: int, rng: np.random.Generator, shift: int, kind: Kind) -> Plan:
    family, turn = i % len(FAMILIES), i // len(FAMILIES)
    across, down = _ASPECTS[int(rng.integers(len(_ASPECTS)))]
    short = _SHORT_SIDES_PX[int(rng.integers(len(_SHORT_SIDES_PX)))]
    if i == 0 or kind is Kind.ALPHA:
        short, across, down = (1600, 1, 1) if i == 0 else (800, 1, 1)
    scale = short / min(across, down)
    return Plan(
        number=i + 1,
        family=family,
        palette=(family * 5 + turn * 3 + shift) % palette_count(),
        width_px=round(across * scale),
        height_px=round(down * scale),
        kind=kind,
    )


def _save(image: Image.Image, kind: Kind, path: Path) -> None:
    match kind:
        case Kind.GRAY:
            image.convert("L").save(path, quality=_QUALITY)
        case Kind.CMYK:
            image.convert("CMYK").save(path, quality=_QUALITY)
        case Kind.ALPHA:
            _cut_out(image).save(path, compress_level=6)
        case Kind.COLOR:
            image.save(path, quality=_QUALITY)


def _cut_out(image: Image.Image) -> Image.Image:
    """The picture as a round sticker: transparent outside, soft at the edge."""
    canvas = new_canvas(*image.size, palette=palette(0), rng=np.random.default_rng(0))
    alpha = canvas.inside(canvas.distance(0, 0) - 0.485)
    sticker = image.copy()
    sticker.putalpha(Image.fromarray((alpha * 255).astype(np.uint8)))
    return sticker
