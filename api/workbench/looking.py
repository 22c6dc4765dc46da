"""A cell's scene, painted small → what only pixels tell: the picture tier of the check."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_farm.paint import still
from templates import SceneReport, TextBox
from templates.build.checks import least_contrast
from templates.build.probe import paint_at
from templates.check import Cell, Found
from templates.color import luminance
from templates.reduced import reduced
from templates.scene import (
    Box,
    LinearGradient,
    PictureLayer,
    RadialGradient,
    Scene,
    ShapeLayer,
    TextLayer,
    VideoLayer,
)
from templates.text import FontLibrary

_AREA_PX = 130_000
# Letters stand where the picture is: this share of a text's ground may be worse than is told.
_WORST_SHARE = 0.1
# A face loses its expression when text takes this much of it.
_FACE_SHARE = 0.12
# Of a slow, dark gradient an encoder makes steps; wider than this (in finished pixels) they show.
_BAND_PX = 64.0
_DARK = 0.05
_LARGE_SHARE = 0.25
_LINEAR = np.array(
    [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.arange(256) / 255]
)
_Pixels = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureLook:
    """Looks at a scene with the pictures of its content, by sha256.

    `low_contrast_on_picture:node` (contrast): a tenth of a text's ground is too like it.
    `face_covered:node` (share): a text lies over a face. `banding:node` (pixels): a gradient so
    slow and dark that its steps show.
    """

    fonts: FontLibrary
    pictures: Callable[[str], Image.Image]

    def __call__(self, cell: Cell, report: SceneReport) -> Iterator[Found]:
        """What there is to say of the scene."""
        yield from self._contrasts(report)
        yield from _covered_faces(cell, report)
        yield from _bands(report.scene)

    def _contrasts(self, report: SceneReport) -> Iterator[Found]:
        grounds: dict[float, _Pixels] = {}
        for box in report.text_boxes:
            layer = _text_layer(report.scene, box.node)
            if layer is None or layer.blur_px:
                continue
            at_s = _shown_at(layer, report.scene)
            if at_s not in grounds:
                grounds[at_s] = self._ground(report, at_s)
            found = _contrast(layer, box, grounds[at_s], report.scene)
            weight = dict(layer.runs[0].axes).get("wght", 400.0) if layer.runs else 400.0
            if found < least_contrast(box.size_px, weight, report.scene.width_px):
                yield Found(
                    severity="warning",
                    code="low_contrast_on_picture",
                    node=box.node,
                    detail=f"{found:.2f} over a tenth of {box.text[:40]!r}",
                    figure=round(found, 2),
                )

    def _ground(self, report: SceneReport, at_s: float) -> _Pixels:
        """What lies behind all texts at a moment, as small pixels."""
        scene = report.scene
        bare = replace(
            scene,
            layers=tuple(x for x in scene.layers if not isinstance(x, TextLayer | VideoLayer)),
        )
        factor = min(1.0, (_AREA_PX / (scene.width_px * scene.height_px)) ** 0.5)
        picture = still(
            reduced(bare, factor),
            pictures=self.pictures,
            fonts=self.fonts,
            at_s=at_s,
            animations=report.animations,
        )
        return np.asarray(picture)


def _text_layer(scene: Scene, node: str) -> TextLayer | None:
    found = (x for x in scene.layers if isinstance(x, TextLayer) and x.name == node)
    return next(found, None)


def _shown_at(layer: TextLayer, scene: Scene) -> float:
    """The poster if the text is seen there, else the middle of the time in which it is."""
    end_s = scene.duration_s or 0.0 if layer.out_s is None else layer.out_s
    middle_s = (layer.in_s + end_s) / 2
    if not layer.in_s <= scene.poster_s < max(end_s, layer.in_s + 1e-6):
        return round(middle_s, 2)
    opacity = layer.tracks.opacity
    seen = opacity is None or opacity.at(scene.poster_s)[0] > 0.5
    return scene.poster_s if seen else round(middle_s, 2)


def _contrast(layer: TextLayer, box: TextBox, ground: _Pixels, scene: Scene) -> float:
    """The contrast that all but the worst tenth of the text's ground keeps."""
    factor = ground.shape[1] / scene.width_px
    left, top = max(0, int(box.ink.x * factor)), max(0, int(box.ink.y * factor))
    right = max(left + 1, round((box.ink.x + box.ink.width) * factor))
    bottom = max(top + 1, round((box.ink.y + box.ink.height) * factor))
    part = ground[top:bottom, left:right]
    if part.size == 0:
        return 21.0
    behind = _LINEAR[part] @ (0.2126, 0.7152, 0.0722)
    color = paint_at(layer.paint, 0.5, 0.5)
    alpha = color.alpha * layer.opacity
    ink = luminance(color) * alpha + behind * (1 - alpha)
    ratios = (np.maximum(ink, behind) + 0.05) / (np.minimum(ink, behind) + 0.05)
    return float(np.quantile(ratios, _WORST_SHARE))


