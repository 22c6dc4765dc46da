"""What a video's layers do, frame by frame, and which part of the picture that changes."""

from collections.abc import Iterable

from render_farm.paint.raster import PixelRect
from render_farm.paint.state import Affine, LayerState, state_at
from templates.scene import AnyLayer, LottieLayer, PictureLayer, Scene

States = tuple[LayerState | None, ...]

# To paint so many pixels costs about as much as to begin a rectangle.
_FREE_PIXELS = 20_000
# Where rectangles meet, all is painted twice.
_MORE = 1.25


def schedule(scene: Scene) -> tuple[States, ...]:
    """For each layer its states, frame by frame; frame n is the moment n ÷ fps."""
    moments = [frame / (scene.fps or 1) for frame in range(scene.frames)]
    return tuple(_states(layer, moments) for layer in scene.layers)


def standing(states: Iterable[States]) -> int:
    """How many layers, counted from the back, never change: they are painted once."""
    count = 0
    for layer in states:
        if any(state != layer[0] for state in layer):
            break
        count += 1
    return count


def whole_video(layer: AnyLayer, states: States) -> tuple[object, ...]:
    """All that a painter may choose by that is not told by the states of some frames alone.

    What a layer looks like in all of a video tells how it is made ready, and so, to a bit, the
    pixels of each frame: of equal states, frames of two videos are equal where this is, too.
    """
    shown = [state for state in states if state is not None]
    looks = {state.look for state in shown}
    moves = {(s.matrix == Affine(), s.matrix.upright, s.matrix.whole_pixels) for s in shown}
    pans = isinstance(layer, PictureLayer) and layer.pan is not None
    return (sorted(looks, key=repr) if len(looks) > 1 else (), sorted(moves), pans)


def merged(rects: Iterable[PixelRect]) -> tuple[PixelRect, ...]:
    """Rectangles that together cover the same and more.

    Those that touch become one where that is hardly more to paint than both: what lies between
    them is not painted for the sake of one corner.
    """
    apart: list[PixelRect] = []
    for rect in rects:
        if rect.empty:
            continue
        whole = rect
        while touching := [other for other in apart if _better_joined(other, whole)]:
            apart.remove(touching[0])
            whole = whole.join(touching[0])
        apart.append(whole)
    return tuple(apart)


def _better_joined(one: PixelRect, other: PixelRect) -> bool:
    touch = not one.cut(other).empty
    return touch and one.join(other).area <= _MORE * (one.area + other.area) + _FREE_PIXELS


def _states(layer: AnyLayer, moments: list[float]) -> States:
    tracks = (*_tracks(layer), layer.out_s, layer.in_s or None)
    if all(track is None for track in tracks):
        return (state_at(layer, 0.0),) * len(moments)
    return tuple(state_at(layer, moment) for moment in moments)


def _tracks(layer: AnyLayer) -> tuple[object, ...]:
    tracks = layer.tracks
    moved = (tracks.offset, tracks.scale, tracks.rotation, tracks.opacity, tracks.clip)
    look: tuple[object, ...] = (tracks.color,)
    if isinstance(layer, PictureLayer):
        look = (layer.zoom, layer.pan)
    elif isinstance(layer, LottieLayer) and layer.first < layer.last:
        look = (layer.sha256,)  # it moves by itself
    return (*moved, *look, layer.carrier)
