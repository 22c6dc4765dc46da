"""Layers → the colour behind a text, without painting: contrast is checked before pixels exist."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from templates.blend import blended
from templates.color import opaque, over
from templates.pictures.facts import PictureFacts
from templates.scene import (
    AnyLayer,
    Blend,
    Box,
    Color,
    LinearGradient,
    Mask,
    Paint,
    PictureLayer,
    RadialGradient,
    ShapeKind,
    ShapeLayer,
    Solid,
    Stop,
    TextLayer,
    VideoLayer,
)

# What lies before a colour, and how it blends with it.
_Veil = tuple[Color, Blend]

_COLUMNS, _ROWS = 5, 3
_UNIT = Box(x=0.0, y=0.0, width=1.0, height=1.0)
# Sigmas away that the mean of nine points stands for a Gaussian blur: the same spread.
_REACH = 1.22


def colors_behind(
    box: Box,
    layers: Sequence[AnyLayer],
    *,
    background: Color,
    pictures: Mapping[str, PictureFacts],
) -> list[Color]:
    """The colour at points spread over `box`, painted by the layers below, at rest."""
    near = [layer for layer in layers if _may_show(layer, box)]
    # In front there is mostly the one colour of a plate: one look at it serves all points.
    veils: list[_Veil] = []
    seen: list[Color] = []
    while near and not seen and _is_even(near[-1], box):
        layer = near.pop()
        front = _color_at(layer, box.x + box.width / 2, box.y + box.height / 2, pictures)
        if front is not None and _hides(front, layer):
            seen = [front] * (_COLUMNS * _ROWS)
        elif front is not None:
            veils.append((front, layer.blend))
    if not near:
        seen = seen or [background] * (_COLUMNS * _ROWS)
    seen = seen or [_seen_at(x, y, near, background, pictures) for x, y in points_in(box)]
    if not veils:
        return seen
    veiled = {color: _veiled(color, veils) for color in set(seen)}
    return [veiled[color] for color in seen]


def points_in(box: Box) -> list[tuple[float, float]]:
    """The points at which colours are compared, spread over `box`, row by row."""
    return [
        (box.x + box.width * (column + 0.5) / _COLUMNS, box.y + box.height * (row + 0.5) / _ROWS)
        for row in range(_ROWS)
        for column in range(_COLUMNS)
    ]


def seen_at(mask: Mask | None, x: float, y: float) -> float:
    """How much of a layer its mask shows at a point of the picture, 0-1."""
    if mask is None:
        return 1.0
    # Letters show too little of a layer for it to be the ground of a text.
    if mask.runs or mask.box.width <= 0 or mask.box.height <= 0:
        return 0.0
    u, v = (x - mask.box.x) / mask.box.width, (y - mask.box.y) / mask.box.height
    if mask.kind is not None and not _covers(mask, u, v):
        return 0.0
    return 1.0 if mask.fade is None else paint_at(mask.fade, u, v).alpha


def paint_at(paint: Paint, x: float, y: float) -> Color:
    """The colour of a paint at a point in fractions of the box."""
    match paint:
        case Solid(color=color):
            return color
        case LinearGradient():
            dx, dy = paint.x1 - paint.x0, paint.y1 - paint.y0
            length = dx * dx + dy * dy
            at = ((x - paint.x0) * dx + (y - paint.y0) * dy) / length if length else 0.0
            return _stop_at(paint.stops, at)
        case RadialGradient():
            return _stop_at(paint.stops, math.hypot(x - paint.cx, y - paint.cy) / paint.radius)


def _seen_at(
    x: float,
    y: float,
    layers: Sequence[AnyLayer],
    background: Color,
    pictures: Mapping[str, PictureFacts],
) -> Color:
    """What a point shows: from the front down to the first layer that hides all below it."""
    color = background
    veils: list[_Veil] = []
    for layer in reversed(layers):
        front = _color_at(layer, x, y, pictures)
        if front is None:
            continue
        if _hides(front, layer):
            color = front
            break
        veils.append((front, layer.blend))
    return _veiled(color, veils)


def _hides(front: Color, layer: AnyLayer) -> bool:
    """Whether nothing is seen through what a layer shows."""
    return front.alpha >= 1 and layer.blend is Blend.NORMAL


def _veiled(color: Color, veils: Sequence[_Veil]) -> Color:
    """A colour as it is seen through veils, the front one first."""
    for veil, mode in reversed(veils):
        color = over(blended(veil, color, mode), color)
    return color


def _is_even(layer: AnyLayer, box: Box) -> bool:
    """Whether a layer is sure to show one and the same colour all over `box`."""
    return (
        isinstance(layer, ShapeLayer)
        and layer.kind is ShapeKind.RECTANGLE
        and isinstance(layer.fill, Solid)
        and layer.mask is None
        and not layer.blur_px
        and _within(box, layer.box)
        and (layer.frame is None or _within(box, layer.frame))
    )


def _within(box: Box, outer: Box) -> bool:
    return (
        outer.x <= box.x
        and outer.y <= box.y
        and box.x + box.width <= outer.x + outer.width
        and box.y + box.height <= outer.y + outer.height
    )


def _may_show(layer: AnyLayer, box: Box) -> bool:
    """Whether a layer could color some point of `box`: one look instead of one for each point."""
    soft = _REACH * layer.blur_px
    return (
        not isinstance(layer, TextLayer)
        and layer.box.x - soft <= box.x + box.width
        and box.x <= layer.box.x + layer.box.width + soft
        and layer.box.y - soft <= box.y + box.height
        and box.y <= layer.box.y + layer.box.height + soft
    )


def _color_at(
    layer: AnyLayer, x: float, y: float, pictures: Mapping[str, PictureFacts]
) -> Color | None:
    box = layer.box
    u, v = (x - box.x) / box.width, (y - box.y) / box.height
    if layer.frame and not _holds(layer.frame, x, y):
        return None
    match layer:
        case ShapeLayer(fill=fill) if fill is not None and (share := _share(layer, x, y)):
            color = paint_at(fill, u, v)
        case PictureLayer() if layer.sha256 in pictures and _holds(box, x, y):
            color, share = _picture_at(layer, u, v, pictures[layer.sha256]), 1.0
        case VideoLayer(crop=crop) if layer.sha256 in pictures and _holds(box, x, y):
            # A frame of its middle stands for all of them.
            likeness = pictures[layer.sha256]
            color = likeness.color_at(crop.x + u * crop.width, crop.y + v * crop.height)
            share = 1.0
        case _:
            return None
    share *= layer.opacity if layer.mask is None else layer.opacity * seen_at(layer.mask, x, y)
    if share == 1:
        return color
    return replace(color, alpha=color.alpha * share) if share else None


def _share(layer: ShapeLayer, x: float, y: float) -> float:
    """How much of a point a shape covers; a blurred one by what lies within its reach."""
    box = layer.box
    if not layer.blur_px:
        return float(_covers(layer, (x - box.x) / box.width, (y - box.y) / box.height))
    reach = _REACH * layer.blur_px
    steps = (-reach, 0.0, reach)
    places = [
        ((x + dx - box.x) / box.width, (y + dy - box.y) / box.height)
        for dx in steps
        for dy in steps
    ]
    return sum(_covers(layer, u, v) for u, v in places) / len(places)


def _picture_at(layer: PictureLayer, u: float, v: float, facts: PictureFacts) -> Color:
    crop, treatment = layer.crop, layer.treatment
    color = facts.color_at(
        (crop.x + u * crop.width) / facts.width, (crop.y + v * crop.height) / facts.height
    )
    if (treatment.saturation, treatment.brightness, treatment.tint) == (1, 1, None):
        return color
    gray = 0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue
    channels = [
        (gray + (channel - gray) * treatment.saturation) * treatment.brightness
        for channel in (color.red, color.green, color.blue)
    ]
    treated = opaque(*[round(min(max(channel, 0.0), 255.0)) for channel in channels])
    return over(treatment.tint, treated) if treatment.tint else treated


def _covers(shape: ShapeLayer | Mask, u: float, v: float) -> bool:
    """Whether a shape holds a point given in fractions of its box."""
    if not (0 <= u <= 1 and 0 <= v <= 1):
        return False
    match shape.kind:
        case ShapeKind.ELLIPSE:
            return math.hypot(2 * u - 1, 2 * v - 1) <= 1
        case ShapeKind.POLYGON:
            return _in_polygon(shape.points, u, v)
        case ShapeKind.BARS if isinstance(shape, ShapeLayer) and shape.bars is not None:
            return any(bar.height > 0 and _holds(bar, u, v) for bar in shape.bars.boxes(_UNIT))
        case _:
            return True


def _in_polygon(points: Sequence[tuple[float, float]], u: float, v: float) -> bool:
    inside = False
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        if (y0 > v) != (y1 > v) and u < (x1 - x0) * (v - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


def _stop_at(stops: Sequence[Stop], at: float) -> Color:
    before = stops[0]
    for stop in stops:
        if stop.at > at:
            span = stop.at - before.at
            share = (at - before.at) / span if span > 0 else 1.0
            return _mixed(before.color, stop.color, min(max(share, 0.0), 1.0))
        before = stop
    return before.color


def _mixed(one: Color, other: Color, share: float) -> Color:
    return Color(
        red=round(one.red + (other.red - one.red) * share),
        green=round(one.green + (other.green - one.green) * share),
        blue=round(one.blue + (other.blue - one.blue) * share),
        alpha=one.alpha + (other.alpha - one.alpha) * share,
    )


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height
