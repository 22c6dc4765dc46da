"""Layers that always move as one → which are painted together, as one raster."""

from collections.abc import Sequence

from render_farm.paint.raster import PixelRect, pixels_around
from render_farm.paint.schedule import States
from render_farm.paint.state import NO_CLIP, LayerState
from templates.scene import AnyLayer, Blend, LottieLayer, VideoLayer

# A raster around all may be so much larger than the largest of them: it is moved whole.
_MOST_ROOM = 1.2


def companies(layers: Sequence[AnyLayer], plan: Sequence[States]) -> tuple[tuple[int, ...], ...]:
    """The places of all layers, from the back; those painted together in one tuple.

    Neighbours with equal states all the time, of which nothing fades, is cut or changes, and that
    lie within the largest of them. Only where they are resampled, or there is nothing to save.
    """
    found: list[tuple[int, ...]] = []
    for place, layer in enumerate(layers):
        first = layers[found[-1][0]] if found else None
        if (
            first is not None
            and plan[place] == plan[found[-1][0]]
            and layer.frame == first.frame
            and all(_is_rigid(other, plan[place]) for other in (first, layer))
            and _are_close([layers[other] for other in (*found[-1], place)])
        ):
            found[-1] = (*found[-1], place)
        else:
            found.append((place,))
    return tuple(found)


def _is_rigid(layer: AnyLayer, states: States) -> bool:
    shown = [state for state in states if state is not None]
    plain = layer.blend is Blend.NORMAL and not isinstance(layer, LottieLayer | VideoLayer)
    resampled = any(not state.matrix.whole_pixels for state in shown)
    # What stands all the time is in the base, each layer for itself.
    moves = any(state != states[0] for state in states)
    return plain and resampled and moves and all(map(_is_whole, shown))


def _is_whole(state: LayerState) -> bool:
    looks_alike = state.look == LayerState().look
    return state.opacity == 1 and state.clip == NO_CLIP and looks_alike


def _are_close(layers: Sequence[AnyLayer]) -> bool:
    rects = [pixels_around(layer.box, where=layer.name) for layer in layers]
    whole: PixelRect = rects[0]
    for rect in rects:
        whole = whole.join(rect)
    return whole.area <= _MOST_ROOM * max(rect.area for rect in rects)
