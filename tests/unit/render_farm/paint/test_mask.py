from dataclasses import replace

import numpy as np
import pytest

from render_farm.errors import PaintError
from render_farm.paint import still
from render_farm.paint.mask import masked, seen, times
from render_farm.paint.raster import PixelRect
from templates.scene import (
    AnyLayer,
    Box,
    LinearGradient,
    Mask,
    RadialGradient,
    Shadow,
    ShapeKind,
    Stop,
    TextLayer,
)
from templates.text import FontLibrary
from tests.unit.render_farm.paint.scenes import (
    BLACK,
    NO_FONTS,
    WHITE,
    box,
    picture,
    pictures,
    rectangle,
    scene,
)
from tests.unit.render_farm.paint.words import words

RECT = PixelRect(left=0, top=0, right=40, bottom=20)
WHOLE = box(0, 0, 40, 20)
FADE = LinearGradient(
    x0=0,
    y0=0,
    x1=1,
    y1=0,
    stops=(Stop(at=0, color=WHITE), Stop(at=1, color=replace(WHITE, alpha=0.0))),
)


def shown(mask: Mask) -> np.typing.NDArray[np.uint8]:
    return seen(mask, RECT, fonts=NO_FONTS, where="art")


def painted(layer: AnyLayer) -> np.typing.NDArray[np.uint8]:
    return np.asarray(still(scene(layer), pictures=pictures(), fonts=NO_FONTS))


@pytest.mark.parametrize(
    "mask", [Mask(box=WHOLE), Mask(box=WHOLE, kind=ShapeKind.RECTANGLE)], ids=["none", "full"]
)
def test_a_mask_of_the_whole_box_is_no_mask(mask: Mask) -> None:
    assert shown(mask).min() == 255
    layer = picture(box(10, 10, 60, 80))
    whole = replace(mask, box=layer.box)
    assert (painted(replace(layer, mask=whole)) == painted(layer)).all()


def test_an_inset_shape_cuts_and_edges_between_pixels_are_soft() -> None:
    found = shown(Mask(box=box(4.5, 2, 30, 10), kind=ShapeKind.RECTANGLE))
    assert found[5, 3:6].tolist() == [0, 128, 255]
    assert found[12:].max() == 0


def test_corners_and_ellipses_are_round() -> None:
    corners = shown(Mask(box=WHOLE, kind=ShapeKind.RECTANGLE, radius_px=10))
    assert (corners[0, 0], corners[0, 20]) == (0, 255)
    assert corners[10, 0] > 250
    oval = shown(Mask(box=WHOLE, kind=ShapeKind.ELLIPSE))
    assert (oval[1, 1], oval[10, 20]) == (0, 255)


def test_a_fade_lies_across_the_mask_and_goes_on_beyond_it() -> None:
    row = shown(Mask(box=box(10, 0, 20, 20), fade=FADE))[4].astype(int)
    assert row[:10].min() == 255
    assert row[20] == pytest.approx(121, abs=2)
    assert row[30:].max() == 0
    assert (np.diff(row) <= 1).all()


def test_a_radial_fade() -> None:
    fade = RadialGradient(cx=0.5, cy=0.5, radius=0.5, stops=FADE.stops)
    found = shown(Mask(box=WHOLE, fade=fade))
    assert found[10, 20] > 240
    assert found[10, 0] < 10


def test_all_parts_of_a_mask_are_multiplied() -> None:
    oval = Mask(box=WHOLE, kind=ShapeKind.ELLIPSE)
    both = shown(replace(oval, fade=FADE)).astype(int)
    product = times(shown(oval), shown(Mask(box=WHOLE, fade=FADE)))
    assert np.abs(both - product).max() <= 2


@pytest.mark.parametrize("width", [0.0, 1e-9])
@pytest.mark.parametrize("kind", list(ShapeKind))
def test_a_mask_without_room_shows_nothing(kind: ShapeKind, width: float) -> None:
    mask = Mask(
        box=Box(x=5, y=5, width=width, height=9), kind=kind, points=((0, 0), (1, 0), (1, 1))
    )
    assert shown(replace(mask, fade=FADE)).max() == 0


def test_a_polygon_that_crosses_itself_is_filled_even_odd() -> None:
    bow = ((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0))
    found = shown(Mask(box=WHOLE, kind=ShapeKind.POLYGON, points=bow))
    assert (found[10, 2], found[10, 37], found[1, 20]) == (255, 255, 0)


def test_a_polygon_needs_three_points() -> None:
    with pytest.raises(PaintError, match="art: a polygon"):
        shown(Mask(box=WHOLE, kind=ShapeKind.POLYGON, points=((0, 0), (1, 1))))


def test_letters_show_what_lies_inside_them(fonts: FontLibrary) -> None:
    word = words("I", fonts, size_px=60)
    art = replace(
        rectangle(box(0, 0, 100, 100), color=WHITE), mask=Mask(box=word.box, runs=word.runs)
    )
    through, plain = (
        np.asarray(still(scene(layer), pictures=pictures(), fonts=fonts)) for layer in (art, word)
    )
    assert plain.max() == 255
    assert np.abs(through.astype(int) - plain).max() <= 1


def test_the_shadow_is_that_of_what_is_seen() -> None:
    layer = replace(
        rectangle(box(20, 20, 60, 60), color=WHITE),
        mask=Mask(box=box(20, 20, 60, 60), kind=ShapeKind.ELLIPSE),
        shadow=Shadow(dx=0, dy=0, sigma_px=1, color=replace(BLACK, red=255)),
    )
    canvas = painted(layer)
    assert canvas[21, 21].max() == 0
    assert canvas[18:20, 50, 0].max() > 60


def test_pixels_stay_premultiplied() -> None:
    dice = np.random.default_rng(3)
    alpha = dice.integers(0, 256, (20, 40, 1), dtype=np.uint8)
    colors = (dice.random((20, 40, 3)) * (alpha + 1)).astype(np.uint8)
    pixels = np.concatenate([colors, alpha], axis=2)
    found = masked(pixels, dice.integers(0, 256, (20, 40), dtype=np.uint8))
    assert (found[:, :, :3] <= found[:, :, 3:]).all()


def test_a_mask_over_text_is_a_mask_over_its_ink(fonts: FontLibrary) -> None:
    word = words("Hello", fonts, size_px=30)
    half = box(word.box.x, word.box.y, word.box.width / 2, word.box.height)
    layer: TextLayer = replace(word, mask=Mask(box=half, kind=ShapeKind.RECTANGLE))
    canvas = np.asarray(still(scene(layer), pictures=pictures(), fonts=fonts))
    edge = round(half.x + half.width)
    assert canvas[:, :edge].max() == 255
    assert canvas[:, edge + 1 :].max() == 0
