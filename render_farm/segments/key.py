"""Some frames of a Scene → the key of the piece of video that they become.

The key covers all that the pixels depend on and nothing else: names, times before and after, and
what lies hidden behind a card that fills the picture do not count, so that videos of other
artists, languages or lengths that end alike have a piece in common.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import groupby
from typing import Any

from render_farm.encode import VideoSettings
from render_farm.keys import Toolchain
from render_farm.paint.company import companies
from render_farm.paint.schedule import States, whole_video
from render_farm.paint.state import NO_CLIP, Affine, LayerState
from render_farm.segments.piece import Piece
from templates.scene import (
    AnyLayer,
    Blend,
    Box,
    Color,
    Paint,
    Scene,
    ShapeKind,
    ShapeLayer,
    Solid,
    Tracks,
    VideoLayer,
    scene_sha256,
)

_NO_COLOR = Color(red=0, green=0, blue=0)
# What the states, frame by frame, say instead.
_TOLD_BY_STATES: dict[str, Any] = {
    "name": "",
    "pivot": (0.5, 0.5),
    "in_s": 0.0,
    "out_s": None,
    "opacity": 1.0,
    "tracks": Tracks(),
    "carrier": None,
    "zoom": None,
    "pan": None,
    "start_s": 0.0,
    "first": 0,
    "last": 0,
    "speed": 1.0,
    "loop": False,
}


def segment_path(key: str) -> str:
    """Where a piece of video lies in the bucket."""
    return f"segments/{key}"


def segment_key(
    scene: Scene,
    piece: Piece,
    *,
    plan: Sequence[States],
    settings: VideoSettings,
    toolchain: Toolchain,
) -> str:
    """SHA-256 over what the frames show and how they are encoded.

    plan: the states of all layers in all frames of the scene (`VideoPainter.plan`).
    """
    seen, open_ground = _seen(scene, plan, piece)
    content = replace(
        scene,
        background=scene.background if open_ground else _NO_COLOR,
        layers=tuple(_content(scene.layers[place]) for place in seen),
        duration_s=piece.frames / (scene.fps or 1),
        poster_s=0.0,
        sound=None,
        loop=False,
    )
    told = {
        "scene": scene_sha256(content),
        "states": [_runs(plan[place][piece.first : piece.stop]) for place in seen],
        "whole": [repr(whole_video(scene.layers[place], plan[place])) for place in seen],
        "together": _together(scene, plan, seen),
        "encoder": settings.key(),
        "paint_epoch": toolchain.paint_epoch,
        "versions": _versions(toolchain, [scene.layers[place] for place in seen]),
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _versions(toolchain: Toolchain, layers: Sequence[AnyLayer]) -> dict[str, str]:
    """Those of what shapes the pixels; clips are decoded by what reads sounds, too."""
    running = any(isinstance(layer, VideoLayer) for layer in layers)
    return {**toolchain.versions, **(toolchain.sound_versions if running else {})}


def _seen(scene: Scene, plan: Sequence[States], piece: Piece) -> tuple[list[int], bool]:
    """The places of the layers that count, from the back, and whether the ground does."""
    seen: list[int] = []
    for place, layer in reversed(list(enumerate(scene.layers))):
        states = plan[place][piece.first : piece.stop]
        if any(state is not None for state in states):
            seen.insert(0, place)
        if all(state is not None and _hides_all(layer, state, scene) for state in states):
            return seen, False
    return seen, True


def _together(scene: Scene, plan: Sequence[States], seen: Sequence[int]) -> list[list[int]]:
    """Which of the layers that count are painted as one, counted from the back."""
    shared = [company for company in companies(scene.layers, plan) if len(company) > 1]
    return [
        [seen.index(place) for place in company if place in seen]
        for company in shared
        if set(company) & set(seen)
    ]


def _hides_all(layer: AnyLayer, state: LayerState, scene: Scene) -> bool:
    """Whether nothing below a layer is seen: it fills the picture, opaque, where it stands."""
    rests = (state.matrix, state.opacity, state.clip, state.window) == (
        Affine(),
        1.0,
        NO_CLIP,
        None,
    )
    if not rests or not isinstance(layer, ShapeLayer) or layer.kind is not ShapeKind.RECTANGLE:
        return False
    paint = layer.fill if state.color is None else Solid(color=state.color)
    plain = layer.blend is Blend.NORMAL and layer.mask is None and layer.stroke is None
    square = layer.radius_px == 0.0 and layer.blur_px == 0.0
    boxes = (layer.box, layer.frame or layer.box)
    return plain and square and _is_opaque(paint) and all(_fills(box, scene) for box in boxes)


def _is_opaque(paint: Paint | None) -> bool:
    if paint is None:
        return False
    colors = [paint.color] if isinstance(paint, Solid) else [stop.color for stop in paint.stops]
    return all(color.alpha >= 1.0 for color in colors)


def _fills(box: Box, scene: Scene) -> bool:
    right, bottom = box.x + box.width, box.y + box.height
    return box.x <= 0 and box.y <= 0 and right >= scene.width_px and bottom >= scene.height_px


def _content(layer: AnyLayer) -> AnyLayer:
    """The layer without what the states say."""
    names = {field.name for field in fields(layer)}
    told = {name: value for name, value in _TOLD_BY_STATES.items() if name in names}
    return replace(layer, **told)


def _runs(states: Sequence[LayerState | None]) -> list[tuple[int, str]]:
    """Equal states in a row as their number and the state."""
    return list(_counted(states))


def _counted(states: Sequence[LayerState | None]) -> Iterator[tuple[int, str]]:
    for state, row in groupby(states):
        yield sum(1 for _ in row), repr(state)
