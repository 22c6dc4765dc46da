"""Where a film's whole picture moves, and where its background stands."""

from bench.motion import covered, moving_frames
from render_farm.paint.state import Affine, LayerState
from templates.motion import Keyframe, Track
from templates.scene import Box, Color, Scene, ShapeKind, ShapeLayer, Solid, Tracks

WHITE = Color(red=255, green=255, blue=255)


def _shape(name: str, box: Box, offset: Track | None = None, in_s: float = 0.0) -> ShapeLayer:
    return ShapeLayer(
        name=name,
        box=box,
        kind=ShapeKind.RECTANGLE,
        fill=Solid(color=WHITE),
        in_s=in_s,
        tracks=Tracks(offset=offset),
    )


def _scene(*layers: ShapeLayer) -> Scene:
    return Scene(
        width_px=100, height_px=100, background=WHITE, layers=layers, duration_s=0.6, fps=10
    )


def _moved(start_s: float, stop_s: float) -> Track:
    keys = ((start_s, (0.0, 0.0)), (stop_s, (5.0, 0.0)))
    return Track(keyframes=tuple(Keyframe(t_s=t, value=value) for t, value in keys))


def test_a_picture_moves_while_what_fills_half_of_it_does() -> None:
    ground = _shape("ground", Box(x=0, y=0, width=100, height=60), _moved(0.1, 0.3))
    word = _shape("word", Box(x=0, y=70, width=90, height=20), _moved(0.1, 0.5))
    assert moving_frames(_scene(ground, word)) == (True, False, True, True, False, False)


def test_many_small_things_move_a_picture_too() -> None:
    tiles = [
        _shape(str(y), Box(x=0, y=y, width=100, height=18), _moved(0.0, 0.6)) for y in (0, 20, 40)
    ]
    assert all(moving_frames(_scene(*tiles)))


def test_a_layer_that_appears_moves_what_it_covers() -> None:
    ground = _shape("ground", Box(x=0, y=0, width=10, height=10))
    card = _shape("card", Box(x=-50, y=-50, width=300, height=300), in_s=0.2)
    assert moving_frames(_scene(ground, card)) == (False, False, True, False, False, False)


def test_a_pile_of_small_things_does_not() -> None:
    discs = [_shape(str(n), Box(x=0, y=0, width=40, height=40), _moved(0.0, 0.6)) for n in range(9)]
    assert moving_frames(_scene(*discs)) == (False,) * 6


def test_what_lies_outside_or_is_cut_away_counts_not() -> None:
    scene, layer = _scene(), _shape("half", Box(x=50, y=0, width=100, height=100))
    assert covered(layer, LayerState(), scene).mean() == 0.5
    assert covered(layer, LayerState(clip=(0, 0.5, 0, 0)), scene).mean() == 0.25
    assert not covered(layer, LayerState(matrix=Affine(dx=-200.0)), scene).any()
