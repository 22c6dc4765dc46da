"""Masks, blends, blurs and strokes; one concern per picture."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from render_farm.paint import VideoPainter, still
from templates.scene import (
    AnyLayer,
    Blend,
    Box,
    Color,
    LinearGradient,
    Mask,
    RadialGradient,
    Scene,
    Shadow,
    ShapeKind,
    Solid,
    Stop,
    TextLayer,
    Tracks,
)
from templates.text import FontLibrary
from tests.golden.compare import PICTURE, TEXT, check_golden
from tests.unit.render_farm.paint.scenes import (
    BLACK,
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

SLATE = Color(red=40, green=52, blue=70)
CLEAR = Solid(color=replace(WHITE, alpha=0.0))
SIZE = {"width": 360, "height": 270}
BOW: tuple[tuple[float, float], ...] = ((0, 0), (1, 1), (1, 0), (0, 1))


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


def painted(fonts: FontLibrary, *layers: AnyLayer) -> Image.Image:
    what: Scene = replace(scene(*layers, **SIZE), background=SLATE)
    return still(what, pictures=pictures(), fonts=fonts)


def places(width: float, height: float) -> list[Box]:
    return [box(10 + 118 * (n % 3), 10 + 87 * (n // 3), width, height) for n in range(9)]


def test_masks(fonts: FontLibrary) -> None:
    stops = (Stop(at=0.2, color=WHITE), Stop(at=1, color=replace(WHITE, alpha=0.0)))
    down = LinearGradient(x0=0, y0=0, x1=0, y1=1, stops=stops)
    around = RadialGradient(cx=0.5, cy=0.5, radius=0.5, stops=stops)
    soft = Shadow(dx=0, dy=4, sigma_px=4, color=replace(BLACK, alpha=0.8))
    where = places(104, 74)
    word = words("LIVE", fonts, size_px=60, at=(where[7].x - 2, where[7].y - 8), family="Anton")
    inner = box(where[1].x + 12, where[1].y + 8.5, 80, 57)
    layers: list[AnyLayer] = [
        replace(picture(where[0]), mask=Mask(box=where[0], kind=ShapeKind.ELLIPSE)),
        replace(picture(where[1]), mask=Mask(box=inner, kind=ShapeKind.RECTANGLE, radius_px=16)),
        replace(picture(where[2]), mask=Mask(box=where[2], kind=ShapeKind.POLYGON, points=BOW)),
        replace(picture(where[3]), mask=Mask(box=where[3], fade=down)),
        replace(picture(where[4]), mask=Mask(box=where[4], fade=around)),
        replace(picture(where[5]), mask=Mask(box=where[5], kind=ShapeKind.ELLIPSE, fade=down)),
        replace(rectangle(where[6], color=WHITE), mask=Mask(box=where[6], fade=down)),
        replace(picture(where[7]), mask=Mask(box=word.box, runs=word.runs)),
        replace(rectangle(where[8]), mask=Mask(box=where[8], kind=ShapeKind.ELLIPSE), shadow=soft),
    ]
    check_golden(painted(fonts, *layers), "paint/masks", tolerance=PICTURE)


def outlined(fonts: FontLibrary, text: str, at: tuple[float, float], **more: object) -> TextLayer:
    family, locale = str(more.pop("family", "Rubik")), str(more.pop("locale", "en"))
    size_px = float(str(more.pop("size_px", 44)))
    word = words(text, fonts, size_px=size_px, at=at, family=family, locale=locale)
    return replace(word, **more)  # type: ignore[arg-type]  # fields of a text, as told


def test_strokes(fonts: FontLibrary) -> None:
    arabic: dict[str, object] = {"family": "Cairo", "locale": "ar"}
    hollow: dict[str, object] = {"paint": CLEAR, "stroke": WHITE, "stroke_px": 2.0}
    soft = Shadow(dx=0, dy=4, sigma_px=3, color=replace(BLACK, alpha=0.7))
    layers = [
        outlined(fonts, "Outline", (10, 0), stroke=RED, stroke_px=6.0),
        outlined(fonts, "Hollow", (195, 0), **hollow),
        outlined(fonts, "سلامٌ ليلى", (10, 45), **hollow, **arabic),
        outlined(fonts, "محمّد", (236, 45), stroke=RED, stroke_px=7.0, shadow=soft, **arabic),
        outlined(fonts, "क्षत्रिय", (10, 130), family="Mukta", locale="hi", **hollow),
        outlined(fonts, "לילה", (130, 130), family="Heebo", locale="he", **hollow),
        outlined(
            fonts, "Aa&8", (250, 135), size_px=32, family="Fraunces", stroke=RED, stroke_px=24.0
        ),
        outlined(fonts, "thin 12 px", (10, 210), size_px=12, stroke=BLACK, stroke_px=1.5),
        outlined(fonts, "夜のうた", (120, 195), family="Noto Sans CJK JP", locale="ja", **hollow),
    ]
    check_golden(painted(fonts, *layers), "paint/strokes", tolerance=TEXT)


def test_blurs(fonts: FontLibrary) -> None:
    glow = LinearGradient(
        x0=0, y0=0, x1=1, y1=0, stops=(Stop(at=0, color=RED), Stop(at=1, color=WHITE))
    )
    layers: list[AnyLayer] = [
        replace(rectangle(box(30, 25, 70, 50)), blur_px=2),
        replace(rectangle(box(150, 25, 70, 50)), fill=glow, blur_px=9),
        replace(rectangle(box(260, 20, 80, 60), color=WHITE), kind=ShapeKind.ELLIPSE, blur_px=24),
        replace(words("Soft", fonts, size_px=60, at=(20, 95)), blur_px=3),
        replace(words("Neon", fonts, size_px=60, at=(180, 95)), blur_px=8, paint=Solid(color=RED)),
        replace(words("Neon", fonts, size_px=60, at=(180, 95))),
        replace(
            rectangle(box(30, 190, 300, 60)),
            blur_px=10,
            mask=Mask(box=box(30, 190, 300, 60), kind=ShapeKind.RECTANGLE, radius_px=12),
        ),
    ]
    check_golden(painted(fonts, *layers), "paint/blurs", tolerance=PICTURE)


def test_blends(fonts: FontLibrary) -> None:
    """Normal first, then each mode: a picture, with a ramp from black to white over it."""
    ramp = LinearGradient(
        x0=0, y0=0, x1=1, y1=0, stops=(Stop(at=0, color=BLACK), Stop(at=1, color=WHITE))
    )
    layers: list[AnyLayer] = []
    for where, mode in zip(places(104, 74), Blend, strict=False):
        lower = box(where.x, where.y + 18, 104, 28)
        layers += [
            picture(where),
            replace(rectangle(lower), fill=ramp, blend=mode),
            replace(words("Blend", fonts, size_px=30, at=(where.x + 6, where.y + 42)), blend=mode),
        ]
    check_golden(painted(fonts, *layers), "paint/blends", tolerance=PICTURE)


def test_a_frame_of_blends_before_encoding(fonts: FontLibrary) -> None:
    """Planes, one below the other: glows add up over a picture that is masked and zooms."""
    spot = rectangle(box(40, 30, 100, 100), color=RED)
    art = replace(
        picture(box(20, 20, 200, 140)),
        zoom=track((0, (1.1,)), (1, (1.2,))),
        mask=Mask(box=box(20, 20, 200, 140), kind=ShapeKind.RECTANGLE, radius_px=24),
    )
    drift = Tracks(offset=track((0, (0, 0)), (1, (60, 20))))
    layers: list[AnyLayer] = [
        art,
        replace(spot, kind=ShapeKind.ELLIPSE, blur_px=12, blend=Blend.ADD, tracks=drift),
        replace(words("Glow", fonts, size_px=60, at=(40, 70)), blend=Blend.OVERLAY, tracks=drift),
    ]
    what = replace(scene(*layers, width=240, height=180, frames=10), background=SLATE)
    film = VideoPainter(what, pictures=pictures(), fonts=fonts)
    for number, frame in enumerate(film.frames()):
        if number == 6:
            planes = Image.fromarray(np.array(frame.buffer))
            check_golden(planes, "paint/frame-blends", tolerance=PICTURE)
