"""Blends in planar frames, held against the RGB painter."""

from dataclasses import replace

import numpy as np
import pytest

from render_farm.paint import VideoPainter
from render_farm.paint.blend_sprite import BlendSprite, sprite_of
from render_farm.paint.content import content
from render_farm.paint.raster import PixelRect
from render_farm.paint.sprite import RasterSprite
from render_farm.paint.state import LayerState
from templates.scene import AnyLayer, Blend, Color, Scene, Shadow, Solid, Tracks
from templates.text import FontLibrary
from tests.unit.render_farm.paint.agreement import assert_like_the_reference, kept
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
from tests.unit.render_farm.paint.words import words

MODES = [mode for mode in Blend if mode is not Blend.NORMAL]
ALL = box(0, 0, 120, 160)
CANVAS = PixelRect(left=0, top=0, right=120, bottom=160)
TEAL = Color(red=40, green=150, blue=140)
MOVED = Tracks(
    offset=track((0, (0, 0)), (1, (9.5, 4.25))),
    rotation=track((0, (0,)), (1, (14,))),
    opacity=track((0, (0.4,)), (1, (1,))),
)
FADING = Tracks(
    opacity=track((0, (0.2,)), (1, (1,))), clip=track((0, (0, 0.5, 0, 0)), (1, (0, 0, 0, 0)))
)


def veil(mode: Blend, tracks: Tracks) -> AnyLayer:
    return replace(rectangle(box(15, 25, 80, 100), color=TEAL), blend=mode, tracks=tracks)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("tracks", [Tracks(), MOVED, FADING], ids=["still", "moved", "fading"])
def test_a_veil_over_a_picture_looks_like_the_reference(mode: Blend, tracks: Tracks) -> None:
    assert_like_the_reference(scene(picture(ALL), veil(mode, tracks), frames=11), every=5)


@pytest.mark.parametrize("mode", MODES)
def test_a_picture_over_a_colour_looks_like_the_reference(mode: Blend) -> None:
    ground = rectangle(ALL, color=TEAL)
    over = replace(picture(box(9, 11, 90, 120)), blend=mode, radius_px=14)
    assert_like_the_reference(scene(ground, over, frames=1))


@pytest.mark.parametrize("mode", MODES)
def test_text_that_blends_looks_like_the_reference(mode: Blend, fonts: FontLibrary) -> None:
    word = replace(
        words("Glow", fonts, size_px=40),
        blend=mode,
        paint=Solid(color=RED),
        shadow=Shadow(dx=0, dy=2, sigma_px=2, color=replace(BLACK, alpha=0.5)),
        tracks=MOVED,
    )
    assert_like_the_reference(
        scene(rectangle(ALL, color=TEAL), word, frames=11), every=5, fonts=fonts
    )


def test_a_zooming_picture_can_blend() -> None:
    zooming = replace(picture(ALL), zoom=track((0, (1.1,)), (1, (1.2,))), blend=Blend.SCREEN)
    assert_like_the_reference(scene(rectangle(ALL, color=TEAL), zooming, frames=11), every=5)


@pytest.mark.parametrize("mode", MODES)
def test_what_moves_below_is_seen_through_a_veil_at_rest(mode: Blend) -> None:
    dot = replace(
        rectangle(box(0, 40, 30, 30), color=WHITE),
        tracks=Tracks(offset=track((0, (0, 0)), (1, (80.5, 0)))),
    )
    film = scene(rectangle(ALL, color=TEAL), dot, veil(mode, Tracks()), frames=11)
    assert_like_the_reference(film, every=3)


def test_a_veil_hides_nothing_though_it_is_opaque() -> None:
    layer = replace(rectangle(ALL), blend=Blend.MULTIPLY)
    raster = content(layer, pictures=pictures(), fonts=NO_FONTS)
    sprite = sprite_of(layer, raster, canvas=CANVAS)
    assert isinstance(sprite, BlendSprite)
    assert sprite.curtain(LayerState()).empty
    plain = sprite_of(rectangle(ALL), raster, canvas=CANVAS)
    assert isinstance(plain, RasterSprite)
    assert plain.curtain(LayerState()) == CANVAS


def test_a_veil_at_rest_on_a_ground_at_rest_is_painted_once() -> None:
    class Counting(VideoPainter):
        repaints = 0

        def _repaint(self, *args: object) -> None:
            self.repaints += 1
            super()._repaint(*args)  # type: ignore[arg-type]  # passed on as they came

    what = scene(picture(ALL), veil(Blend.OVERLAY, Tracks()), frames=20)
    film = Counting(what, pictures=pictures(), fonts=NO_FONTS)
    assert sum(1 for _ in film.frames()) == 20
    assert film.repaints == 0


def test_painting_may_begin_anywhere() -> None:
    what = scene(picture(ALL), veil(Blend.SOFT_LIGHT, MOVED), veil(Blend.ADD, FADING), frames=12)
    whole = kept(what)
    late = next(VideoPainter(what, pictures=pictures(), fonts=NO_FONTS).frames(first=7))
    assert all((one == other).all() for one, other in zip(late.planes, whole[7], strict=True))


@pytest.mark.parametrize("mode", MODES)
def test_nothing_drifts_where_a_veil_is_clear(mode: Blend) -> None:
    """Planes become pixels and planes again: where the layer is empty they stay as they were."""
    clear = replace(rectangle(ALL, color=replace(WHITE, alpha=0.0)), blend=mode)
    plain, veiled = (kept(what) for what in (film(picture(ALL)), film(picture(ALL), clear)))
    assert all((one == other).all() for one, other in zip(plain[0], veiled[0], strict=True))


def film(*layers: AnyLayer) -> Scene:
    return scene(*layers, frames=1)


def test_odd_places_blend_whole_samples() -> None:
    layers = [
        replace(rectangle(box(11 * n + 1, 7 * n + 3, 9, 5), color=TEAL), blend=Blend.SCREEN)
        for n in range(9)
    ]
    what = scene(rectangle(ALL, color=RED), *layers, frames=1)
    assert_like_the_reference(what)
    assert np.asarray(kept(what)[0][0]).max() > 100
