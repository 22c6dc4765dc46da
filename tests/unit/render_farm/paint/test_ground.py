from dataclasses import fields, replace

import pytest
from PIL import Image

from render_farm.paint import RasterShelf, still, warm_still
from render_farm.paint.ground import content_fields, grounds, seen_at
from templates.scene import Layer, PictureLayer, Scene, ShapeLayer, TextLayer, Tracks, Treatment
from tests.unit.render_farm.paint.scenes import (
    NO_FONTS,
    RED,
    WHITE,
    box,
    busy_scene,
    photo,
    picture,
    pictures,
    rectangle,
    scene,
    track,
)

WIDE = box(0, 0, 120, 160)


class Drawer:
    """Hands out a picture and counts how often."""

    def __init__(self) -> None:
        self.opened = 0
        self._photo = photo()

    def __call__(self, sha256: str) -> Image.Image:
        self.opened += 1
        return self._photo


def shelf(capacity: int = 10_000_000) -> RasterShelf:
    return RasterShelf(capacity=capacity, weigh=lambda raster: raster.pixels.nbytes)


def warm(what: Scene, kept: RasterShelf, drawer: Drawer, at_s: float = 0.0) -> bytes:
    found = warm_still(what, pictures=drawer, fonts=NO_FONTS, at_s=at_s, animations={}, shelf=kept)
    assert found.mode == "RGBX"
    return found.convert("RGB").tobytes()


def advert(*, title: int = 0) -> Scene:
    """Artwork under a scrim and a plate, and a title that differs from still to still."""
    scrim = rectangle(WIDE, color=replace(RED, alpha=0.3))
    return scene(
        picture(WIDE), scrim, rectangle(WIDE, color=replace(WHITE, alpha=0.1)),
        rectangle(box(10 + title, 20, 30, 8), color=WHITE),
    )  # fmt: skip


@pytest.mark.parametrize("at_s", [0.0, 0.8, 1.7, 2.3, 2.9])
def test_a_warm_still_is_the_same_picture(at_s: float) -> None:
    cold = still(busy_scene(), pictures=pictures(), fonts=NO_FONTS, at_s=at_s).tobytes()
    kept, drawer = shelf(), Drawer()
    assert [warm(busy_scene(), kept, drawer, at_s) for _ in range(3)] == [cold] * 3


def test_artwork_is_cropped_once() -> None:
    kept, drawer = shelf(), Drawer()
    for title in range(4):
        cold = still(advert(title=title), pictures=pictures(), fonts=NO_FONTS).tobytes()
        assert warm(advert(title=title), kept, drawer) == cold
    assert drawer.opened == 1


def test_what_lies_below_a_new_layer_is_kept_flattened() -> None:
    kept, drawer = shelf(), Drawer()
    for title in range(2):
        warm(advert(title=title), kept, drawer)
    cast = seen_at(advert(title=7), 0.0)
    known = [ground in kept for ground in grounds(advert(title=7), cast)]
    assert known == [False, False, False, True, False]


def test_laying_on_a_kept_ground_leaves_it_alone() -> None:
    kept, drawer = shelf(), Drawer()
    found = [warm(advert(title=title), kept, drawer) for title in (0, 1, 2, 1)]
    assert found[1] == found[3]


def test_without_room_all_is_painted_anew() -> None:
    kept, drawer = shelf(0), Drawer()
    once, twice = (warm(advert(), kept, drawer) for _ in range(2))
    assert once == twice
    assert drawer.opened == 2


def test_a_layer_is_known_by_its_content_alone() -> None:
    layer = replace(picture(WIDE), zoom=track((0, (1.0,)), (1, (1.0,))))
    moved = replace(
        layer,
        name="other",
        opacity=0.4,
        frame=box(0, 0, 9, 9),
        tracks=Tracks(offset=track((0, (5, 5)))),
    )
    first, second = (seen_at(scene(each), 0.0)[0] for each in (layer, moved))
    assert first.raster == second.raster
    one, other = (list(grounds(scene(each), seen_at(scene(each), 0.0))) for each in (layer, moved))
    assert [a == b for a, b in zip(one, other, strict=True)] == [True, False]


def test_crop_size_and_treatment_make_another_content() -> None:
    layer = picture(WIDE)
    others = (
        replace(layer, crop=box(1, 0, 300, 400)),
        replace(layer, box=box(0, 0, 120, 159)),
        replace(layer, treatment=Treatment(blur_px=3)),
        replace(layer, sha256="cd" * 32),
        replace(layer, radius_px=4.0),
        replace(layer, zoom=track((0, (1.5,)))),
    )
    known = {seen_at(scene(each), 0.0)[0].raster for each in (layer, *others)}
    assert len(known) == 1 + len(others)


def test_a_kind_is_not_another() -> None:
    plain = rectangle(WIDE)
    assert content_fields(ShapeLayer) != content_fields(PictureLayer)
    assert seen_at(scene(plain), 0.0)[0].raster != seen_at(scene(picture(WIDE)), 0.0)[0].raster


@pytest.mark.parametrize("kind", [PictureLayer, TextLayer, ShapeLayer])
def test_all_that_only_one_kind_has_is_content(kind: type) -> None:
    """Save what moves a picture in its box, which the state at a moment holds."""
    own = {field.name for field in fields(kind)} - {field.name for field in fields(Layer)}
    assert own - set(content_fields(kind)) <= {"zoom", "pan", "extent"}


def test_two_backgrounds_are_two_grounds() -> None:
    one, other = (
        list(grounds(each, ()))
        for each in (scene(), replace(scene(), background=RED))
    )  # fmt: skip
    assert one != other
    assert one == list(grounds(scene(), ()))
