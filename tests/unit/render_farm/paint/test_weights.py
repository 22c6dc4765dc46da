from dataclasses import replace

import numpy as np

from render_farm.paint.raster import PixelRect
from render_farm.paint.state import Affine, LayerState
from render_farm.paint.weights import halves, window_of
from tests.unit.render_farm.paint.scenes import box, rectangle

CANVAS = PixelRect(left=0, top=0, right=20, bottom=10)
LAYER = rectangle(box(4, 2, 10, 4))


def test_without_clip_and_frame_all_of_the_canvas_may_be_touched() -> None:
    window = window_of(LAYER, LayerState(), CANVAS)
    assert window.pixels == CANVAS
    assert window.full(CANVAS)


def test_a_frame_cuts_between_pixels() -> None:
    layer = replace(LAYER, frame=box(2.5, 1, 6, 5))
    window = window_of(layer, LayerState(opacity=0.5), CANVAS)
    columns, rows = window.weights(CANVAS)
    assert columns[:4].tolist() == [0, 0, 0.5, 1]
    assert columns[8] == 0.5
    assert rows[0:2].tolist() == [0, 0.5]
    assert not window.full(CANVAS)


def test_a_clip_moves_with_the_layer_and_cuts_only_its_side() -> None:
    state = LayerState(matrix=Affine(dx=2), clip=(0, 0, 0.25, 0))
    window = window_of(LAYER, state, CANVAS)
    assert (window.left, window.right) == (0, 13.5)
    assert (window.top, window.bottom) == (0, 10)


def test_the_clip_of_a_turned_layer_is_not_the_window_s() -> None:
    turned = LayerState(matrix=Affine(xx=0, xy=-1, yx=1, yy=0, dx=20), clip=(0.5, 0, 0, 0))
    assert window_of(LAYER, turned, CANVAS).full(CANVAS)


def test_chroma_weights_are_the_mean_of_two() -> None:
    weights = np.array([0, 1, 1, 1, 0.5, 0], dtype=np.float32)
    assert halves(weights).tolist() == [0.5, 1, 0.25]
