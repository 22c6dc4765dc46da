"""A Scene → in which of its frames the whole picture moves, and in which its background stands."""

import math

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.state import LayerState, state_at
from render_farm.paint.weights import clipped_box
from templates.scene import AnyLayer, Scene

# What changes covers at least so much of the picture.
_WHOLE = 0.5
# Cells across and down: what lies above each other is counted once.
_CELLS = 64


def moving_frames(scene: Scene) -> tuple[bool, ...]:
    """For each frame whether the picture moves since the one before; the first is all new."""
    changed = np.zeros((scene.frames, _CELLS, _CELLS), dtype=np.bool_)
    for layer in scene.layers:
        before: LayerState | None = None
        for number in range(scene.frames):
            state = state_at(layer, number / (scene.fps or 1))
            if state != before:
                for touched in (before, state):
                    if touched is not None:
                        changed[number] |= covered(layer, touched, scene)
            before = state
    return tuple(bool(share >= _WHOLE) for share in changed.mean(axis=(1, 2)))


def covered(layer: AnyLayer, state: LayerState, scene: Scene) -> NDArray[np.bool_]:
    """The cells of the picture that the layer's box covers, upright around what is turned."""
    box = clipped_box(layer.box, state)
    ends = ((box.x, box.y), (box.x + box.width, box.y + box.height))
    corners = [state.matrix.apply(x, y) for x, _ in ends for _, y in ends]
    cells = np.zeros((_CELLS, _CELLS), dtype=np.bool_)
    columns = _span([x / scene.width_px for x, _ in corners])
    rows = _span([y / scene.height_px for _, y in corners])
    cells[rows, columns] = True
    return cells


def _span(shares: list[float]) -> slice:
    """The cells from the least share to the greatest, held to the picture."""
    first, stop = math.floor(min(shares) * _CELLS + 0.5), math.floor(max(shares) * _CELLS + 0.5)
    return slice(max(0, first), max(0, stop))