def _covered_faces(cell: Cell, report: SceneReport) -> Iterator[Found]:
    for layer in report.scene.layers:
        if not isinstance(layer, PictureLayer) or layer.treatment.blur_px:
            continue
        facts = cell.sample.pictures.get(layer.sha256)
        for face in facts.faces if facts is not None else ():
            seen = _placed(face, layer, (facts.width, facts.height) if facts else (1, 1))
            for box in report.text_boxes:
                share = _shared(seen, box.ink)
                if share > _FACE_SHARE and _together(report.scene, layer, box.node):
                    yield Found(
                        severity="warning",
                        code="face_covered",
                        node=box.node,
                        detail=f"{share:.0%} of a face in {layer.name}",
                        figure=round(share, 2),
                    )


def _placed(face: Box, layer: PictureLayer, size: tuple[int, int]) -> Box:
    """Where a face of the picture's file stands in the finished picture."""
    across = layer.box.width / layer.crop.width
    down = layer.box.height / layer.crop.height
    return Box(
        x=layer.box.x + (face.x * size[0] - layer.crop.x) * across,
        y=layer.box.y + (face.y * size[1] - layer.crop.y) * down,
        width=face.width * size[0] * across,
        height=face.height * size[1] * down,
    )


def _shared(face: Box, ink: Box) -> float:
    width = min(face.x + face.width, ink.x + ink.width) - max(face.x, ink.x)
    height = min(face.y + face.height, ink.y + ink.height) - max(face.y, ink.y)
    return max(width, 0.0) * max(height, 0.0) / (face.width * face.height)


def _together(scene: Scene, picture: PictureLayer, node: str) -> bool:
    """Whether the text lies before the picture, at a time when both are shown."""
    text = _text_layer(scene, node)
    if text is None or scene.layers.index(text) < scene.layers.index(picture):
        return False
    ends = [float("inf") if x.out_s is None else x.out_s for x in (text, picture)]
    return text.in_s < ends[1] and picture.in_s < ends[0]


def _bands(scene: Scene) -> Iterator[Found]:
    for layer in scene.layers:
        if not isinstance(layer, ShapeLayer) or not isinstance(
            layer.fill, LinearGradient | RadialGradient
        ):
            continue
        share = layer.box.width * layer.box.height / (scene.width_px * scene.height_px)
        stops = [stop.color for stop in layer.fill.stops]
        opaque = all(color.alpha >= 0.99 for color in stops) and layer.opacity >= 0.99
        if share < _LARGE_SHARE or not opaque or max(map(luminance, stops)) > _DARK:
            continue
        levels = max(
            abs(one - other)
            for channel in ("red", "green", "blue")
            for one in (getattr(color, channel) for color in stops)
            for other in (getattr(color, channel) for color in stops)
        )
        band_px = _length_px(layer, layer.fill) / levels if levels else 0.0
        if band_px > _BAND_PX:
            yield Found(
                severity="warning",
                code="banding",
                node=layer.name,
                detail=f"steps {band_px:.0f} px wide: {levels} tones of a dark gradient",
                figure=round(band_px, 1),
            )


def _length_px(layer: ShapeLayer, fill: LinearGradient | RadialGradient) -> float:
    if isinstance(fill, RadialGradient):
        return fill.radius * layer.box.width
    across, down = (fill.x1 - fill.x0) * layer.box.width, (fill.y1 - fill.y0) * layer.box.height
    return float(np.hypot(across, down))
