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
from render_farm.clip import Clips
from render_farm.delivery import Delivery, delivery_of
from render_farm.encode import SoundSettings, mix_sound
from render_farm.formats import AssetFormat, asset_format
from render_farm.local_file import LocalFile, named_file
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

_SUFFIXES = {
    ".jpeg": "jpg",
    ".jpg": "jpg",
    ".png": "png",
    ".webp": "webp",
    ".gif": "gif",
    ".mp4": "mp4",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalRender:
    """What is wanted. at_s: the moment of a still, None = the template's poster.

    placement: whose safe zones hold, None = Meta's strictest. format: None = by the ending of
    `out`. poster: where a still that stands for the video goes too.
    """

    template: Template
    content_file: Path
    ratio: str
    locale: str
    at_s: float | None
    out: Path
    placement: str | None = None
    format: str | None = None
    poster: Path | None = None


def render_here(order: LocalRender, *, fonts: FontLibrary) -> dict[str, Any]:
    """Render, check, and put the file in its place, whole or not at all; what it is.

    Raises UsageError, InvalidFile, TemplatesError, RenderFarmError, OSError.
    """
    started = time.perf_counter()
    format = _format(order)
    poster = _poster(order, format)
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
    videos = {sha256: shown for sha256, (shown, _) in files.videos.items()}
    report = make_scene(resolved, pictures=facts, sounds=sounds, videos=videos, fonts=fonts)
    _check_moment(order, report.scene)
    heard = {sha256: path for sha256, (_, path) in {**files.sounds, **files.videos}.items()}
    local = {sha256: named_file(path) for sha256, path in heard.items()}
    materials = _Materials(
        fonts=fonts,
        pictures={sha256: open_picture(data) for sha256, (_, data) in files.pictures.items()},
        files=local,
        clips=Clips(local.__getitem__),
        rasters=RasterShelf(capacity=0),
    )
    with tempfile.TemporaryDirectory(dir=order.out.parent, prefix=".handbill-") as folder:
        file = Path(folder, f"asset.{format.extension}")
        made = make_asset(
            report, file, format=format, materials=materials, wanted=_wanted(order, format),
            at_s=order.at_s,
        )  # fmt: skip
        if poster is not None and order.poster is not None:
            still = Path(folder, f"poster.{poster.extension}")
            make_asset(report, still, format=poster, materials=materials)
            still.replace(order.poster)
        file.replace(order.out)
    facts = {} if made.facts is None else asdict(made.facts)
    return _describe(order, report, facts, time.perf_counter() - started)


def _wanted(order: LocalRender, format: AssetFormat) -> Delivery:
    return delivery_of(order.placement, ratio=order.ratio, moving=format.moving)


def _format(order: LocalRender) -> AssetFormat:
    ending = _of_ending(order.out, option="--out")
    name = order.format or ending
    format = asset_format(name)
    if format.extension != asset_format(ending).extension:
        raise UsageError(
            f"{order.out.name!r} for {name}", where="--out", allowed=f".{format.extension}"
        )
    if format.moving and order.template.kind != "animated":
        raise UsageError(
            f"{order.template.id} is a static template", where="--out", allowed=".jpg, .png, .webp"
        )
    if format.moving and order.at_s is not None:
        raise UsageError("a video has no single moment", where="--at", allowed="with stills only")
    return format


def _poster(order: LocalRender, format: AssetFormat) -> AssetFormat | None:
    """The format of the poster, where one is wanted."""
    if order.poster is None:
        return None
    poster = asset_format(_of_ending(order.poster, option="--poster"))
    if poster.moving or not format.moving:
        raise UsageError(
            f"{order.poster.name!r} beside {order.out.name!r}",
            where="--poster",
            allowed="a .jpg, .png or .webp beside a video",
        )
    return poster


def _of_ending(path: Path, *, option: str) -> str:
    """The format of a file's ending, in a folder that is there."""
    name = _SUFFIXES.get(path.suffix.lower())
    if name is None:
        allowed = ", ".join(_SUFFIXES)
        raise UsageError(f"{path.name!r} has no known ending", where=option, allowed=allowed)
    if not path.parent.is_dir():
        raise UsageError("no such folder", where=f"{option} {path.parent}", allowed="a folder")
    return name


def _check_moment(order: LocalRender, scene: Scene) -> None:
    end_s = scene.duration_s or 0.0
    if order.at_s is not None and order.at_s > end_s:
        raise UsageError(f"{order.at_s:g} s", where="--at", allowed=f"0 to {end_s:g} s")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Materials:
    """What a scene is drawn and heard with, by sha256."""

    fonts: FontLibrary
    pictures: Mapping[str, Image.Image]
    files: Mapping[str, LocalFile]
    clips: Clips
    rasters: RasterShelf

    def picture(self, sha256: str) -> Image.Image:
        return self.pictures[sha256]

    def mixed(
        self, sound: Sound, *, seconds: float, settings: SoundSettings
    ) -> NDArray[np.float32]:
        return mix_sound(self.files.__getitem__, sound, seconds=seconds, settings=settings)


def _describe(
    order: LocalRender, report: SceneReport, facts: dict[str, Any], seconds: float
) -> dict[str, Any]:
    return {
        "file": str(order.out),
        "poster": None if order.poster is None else str(order.poster),
        "template_id": order.template.id,
        "template_version": order.template.version,
        "ratio": order.ratio,
        "locale": order.locale,
        **facts,
        "fonts": list(report.fonts),
        "warnings": list(report.warnings),
        "render_s": round(seconds, 3),
    }
