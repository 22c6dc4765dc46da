"""Shapes in one colour, painted as a level through a mask."""

from dataclasses import replace

import pytest

from render_farm.paint.content import content
from render_farm.paint.raster import PixelRect
from render_farm.paint.solid_sprite import SolidSprite, one_color
from render_farm.paint.state import Affine, LayerState
from templates.scene import Blend, LinearGradient, Shadow, ShapeLayer, Tracks
from tests.unit.render_farm.paint.agreement import assert_like_the_reference
from tests.unit.render_farm.paint.scenes import (
    BLACK,
    NO_FONTS,
    RED,
    WHITE,
    box,
    picture,
    pictures,
    rectangle,
    scene,
    track,
)

CANVAS = PixelRect(left=0, top=0, right=120, bottom=160)
DOT = rectangle(box(30.25, 40.5, 50, 60), radius_px=20)
CLIPPED = track((0, (0.4, 0.2, 0.3, 0)), (1, (0, 0, 0, 0)))


@pytest.mark.parametrize(
    "layer",
    [
        replace(DOT, tracks=Tracks(scale=track((0, (0.05,)), (1, (2.5,))))),
        replace(DOT, tracks=Tracks(scale=track((0, (-0.6,)), (1, (0.6,))))),
        replace(DOT, tracks=Tracks(rotation=track((0, (-20,)), (1, (200,))), clip=CLIPPED)),
        replace(DOT, tracks=Tracks(offset=track((0, (-70.5, 3)), (1, (90, -8))))),
        replace(
            DOT, tracks=Tracks(opacity=track((0, (0.1,)), (1, (1,)))), frame=box(9, 9, 50.5, 70)
        ),
        rectangle(box(3, 5, 51, 77), color=replace(RED, alpha=0.4)),
        replace(
            DOT,
            tracks=Tracks(
                color=track((0, (220, 30, 50, 1.0)), (1, (20, 200, 250, 0.3))),
                scale=track((0, (0.3,)), (1, (1.4,))),
            ),
        ),
    ],
)
def test_it_looks_like_the_reference(layer: ShapeLayer) -> None:
    assert_like_the_reference(scene(picture(box(0, 0, 120, 160)), layer, frames=11), every=2)


def test_which_layers_have_one_color() -> None:
    assert one_color(DOT) == RED
    fade = LinearGradient(x0=0, y0=0, x1=0, y1=1, stops=())
    for other in (
        picture(box(0, 0, 9, 9)),
        replace(DOT, fill=fade),
        replace(DOT, stroke=WHITE, stroke_px=2),
        replace(DOT, shadow=Shadow(dx=0, dy=2, sigma_px=2, color=BLACK)),
        replace(DOT, blend=Blend.MULTIPLY),
        replace(DOT, tracks=Tracks(color=track((0, (1, 2, 3, 1))))),
    ):
        assert one_color(other) is None


def test_it_hides_what_is_below_where_it_is_opaque() -> None:
    ground = rectangle(box(0, 0, 120, 160))
    raster = content(ground, pictures=pictures(), fonts=NO_FONTS)
    sprite = SolidSprite(ground, raster, color=RED, canvas=CANVAS)
    assert sprite.curtain(LayerState()) == CANVAS
    assert sprite.curtain(LayerState(color=WHITE)) == CANVAS
    assert sprite.curtain(LayerState(matrix=Affine(dx=-20))).right == 100
    for state in (
        LayerState(opacity=0.5),
        LayerState(matrix=Affine(dx=0.5)),
        LayerState(color=replace(WHITE, alpha=0.5)),
    ):
        assert sprite.curtain(state).empty
