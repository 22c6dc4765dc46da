from dataclasses import replace

import numpy as np
import pytest

from render_farm.errors import PaintError
from render_farm.paint import still
from templates.scene import Bars, Scene, Shadow, ShapeKind, Solid, Tracks
from tests.unit.render_farm.paint.scenes import (
    BLACK,
    NO_FONTS,
    RED,
    WHITE,
    box,
    busy_scene,
    picture,
    pictures,
    rectangle,
    scene,
    track,
)


def painted(what: Scene, at_s: float = 0.0) -> np.typing.NDArray[np.uint8]:
    image = still(what, pictures=pictures(), fonts=NO_FONTS, at_s=at_s)
    assert image.mode == "RGB"
    return np.asarray(image)


def test_background_only() -> None:
    canvas = painted(replace(scene(), background=RED))
    assert canvas.shape == (160, 120, 3)
    assert (canvas == (220, 30, 50)).all()


def test_layers_lie_from_back_to_front() -> None:
    canvas = painted(
        scene(rectangle(box(0, 0, 50, 50)), rectangle(box(25, 0, 50, 50), color=WHITE))
    )
    assert canvas[10, 10].tolist() == [220, 30, 50]
    assert canvas[10, 40].tolist() == [255, 255, 255]


def test_opacity_mixes() -> None:
    canvas = painted(scene(replace(rectangle(box(0, 0, 9, 9), color=WHITE), opacity=0.5)))
    assert canvas[4, 4].tolist() == [128, 128, 128]


def test_a_frame_cuts() -> None:
    layer = replace(rectangle(box(0, 0, 40, 40)), frame=box(10, 0, 10.5, 40))
    row = painted(scene(layer))[5, :, 0]
    assert (row[9], row[10], row[20], row[21]) == (0, 220, 110, 0)


def test_a_stroke_lies_inside_its_box() -> None:
    layer = replace(rectangle(box(10, 10, 30, 30)), stroke=WHITE, stroke_px=4.0)
    canvas = painted(scene(layer))
    assert canvas[20, 9].max() == 0
    assert canvas[20, 13].tolist() == [255, 255, 255]
    assert canvas[20, 14].tolist() == [220, 30, 50]


@pytest.mark.parametrize("kind", list(ShapeKind))
def test_every_shape_can_be_filled_and_stroked(kind: ShapeKind) -> None:
    layer = replace(
        rectangle(box(10, 10, 60, 60)),
        kind=kind,
        stroke=WHITE,
        stroke_px=3.0,
        points=((0, 0), (1, 0), (0.5, 1)),
        bars=Bars(heights=(0.4, 1.0, 0.7)),
    )
    canvas = painted(scene(layer))
    assert canvas[30, 40].tolist() == [220, 30, 50]
    assert (canvas[10:14, 40] == 255).any()


def test_a_polygon_needs_three_points() -> None:
    layer = replace(rectangle(box(0, 0, 9, 9)), kind=ShapeKind.POLYGON, points=((0, 0), (1, 1)))
    with pytest.raises(PaintError, match="rectangle: a polygon"):
        painted(scene(layer))


def test_bars_need_heights() -> None:
    layer = replace(rectangle(box(0, 0, 9, 9)), kind=ShapeKind.BARS, bars=Bars(heights=()))
    for wrong in (layer, replace(layer, bars=None)):
        with pytest.raises(PaintError, match="rectangle: bars without heights"):
            painted(scene(wrong))


def test_a_shadow_falls_beside_its_layer() -> None:
    shadow = Shadow(dx=10, dy=12, sigma_px=2, color=BLACK)
    layer = replace(rectangle(box(20, 20, 30, 30)), shadow=shadow)
    canvas = painted(replace(scene(layer), background=WHITE))
    assert canvas[56, 45].max() < 12
    assert canvas[30, 30].tolist() == [220, 30, 50]
    assert canvas[22, 56].min() > 200


def test_a_picture_fills_its_box_and_nothing_else() -> None:
    canvas = painted(scene(replace(picture(box(30, 20, 60, 80)), radius_px=20)))
    assert canvas[60, 60].max() > 0
    assert canvas[20, 30].max() == 0
    assert canvas[60, 29].max() == 0
    assert canvas[100, 60].max() == 0


def test_the_moment_counts() -> None:
    moving = replace(
        rectangle(box(0, 0, 10, 10)), tracks=Tracks(offset=track((0, (0, 0)), (1, (60, 0))))
    )
    assert painted(scene(moving), 0.5)[5, 35, 0] == 220
    assert painted(scene(moving), 0.5)[5, 5, 0] == 0


def test_the_same_scene_is_painted_to_the_same_pixels() -> None:
    assert (painted(busy_scene(), 0.7) == painted(busy_scene(), 0.7)).all()


def test_an_invisible_fill_paints_nothing() -> None:
    layer = replace(rectangle(box(0, 0, 9, 9)), fill=Solid(color=replace(RED, alpha=0.0)))
    assert painted(scene(layer)).max() == 0
