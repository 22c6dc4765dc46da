"""A template and a content file → one checked file, in this process: no farm, no storage.

The same rooms as on the farm, in the same order: resolve, study, Scene, make and check.
"""

import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from api.content_file import read_content
from api.errors import UsageError
from render_farm.delivery import Delivery, delivery_of
from render_farm.encode import SoundSettings, mix_sound
from render_farm.formats import AssetFormat, asset_format
from render_farm.make import make_asset
from render_farm.paint import RasterShelf
from templates import (
    SceneReport,
    Template,
    make_scene,
    open_picture,
    resolve,
)
from templates.scene import Scene, Sound
from templates.text import FontLibrary

_SUFFIXES = {".jpeg": "jpg", ".jpg": "jpg", ".png": "png", ".webp": "webp", ".mp4": "mp4"}


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalRender:
    """What is wanted. at_s: the moment of a still, None = the template's poster.

    placement: whose safe zones hold, None = Meta's strictest.
    """

    template: Template
    content_file: Path
    ratio: str
    locale: str
    at_s: float | None
    out: Path
    placement: str | None = None


def render_here(order: LocalRender, *, fonts: FontLibrary) -> dict[str, Any]:
    """Render, check, and put the file in its place, whole or not at all; what it is.

    Raises UsageError, InvalidFile, TemplatesError, RenderFarmError, OSError.
    """
    started = time.perf_counter()
    format = _format(order)
    files = read_content(order.template, order.content_file)
    facts = {sha256: study for sha256, (study, _) in files.pictures.items()}
    resolved = resolve(
        order.template,
        content=files.values,
        locale=order.locale,
        ratio=order.ratio,
        placement=order.placement,
    )
    sounds = {sha256: heard for sha256, (heard, _) in files.sounds.items()}
    report = make_scene(resolved, pictures=facts, sounds=sounds, fonts=fonts)
    _check_moment(order, report.scene)
    materials = _Materials(
        fonts=fonts,
        pictures={sha256: open_picture(data) for sha256, (_, data) in files.pictures.items()},
        sounds={sha256: path for sha256, (_, path) in files.sounds.items()},
        rasters=RasterShelf(capacity=0),
    )
    with tempfile.TemporaryDirectory(dir=order.out.parent, prefix=".handbill-") as folder:
        file = Path(folder, f"asset.{format.extension}")
        made = make_asset(
            report, file, format=format, materials=materials, wanted=_wanted(order, format),
            at_s=order.at_s,
        )  # fmt: skip
        file.replace(order.out)
    facts = {} if made.facts is None else asdict(made.facts)
    return _describe(order, report, facts, time.perf_counter() - started)


def _wanted(order: LocalRender, format: AssetFormat) -> Delivery:
    return delivery_of(order.placement, ratio=order.ratio, moving=format.moving)


def _format(order: LocalRender) -> AssetFormat:
    name = _SUFFIXES.get(order.out.suffix.lower())
    allowed = ", ".join(_SUFFIXES)
    if name is None:
        raise UsageError(f"{order.out.name!r} has no known ending", where="--out", allowed=allowed)
    if not order.out.parent.is_dir():
        raise UsageError("no such folder", where=f"--out {order.out.parent}", allowed="a folder")
    format = asset_format(name)
    if format.video is not None and order.template.kind != "animated":
        raise UsageError(
            f"{order.template.id} is a static template", where="--out", allowed=".jpg, .png, .webp"
        )
    if format.video is not None and order.at_s is not None:
        raise UsageError("a video has no single moment", where="--at", allowed="with stills only")
    return format


def _check_moment(order: LocalRender, scene: Scene) -> None:
    end_s = scene.duration_s or 0.0
    if order.at_s is not None and order.at_s > end_s:
        raise UsageError(f"{order.at_s:g} s", where="--at", allowed=f"0 to {end_s:g} s")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Materials:
    """What a scene is drawn and heard with, by sha256."""

    fonts: FontLibrary
    pictures: Mapping[str, Image.Image]
    sounds: Mapping[str, Path]
    rasters: RasterShelf

    def picture(self, sha256: str) -> Image.Image:
        return self.pictures[sha256]

    def mixed(
        self, sound: Sound, *, seconds: float, settings: SoundSettings
    ) -> NDArray[np.float32]:
        return mix_sound(self.sounds[sound.sha256], sound, seconds=seconds, settings=settings)


def _describe(
    order: LocalRender, report: SceneReport, facts: dict[str, Any], seconds: float
) -> dict[str, Any]:
    return {
        "file": str(order.out),
        "template_id": order.template.id,
        "template_version": order.template.version,
        "ratio": order.ratio,
        "locale": order.locale,
        **facts,
        "fonts": list(report.fonts),
        "warnings": list(report.warnings),
        "render_s": round(seconds, 3),
    }
