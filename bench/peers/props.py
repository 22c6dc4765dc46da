"""A Scene → JSON that a page of HTML can draw: boxes, paints, texts, and each layer frame by frame.

Positions are pixels of the canvas, colours CSS. A layer's `states` name the frames at which it
changes: `[frame, null]` is gone, `[frame, state]` how it lies until the next one.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from render_farm.paint.state import LayerState, state_at
from templates.scene import (
    AnyLayer,
    Blend,
    Box,
    Color,
    GlyphRun,
    LinearGradient,
    Paint,
    PictureLayer,
    RadialGradient,
    Scene,
    ShapeKind,
    ShapeLayer,
    Stop,
    TextLayer,
)
from templates.text import FontLibrary
from templates.text.library import UNITS_PER_EM

Json = dict[str, Any]
# CSS has another word for a sum cut at white.
_BLENDS = {Blend.ADD: "plus-lighter"}
# Parts of a gradient between two of its stops.
_STEPS = 8


def scene_props(scene: Scene, *, sizes: Mapping[str, tuple[int, int]], fonts: FontLibrary) -> Json:
    """The scene as JSON; sizes: width and height of each picture by sha256.

    Raises ValueError for a scene with what a page is not told how to draw: see `untold`.
    """
    if strange := untold(scene):
        raise ValueError(strange)
    return {
        "width": scene.width_px,
        "height": scene.height_px,
        "fps": scene.fps or 1,
        "frames": scene.frames,
        "background": css_color(scene.background),
        "pictures": sorted({x.sha256 for x in scene.layers if isinstance(x, PictureLayer)}),
        "fonts": sorted({run.font for run in _runs(scene)}),
        "layers": [_layer(layer, scene, sizes, fonts) for layer in scene.layers],
    }


def untold(scene: Scene) -> str | None:
    """The first thing in the scene that has no words here; None where all has."""
    for layer in scene.layers:
        if not isinstance(layer, PictureLayer | ShapeLayer | TextLayer):
            return f"{layer.name}: a {type(layer).__name__}"
        if layer.mask is not None:
            return f"{layer.name}: a mask"
        if isinstance(layer, PictureLayer) and layer.treatment.grain:
            return f"{layer.name}: grain"
    return None


def css_color(color: Color) -> str:
    """The colour in CSS."""
    return f"rgba({color.red}, {color.green}, {color.blue}, {color.alpha:g})"


def _runs(scene: Scene) -> Iterator[GlyphRun]:
    for layer in scene.layers:
        if isinstance(layer, TextLayer):
            yield from layer.runs


def _layer(
    layer: AnyLayer, scene: Scene, sizes: Mapping[str, tuple[int, int]], fonts: FontLibrary
) -> Json:
    plain: Json = {
        "name": layer.name,
        "box": _box(layer.box),
        "frame": layer.frame and _box(layer.frame),
        "blend": _BLENDS.get(layer.blend, layer.blend.value),
        "blur": layer.blur_px,
        "shadow": None,
        "states": list(_states(layer, scene)),
    }
    if layer.shadow is not None:
        shadow = layer.shadow
        plain["shadow"] = [shadow.dx, shadow.dy, shadow.sigma_px, css_color(shadow.color)]
    if isinstance(layer, PictureLayer):
        return plain | {"picture": _picture(layer, sizes[layer.sha256])}
    if isinstance(layer, ShapeLayer):
        return plain | {"shape": _shape(layer)}
    if isinstance(layer, TextLayer):
        return plain | {"text": _text(layer, fonts)}
    raise ValueError(f"{layer.name}: a {type(layer).__name__}")


def _states(layer: AnyLayer, scene: Scene) -> Iterator[list[object]]:
    before: object = ()
    for frame in range(scene.frames):
        moment = frame / scene.fps if scene.fps else scene.poster_s
        state = state_at(layer, moment)
        if state != before:
            yield [frame, None if state is None else _state(state)]
        before = state


def _state(state: LayerState) -> Json:
    matrix = state.matrix
    return {
        "matrix": [matrix.xx, matrix.yx, matrix.xy, matrix.yy, matrix.dx, matrix.dy],
        "opacity": state.opacity,
        "clip": state.clip,
        "zoom": state.zoom,
        "pan": state.pan,
        "color": state.color and css_color(state.color),
        "window": state.window and [edge if abs(edge) < 1e9 else None for edge in state.window],
    }


def _picture(layer: PictureLayer, size: tuple[int, int]) -> Json:
    how = layer.treatment
    return {
        "sha256": layer.sha256,
        "size": size,
        "crop": _box(layer.crop),
        "center": layer.zoom_center,
        "radius": layer.radius_px,
        "filter": " ".join(
            [
                *([f"blur({how.blur_px:g}px)"] if how.blur_px else []),
                *([f"saturate({how.saturation:g})"] if how.saturation != 1 else []),
                *([f"brightness({how.brightness:g})"] if how.brightness != 1 else []),
            ]
        ),
        "tint": how.tint and css_color(how.tint),
    }


def _shape(layer: ShapeLayer) -> Json:
    box = layer.box
    bars = () if layer.bars is None else layer.bars.boxes(box)
    return {
        "kind": layer.kind.value,
        "radius": layer.radius_px,
        "points": [[box.x + x * box.width, box.y + y * box.height] for x, y in layer.points],
        "boxes": [_box(part) for part in (bars if layer.kind is ShapeKind.BARS else (box,))],
        "fill": layer.fill and _paint(layer.fill, box),
        "stroke": layer.stroke and [css_color(layer.stroke), layer.stroke_px],
    }


def _text(layer: TextLayer, fonts: FontLibrary) -> Json:
    return {
        "paint": _paint(layer.paint, layer.box),
        "stroke": layer.stroke and [css_color(layer.stroke), layer.stroke_px],
        "runs": [_run(run, layer.box, fonts) for run in layer.runs if run.glyphs],
    }


def _run(run: GlyphRun, box: Box, fonts: FontLibrary) -> Json:
    """Where the run begins on its baseline, and how wide it is: a browser spaces it so."""
    first, last = run.glyphs[0], run.glyphs[-1]
    font = fonts.font(fonts.file(run.font), run.axes)
    em = run.size_px / UNITS_PER_EM
    return {
        "text": run.text,
        "font": run.font,
        "axes": ", ".join(f'"{tag}" {value:g}' for tag, value in run.axes),
        "size": run.size_px,
        "x": box.x + first.x,
        "y": box.y + first.y,
        "width": last.x - first.x + font.get_glyph_h_advance(last.id) * em,
    }


def _paint(paint: Paint, box: Box) -> Json:
    if isinstance(paint, LinearGradient):
        ends = ((paint.x0, paint.y0), (paint.x1, paint.y1))
        points = [[box.x + x * box.width, box.y + y * box.height] for x, y in ends]
        return {"linear": points, "stops": _stops(paint)}
    if isinstance(paint, RadialGradient):
        center = [box.x + paint.cx * box.width, box.y + paint.cy * box.height]
        return {"radial": [*center, paint.radius * box.width], "stops": _stops(paint)}
    return {"color": css_color(paint.color)}


def _stops(paint: LinearGradient | RadialGradient) -> list[list[object]]:
    """Ours blend premultiplied, as CSS does, SVG's do not: stops between make up for it."""
    pairs = list(pairwise(paint.stops))
    told = [between(a, b, step / _STEPS) for a, b in pairs for step in range(_STEPS)]
    return [[stop.at, css_color(stop.color)] for stop in (*told, paint.stops[-1])]


def between(first: Stop, last: Stop, share: float) -> Stop:
    """The stop `share` (0-1) of the way to the next one, its colour blended premultiplied."""
    a, b = first.color, last.color
    alpha = a.alpha + (b.alpha - a.alpha) * share
    weight = share if alpha == 0 else share * b.alpha / alpha
    red, green, blue = (
        round(x + (y - x) * weight)
        for x, y in ((a.red, b.red), (a.green, b.green), (a.blue, b.blue))
    )
    color = Color(red=red, green=green, blue=blue, alpha=round(alpha, 4))
    return Stop(at=first.at + (last.at - first.at) * share, color=color)


def _box(box: Box) -> list[float]:
    return [box.x, box.y, box.width, box.height]
