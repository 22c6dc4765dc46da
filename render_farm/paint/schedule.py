"""What a video's layers do, frame by frame, and which part of the picture that changes."""

from collections.abc import Iterable
from functools import reduce

from render_farm.paint.raster import NOWHERE, PixelRect
from render_farm.paint.state import Affine, LayerState, Moved, carrier_moved, state_at
from templates.motion import Track
from templates.scene import AnyLayer, Carrier, Layer, LottieLayer, PictureLayer, Scene, VideoLayer

States = tuple[LayerState | None, ...]

# To paint so many pixels costs about as much as to begin a rectangle.
_FREE_PIXELS = 20_000
# Where rectangles meet, all is painted twice.
_MORE = 1.25


def schedule(scene: Scene) -> tuple[States, ...]:
    """For each layer its states, frame by frame; frame n is the moment n ÷ fps."""
    moments = [frame / (scene.fps or 1) for frame in range(scene.frames)]
    carriers = _Carriers()
    return tuple(_states(layer, moments, carriers) for layer in scene.layers)


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
    if isinstance(layer, VideoLayer):
        return (len(set(states)) > 1,)
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
    filled = [rect for rect in rects if not rect.empty]
    around = reduce(PixelRect.join, filled) if filled else NOWHERE
    if len(filled) > 1 and around.area <= sum(rect.area for rect in filled):
        return (around,)  # where much moves, at once
    apart: list[PixelRect] = []
    for rect in filled:
        whole = rect
        while touching := [other for other in apart if _better_joined(other, whole)]:
            apart.remove(touching[0])
            whole = whole.join(touching[0])
        apart.append(whole)
    return tuple(apart)


def _better_joined(one: PixelRect, other: PixelRect) -> bool:
    touch = not one.cut(other).empty
    return touch and one.join(other).area <= _MORE * (one.area + other.area) + _FREE_PIXELS


class _Carriers:
    """What carriers do, worked out once for all layers that equal ones take along."""

    def __init__(self) -> None:
        self._known: dict[Carrier, dict[float, Moved | None]] = {}
        # Of layers that live as long as this does. To tell equal carriers takes long.
        self._by_id: dict[int, dict[float, Moved | None]] = {}

    def __call__(self, carrier: Carrier, t_s: float) -> Moved | None:
        moments = self._by_id.get(id(carrier))
        if moments is None:
            moments = self._by_id[id(carrier)] = self._known.setdefault(carrier, {})
        if t_s not in moments:
            moments[t_s] = carrier_moved(carrier, t_s)
        return moments[t_s]


def _states(layer: AnyLayer, moments: list[float], carriers: _Carriers) -> States:
    """Before the first of all keyframes and after the last one nothing changes."""
    times = [key.t_s for track in _tracks(layer) for key in track.keyframes]
    begin, end = min(times, default=0.0), max(times, default=0.0)
    always = (
        isinstance(layer, LottieLayer | VideoLayer) and layer.first < layer.last
    )  # it moves by itself
    resting: dict[bool, LayerState | None] = {}
    states: list[LayerState | None] = []
    for moment in moments:
        shown = layer.in_s <= moment and (layer.out_s is None or moment < layer.out_s)
        if not shown:
            states.append(None)
        elif always or begin < moment < end:
            state = state_at(layer, moment, carriers=carriers)
            # A movement that has come to rest: one state, which is soon told from another.
            states.append(states[-1] if states and states[-1] == state else state)
        else:
            late = moment >= end
            if late not in resting:
                resting[late] = state_at(layer, moment, carriers=carriers)
            states.append(resting[late])
    return tuple(states)


def _tracks(layer: AnyLayer) -> list[Track]:
    """All that changes the layer over time."""
    found: list[Track | None] = []
    movers: list[Layer | Carrier] = [layer]
    carrier = layer.carrier
    while carrier is not None:
        movers.append(carrier)
        carrier = carrier.carrier
    for mover in movers:
        moves = mover.tracks
        found += (moves.offset, moves.scale, moves.rotation, moves.opacity, moves.clip, moves.color)
    if isinstance(layer, PictureLayer):
        found += (layer.zoom, layer.pan)
    return [track for track in found if track is not None]
