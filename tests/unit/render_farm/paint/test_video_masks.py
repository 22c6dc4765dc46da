"""Masks, blurs and strokes in videos: like the reference, at rest and in motion."""

from dataclasses import replace

import pytest

from render_farm.paint.schedule import schedule
from render_farm.paint.zoom_sprite import ZoomSprite
from templates.scene import (
    AnyLayer,
    LinearGradient,
    Mask,
    PictureLayer,
    Shadow,
    ShapeKind,
    Solid,
    Stop,
    Tracks,
)
from templates.text import FontLibrary
from tests.unit.render_farm.paint.agreement import assert_like_the_reference, kept, painter
from tests.unit.render_farm.paint.scenes import (
    BLACK,
    RED,
    WHITE,
    box,
    picture,
    rectangle,
    scene,
    track,
)
from tests.unit.render_farm.paint.words import words

STILL = Tracks()
MOVED = Tracks(
    offset=track((0, (0, 0)), (1, (9.5, 4.25))),
    rotation=track((0, (0,)), (1, (14,))),
    scale=track((0, (0.8,)), (1, (1.2,))),
    opacity=track((0, (0.4,)), (1, (1,))),
)
ZOOM = track((0, (1.1,)), (1, (1.2,)))
ART = box(12.5, 20, 90, 110)
OVAL = Mask(box=ART, kind=ShapeKind.ELLIPSE)
FADE = LinearGradient(
    x0=0,
    y0=0.2,
    x1=0,
    y1=1,
    stops=(Stop(at=0, color=WHITE), Stop(at=1, color=replace(WHITE, alpha=0.0))),
)
SOFT = Shadow(dx=2, dy=3, sigma_px=3, color=replace(BLACK, alpha=0.6))
GROUND = rectangle(box(0, 0, 120, 160), color=replace(RED, red=90))


@pytest.fixture(scope="module", params=["mask", "fade", "blur", "stroke", "letters"])
def layer(request: pytest.FixtureRequest, fonts: FontLibrary) -> AnyLayer:
    word = words("سلام", fonts, size_px=50, at=(8, 40), family="Cairo", locale="ar")
    cases: dict[str, AnyLayer] = {
        "mask": replace(picture(ART), mask=OVAL, shadow=SOFT),
        "fade": replace(picture(ART), mask=Mask(box=ART, fade=FADE)),
        "blur": replace(rectangle(ART, color=WHITE), blur_px=5),
        "stroke": replace(word, stroke=RED, stroke_px=5.0, shadow=SOFT, blur_px=0.8),
        "letters": replace(picture(ART), mask=Mask(box=word.box, runs=word.runs)),
    }
    return cases[request.param]


@pytest.mark.parametrize("tracks", [STILL, MOVED], ids=["still", "moved"])
def test_it_looks_like_the_reference(layer: AnyLayer, tracks: Tracks, fonts: FontLibrary) -> None:
    moving = replace(layer, tracks=tracks)
    assert_like_the_reference(scene(GROUND, moving, frames=11), every=5, fonts=fonts)


@pytest.mark.parametrize(
    "mask",
    [
        OVAL,
        Mask(box=box(20.5, 30, 60, 60), kind=ShapeKind.RECTANGLE, radius_px=12),
        Mask(box=ART, fade=FADE),
    ],
    ids=["oval", "inset", "fade"],
)
@pytest.mark.parametrize("shadow", [None, SOFT], ids=["plain", "shadow"])
def test_a_zooming_picture_is_masked(mask: Mask, shadow: Shadow | None) -> None:
    zooming = replace(picture(ART), zoom=ZOOM, mask=mask, shadow=shadow)
    assert_like_the_reference(scene(GROUND, zooming, frames=11), every=5)


def test_a_zoom_behind_letters_is_resampled_not_repainted(fonts: FontLibrary) -> None:
    word = words("LIVE", fonts, size_px=48, at=(8, 40), family="Anton")
    zooming: PictureLayer = replace(
        picture(ART),
        zoom=ZOOM,
        mask=Mask(box=word.box, runs=word.runs),
    )
    film = scene(GROUND, zooming, frames=11)
    assert_like_the_reference(film, every=5, fonts=fonts)
    sprite = painter(film, fonts)._sprite(zooming, schedule(film)[1])
    assert isinstance(sprite, ZoomSprite)


def test_a_zoom_under_a_blur_looks_like_the_reference() -> None:
    zooming = replace(picture(ART), zoom=ZOOM, blur_px=2)
    assert_like_the_reference(scene(GROUND, zooming, frames=11), every=5)


def test_what_lies_behind_a_mask_is_painted() -> None:
    """A masked picture hides nothing: what moves behind it is seen around its mask."""
    dot = replace(
        rectangle(box(0, 20, 30, 30), color=WHITE),
        tracks=Tracks(offset=track((0, (0, 0)), (1, (80, 0)))),
    )
    over = replace(
        picture(box(0, 0, 120, 160)), mask=Mask(box=box(40, 60, 40, 40), kind=ShapeKind.ELLIPSE)
    )
    zooming = replace(over, zoom=ZOOM)
    for front in (over, zooming):
        film = scene(dot, front, frames=11)
        assert int(kept(film)[5][0][30, 50]) > 220
        assert_like_the_reference(film, every=5)


def test_a_hollow_letter_shows_what_lies_below(fonts: FontLibrary) -> None:
    word = replace(
        words("I", fonts, size_px=120, at=(40, 10), family="Anton"),
        paint=Solid(color=replace(WHITE, alpha=0.0)),
        stroke=WHITE,
        stroke_px=4.0,
    )
    assert_like_the_reference(scene(GROUND, word, frames=1), fonts=fonts)
