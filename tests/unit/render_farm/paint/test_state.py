import math
from dataclasses import replace

import pytest

from render_farm.paint.state import Affine, state_at
from templates.scene import Carrier, Color, PictureLayer, ShapeLayer, Tracks
from tests.unit.render_farm.paint.scenes import box, picture, rectangle, track

LAYER = rectangle(box(10, 20, 40, 20))


def test_a_layer_without_tracks_lies_where_it_is() -> None:
    state = state_at(LAYER, 5.0)
    assert state is not None
    assert state.matrix == Affine()
    assert state.matrix.whole_pixels
    assert (state.opacity, state.clip, state.zoom) == (1.0, (0, 0, 0, 0), 1.0)


@pytest.mark.parametrize(("t_s", "shown"), [(0.9, False), (1.0, True), (1.9, True), (2.0, False)])
def test_shown_from_in_until_before_out(t_s: float, shown: bool) -> None:
    assert (state_at(replace(LAYER, in_s=1.0, out_s=2.0), t_s) is not None) is shown


@pytest.mark.parametrize(
    "tracks",
    [
        Tracks(opacity=track((0, (0.0,)))),
        Tracks(scale=track((0, (0.0,)))),
        Tracks(clip=track((0, (0.5, 0.0, 0.5, 0.0)))),
        Tracks(clip=track((0, (0.0, 0.0, 0.0, 1.0)))),
    ],
)
def test_what_cannot_be_seen_has_no_state(tracks: Tracks) -> None:
    assert state_at(replace(LAYER, tracks=tracks), 0.0) is None


def test_scale_keeps_the_pivot_in_place() -> None:
    state = state_at(replace(LAYER, pivot=(1.0, 0.0), tracks=Tracks(scale=track((0, (0.5,))))), 0.0)
    assert state is not None
    assert state.matrix.apply(50, 20) == (50, 20)
    assert state.matrix.apply(10, 40) == (30, 30)


def test_rotation_is_clockwise_about_the_middle() -> None:
    state = state_at(replace(LAYER, tracks=Tracks(rotation=track((0, (90,))))), 0.0)
    assert state is not None
    assert not state.matrix.upright
    # The right end of the box (middle 30, 30) comes to lie below.
    assert state.matrix.apply(50, 30) == pytest.approx((30, 50))


def test_inverse_leads_back() -> None:
    matrix = Affine(xx=0.8, xy=-0.3, yx=0.3, yy=0.8, dx=12.5, dy=-4)
    assert matrix.inverse().apply(*matrix.apply(7, 11)) == pytest.approx((7, 11))


def test_opacities_of_layer_and_track_multiply_and_stay_below_one() -> None:
    tracks = Tracks(opacity=track((0, (0.5,)), (1, (3.0,))))
    layer = replace(LAYER, opacity=0.5, tracks=tracks)
    early, late = state_at(layer, 0.0), state_at(layer, 1.0)
    assert early is not None
    assert late is not None
    assert early.opacity == 0.25
    assert late.opacity == 1.0


def test_movements_below_sight_are_rest() -> None:
    tracks = Tracks(offset=track((0, (3.0, 0.0)), (1, (3.001, 0.0))))
    layer = replace(LAYER, tracks=tracks)
    assert state_at(layer, 0.0) == state_at(layer, 1.0)


def test_zoom_is_a_picture_s() -> None:
    layer = replace(picture(box(0, 0, 30, 40)), zoom=track((0, (1.0,)), (2, (1.5,))))
    state = state_at(layer, 1.0)
    assert state is not None
    assert state.zoom == 1.25


def panned(*keys: tuple[float, tuple[float, ...]], zoom: float = 1.0) -> PictureLayer:
    """A picture of 300×400 pixels of which the crop shows the middle third of the width."""
    return replace(
        picture(box(0, 0, 30, 120), crop=box(100, 0, 100, 400)),
        pan=track(*keys),
        zoom=track((0, (zoom,))),
        extent=box(0, 0, 300, 400),
    )


@pytest.mark.parametrize(
    ("pan", "zoom", "held"),
    [
        ((0.5, 0.0), 1.0, (0.5, 0.0)),
        ((3.0, 0.2), 1.0, (1.0, 0.0)),
        ((-3.0, -0.2), 1.0, (-1.0, 0.0)),
        # Narrowed to half about the middle, half of the crop more is free on every side of it.
        ((3.0, 3.0), 2.0, (1.25, 0.25)),
    ],
)
def test_a_pan_is_held_inside_the_picture(
    pan: tuple[float, float], zoom: float, held: tuple[float, float]
) -> None:
    state = state_at(panned((0, pan), zoom=zoom), 0.0)
    assert state is not None
    assert state.pan == pytest.approx(held)


def test_colours_run_from_one_to_the_next() -> None:
    tracks = Tracks(color=track((0, (0, 100, 200, 0.0)), (1, (100, 0, 255, 1.0))))
    state = state_at(replace(LAYER, tracks=tracks), 0.5)
    assert state is not None
    assert state.color == Color(red=50, green=50, blue=228, alpha=0.5)


def carried(layer: ShapeLayer, *levels: Tracks) -> ShapeLayer:
    """The layer in boxes that hold each other, the innermost first; all turn about (0, 0)."""
    carrier = None
    for tracks in reversed(levels):
        carrier = Carrier(box=box(0, 0, 100, 100), pivot=(0.0, 0.0), tracks=tracks, carrier=carrier)
    return replace(layer, carrier=carrier)


def test_what_is_carried_moves_in_what_moves() -> None:
    own = replace(LAYER, pivot=(0.0, 0.0), tracks=Tracks(offset=track((0, (5.0, 0.0)))))
    state = state_at(
        carried(own, Tracks(scale=track((0, (2.0,)))), Tracks(offset=track((0, (0.0, 7.0))))), 0.0
    )
    assert state is not None
    # (10, 20), moved by 5, doubled about nothing, moved by 7.
    assert state.matrix.apply(10, 20) == (30, 47)


def test_opacities_of_all_levels_multiply() -> None:
    half = Tracks(opacity=track((0, (0.5,))))
    state = state_at(carried(replace(LAYER, tracks=half), half, half), 0.0)
    assert state is not None
    assert state.opacity == 0.125


def test_what_a_carrier_hides_is_hidden() -> None:
    gone = Tracks(clip=track((0, (0.5, 0.0, 0.5, 0.0))))
    assert state_at(carried(LAYER, Tracks(), gone), 0.0) is None


def test_a_carrier_s_clip_is_a_window_that_moves_with_what_carries_it() -> None:
    cut = Tracks(clip=track((0, (0.25, 0.0, 0.0, 0.5))))
    state = state_at(carried(LAYER, cut, Tracks(offset=track((0, (3.0, 4.0))))), 0.0)
    assert state is not None
    assert state.window == (28.0, -math.inf, math.inf, 54.0)
    assert state.clip == (0, 0, 0, 0)
