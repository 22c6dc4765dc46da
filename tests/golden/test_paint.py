"""What each kind of layer looks like; one concern per picture."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from render_farm.paint import VideoPainter, still
from templates.scene import (
    AnyLayer,
    Bars,
    Color,
    LinearGradient,
    RadialGradient,
    Scene,
    Shadow,
    ShapeKind,
    Solid,
    Stop,
    Tracks,
    Treatment,
)
from tests.golden.compare import PICTURE, Tolerance, check_golden
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

# Nothing but whole numbers and plain floating point: the same everywhere but for rounding.
EXACT = Tolerance(name="exact", level=2, share=0.0)
SLATE = Color(red=40, green=52, blue=70)
STAR: tuple[tuple[float, float], ...] = (
    (0.5, 0),
    (0.62, 0.38),
    (1, 0.38),
    (0.7, 0.62),
    (0.8, 1),
    (0.5, 0.77),
    (0.2, 1),
    (0.3, 0.62),
    (0, 0.38),
    (0.38, 0.38),
)


def painted(what: Scene, at_s: float = 0.0) -> Image.Image:
    return still(what, pictures=pictures(), fonts=NO_FONTS, at_s=at_s)


def on_slate(what: Scene) -> Scene:
    return replace(what, background=SLATE)


def test_shapes() -> None:
    shape = replace(rectangle(box(10, 10, 100, 40)), stroke=WHITE, stroke_px=3.0)
    layers = [
        shape,
        replace(shape, box=box(130.5, 10.5, 100, 40), radius_px=14.0),
        replace(shape, box=box(10, 60, 100, 80), kind=ShapeKind.ELLIPSE),
        replace(shape, box=box(130, 60, 100, 80), kind=ShapeKind.POLYGON, points=STAR),
        replace(shape, box=box(10, 150, 220, 1.5), stroke=None),
        replace(shape, box=box(10, 156, 220, 14), stroke=None, radius_px=99.0),
    ]
    check_golden(
        painted(on_slate(scene(*layers, width=240, height=180))), "paint/shapes", tolerance=EXACT
    )


def test_bars() -> None:
    """Centred and standing; a second layer in another colour, clipped, shows what has played."""
    heights = tuple(
        round(0.08 + 0.92 * abs(math.sin(0.7 * i) * math.cos(0.23 * i)), 3) for i in range(32)
    )
    rail = replace(
        rectangle(box(10, 10, 220, 60.5), color=WHITE),
        kind=ShapeKind.BARS,
        bars=Bars(heights=heights),
        radius_px=99.0,
    )
    played = replace(
        rail, fill=Solid(color=RED), tracks=Tracks(clip=track((0, (0.0, 0.0, 0.55, 0.0))))
    )
    standing = Bars(heights=heights[::-1], gap=0.2, above=1.0)
    foot = replace(rail, box=box(10, 90, 220, 60), radius_px=1.5, bars=standing)
    layers = [rail, played, foot]
    check_golden(
        painted(on_slate(scene(*layers, width=240, height=160))), "paint/bars", tolerance=EXACT
    )


def test_gradients() -> None:
    stops = (Stop(at=0, color=RED), Stop(at=0.4, color=WHITE), Stop(at=1, color=BLACK))
    glass = (
        Stop(at=0, color=replace(BLACK, alpha=0.0)),
        Stop(at=1, color=replace(BLACK, alpha=0.9)),
    )
    layers: list[AnyLayer] = [
        replace(
            rectangle(box(10, 10, 100, 70)),
            fill=LinearGradient(x0=0, y0=0, x1=1, y1=1, stops=stops),
        ),
        replace(
            rectangle(box(130, 10, 100, 70)),
            kind=ShapeKind.ELLIPSE,
            fill=RadialGradient(cx=0.3, cy=0.3, radius=0.8, stops=stops),
        ),
        picture(box(10, 90, 220, 80)),
        replace(
            rectangle(box(10, 90, 220, 80)),
            fill=LinearGradient(x0=0, y0=0, x1=0, y1=1, stops=glass),
        ),
    ]
    check_golden(
        painted(on_slate(scene(*layers, width=240, height=180))),
        "paint/gradients",
        tolerance=PICTURE,
    )


def test_shadows() -> None:
    soft = Shadow(dx=0, dy=8, sigma_px=9, color=replace(BLACK, alpha=0.6))
    hard = Shadow(dx=5, dy=5, sigma_px=0, color=BLACK)
    layers: list[AnyLayer] = [
        replace(rectangle(box(30, 25, 80, 60), color=WHITE, radius_px=12), shadow=soft),
        replace(picture(box(140, 25, 70, 60)), radius_px=30, shadow=soft),
        replace(rectangle(box(30, 115, 80, 40), color=WHITE), shadow=hard),
        replace(rectangle(box(140, 115, 70, 40)), opacity=0.5, shadow=soft),
    ]
    check_golden(
        painted(replace(scene(*layers, width=240, height=180), background=RED)),
        "paint/shadows",
        tolerance=PICTURE,
    )


def test_treatments() -> None:
    treatments = [
        Treatment(),
        Treatment(blur_px=5),
        Treatment(brightness=0.5),
        Treatment(saturation=0.0),
        Treatment(tint=replace(RED, alpha=0.5)),
        Treatment(grain=30),
    ]
    layers = [
        replace(picture(box(10 + 76 * (n % 3), 10 + 84 * (n // 3), 68, 76)), treatment=treatment)
        for n, treatment in enumerate(treatments)
    ]
    check_golden(
        painted(on_slate(scene(*layers, width=240, height=180))),
        "paint/treatments",
        tolerance=PICTURE,
    )


def test_moved_turned_and_clipped() -> None:
    card = replace(picture(box(20, 20, 60, 50)), radius_px=8)
    layers = [
        replace(card, tracks=Tracks(rotation=track((0, (15,))))),
        replace(card, box=box(100, 20, 60, 50), tracks=Tracks(scale=track((0, (1.25,))))),
        replace(card, box=box(180, 20, 60, 50), tracks=Tracks(scale=track((0, (0.3,))))),
        replace(card, box=box(20, 110, 60, 50), tracks=Tracks(clip=track((0, (0.3, 0, 0, 0.4))))),
        replace(card, box=box(100, 110, 60, 50), tracks=Tracks(offset=track((0, (10.5, -6.25))))),
        replace(card, box=box(180, 110, 60, 50), frame=box(170, 120, 40, 30)),
    ]
    check_golden(
        painted(on_slate(scene(*layers, width=250, height=180))), "paint/moved", tolerance=PICTURE
    )


@pytest.mark.parametrize("number", [4, 12, 23])
def test_frames_before_encoding(number: int) -> None:
    """The planes of a frame, one below the other, as the encoder gets them."""
    film = VideoPainter(busy_scene(), pictures=pictures(), fonts=NO_FONTS)
    for at, frame in enumerate(film.frames()):
        if at == number:
            planes = Image.fromarray(np.array(frame.buffer))
            check_golden(planes, f"paint/frame-{number}", tolerance=PICTURE)
