"""Blends, masks, blurs and strokes look as Chromium paints their CSS and SVG."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from render_farm.paint import still
from templates.scene import (
    AnyLayer,
    Blend,
    Box,
    Color,
    LinearGradient,
    Mask,
    RadialGradient,
    ShapeKind,
    Solid,
    Stop,
)
from templates.text import FontLibrary
from tests.proof.chromium import PROGRAM, screenshot
from tests.proof.needs import need_program
from tests.unit.render_farm.paint.scenes import (
    BLACK,
    RED,
    WHITE,
    box,
    pictures,
    rectangle,
    scene,
)
from tests.unit.render_farm.paint.words import words

# Levels of 255: the mean difference of a cell, and that of all but one of its pixels in 200.
COLOURS, EDGES, LETTERS = (0.9, 5.0), (0.9, 20.0), (1.6, 55.0)
WIDTH, HEIGHT = 720, 480
GROUND = (Color(red=20, green=40, blue=120), Color(red=250, green=200, blue=60))
OVER = (Color(red=10, green=120, blue=90), Color(red=240, green=90, blue=160))
CLEAR = replace(WHITE, alpha=0.0)


def place(cell: int) -> Box:
    return box(20 + 175 * (cell % 4), 20 + 115 * (cell // 4), 150, 90)


def gradient(colors: tuple[Color, Color], *, down: bool) -> LinearGradient:
    x1, y1 = (0, 1) if down else (1, 0)
    stops = (Stop(at=0, color=colors[0]), Stop(at=1, color=colors[1]))
    return LinearGradient(x0=0, y0=0, x1=x1, y1=y1, stops=stops)


def css(color: Color) -> str:
    return f"rgb({color.red} {color.green} {color.blue} / {color.alpha})"


def div(where: Box, style: str) -> str:
    return (
        f'<div style="position:absolute;left:{where.x}px;top:{where.y}px;'
        f'width:{where.width}px;height:{where.height}px;{style}"></div>'
    )


def ramp(colors: tuple[Color, Color], way: str) -> str:
    return f"linear-gradient(to {way}, {css(colors[0])}, {css(colors[1])})"


Case = tuple[list[AnyLayer], str]


def blends() -> list[Case]:
    found: list[Case] = []
    for cell, mode in enumerate(Blend):
        where = place(cell)
        inner = box(where.x + 20, where.y + 15, 110, 60)
        name = "plus-lighter" if mode is Blend.ADD else mode.value
        over = f"background:{ramp(OVER, 'bottom')};opacity:0.9;mix-blend-mode:{name}"
        layers: list[AnyLayer] = [
            replace(rectangle(where), fill=gradient(GROUND, down=False)),
            replace(rectangle(inner), fill=gradient(OVER, down=True), opacity=0.9, blend=mode),
        ]
        # What exceeds white is cut after the alpha by plus-lighter, before it by us.
        if mode is Blend.ADD:
            layers[1] = replace(layers[1], opacity=1.0)
            over = over.replace("0.9", "1")
        found.append((layers, div(where, f"background:{ramp(GROUND, 'right')}") + div(inner, over)))
    return found


def masks() -> list[Case]:
    fill, paint = gradient(GROUND, down=False), f"background:{ramp(GROUND, 'right')};"
    fades = (Stop(at=0.2, color=WHITE), Stop(at=1, color=CLEAR))
    down = LinearGradient(x0=0, y0=0, x1=0, y1=1, stops=fades)
    around = RadialGradient(cx=0.5, cy=0.5, radius=0.3, stops=fades)
    cells = [place(cell) for cell in range(8, 12)]
    inner = box(cells[3].x + 15, cells[3].y + 9, 120, 72)
    wanted = [
        (Mask(box=cells[0], fade=down), "mask-image:linear-gradient(#000 20%, #0000)"),
        (
            Mask(box=cells[1], fade=around),
            "mask-image:radial-gradient(circle 45px, #000 20%, #0000)",
        ),
        (Mask(box=cells[2], kind=ShapeKind.ELLIPSE), "clip-path:ellipse(50% 50%)"),
        (
            Mask(box=inner, kind=ShapeKind.RECTANGLE, radius_px=18),
            "clip-path:inset(10% 10% round 18px)",
        ),
    ]
    return [
        ([replace(rectangle(where), fill=fill, mask=mask)], div(where, paint + style))
        for where, (mask, style) in zip(cells, wanted, strict=True)
    ]


def softs(fonts: FontLibrary) -> list[Case]:
    cells = [place(cell) for cell in range(12, 16)]
    found: list[Case] = []
    for cell, sigma in zip(cells[:2], (3, 12), strict=True):
        inner = box(cell.x + 40, cell.y + 25, 70, 40)
        style = f"background:{css(RED)};filter:blur({sigma}px)"
        found.append(([replace(rectangle(inner), blur_px=sigma)], div(inner, style)))
    for cell, hollow in zip(cells[2:], (False, True), strict=True):
        word = words("Hug8", fonts, size_px=60, at=(cell.x + 8, cell.y + 4), family="Anton")
        run = word.runs[0]
        # Chromium sets a baseline on whole pixels.
        word = replace(
            word, box=replace(word.box, y=round(word.box.y + run.glyphs[0].y) - run.glyphs[0].y)
        )
        layer = replace(word, stroke=RED, stroke_px=5.0)
        if hollow:
            layer = replace(layer, paint=Solid(color=CLEAR))
        baseline = word.box.y + run.glyphs[0].y
        file = fonts.file(run.font).path.resolve().as_uri()
        svg = (
            f'<style>@font-face{{font-family:F;src:url("{file}");font-weight:1 1000}}</style>'
            f'<svg style="position:absolute;left:0;top:0" width="{WIDTH}" height="{HEIGHT}">'
            f'<text x="{word.box.x}" y="{baseline}" font-family="F" font-weight="800" '
            f'font-size="60" fill="{"none" if hollow else "#fff"}" stroke="{css(RED)}" '
            'text-rendering="geometricPrecision" stroke-width="5" stroke-linejoin="round" '
            'paint-order="stroke">Hug8</text></svg>'
        )
        found.append(([layer], svg))
    return found


@pytest.fixture(scope="module")
def both() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    need_program(PROGRAM, package="chromium")
    fonts = FontLibrary.packaged()
    cases = [*blends(), *masks(), *softs(fonts)]
    body = "".join(html for _, html in cases)
    shown = screenshot(
        f'<!doctype html><meta charset="utf-8"><body style="margin:0;background:#000">{body}',
        WIDTH,
        HEIGHT,
    )
    layers = [layer for group, _ in cases for layer in group]
    what = replace(scene(*layers, width=WIDTH, height=HEIGHT), background=BLACK)
    mine = still(what, pictures=pictures(), fonts=fonts)
    return np.asarray(mine).astype(np.float64), np.asarray(shown).astype(np.float64)


NAMES = [
    *(mode.value for mode in Blend),
    *("fade", "radial fade", "ellipse", "rounded inset"),
    *("blur 3", "blur 12", "stroke", "hollow"),
]


KINDS = [COLOURS] * 10 + [EDGES] * 2 + [COLOURS] * 2 + [LETTERS] * 2


def cell_of(picture: NDArray[np.float64], cell: int) -> NDArray[np.float64]:
    left, top = round(place(cell).x), round(place(cell).y)
    return picture[top - 10 : top + 100, left - 10 : left + 160]


@pytest.mark.parametrize("cell", range(16), ids=NAMES)
def test_it_looks_as_chromium_paints_it(
    cell: int, both: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> None:
    mine, theirs = (cell_of(picture, cell) for picture in both)
    difference = np.abs(mine - theirs).max(axis=2)
    assert mine.max() > 60
    assert difference.mean() <= KINDS[cell][0]
    assert np.quantile(difference, 0.995) <= KINDS[cell][1]


@pytest.mark.parametrize("cell", range(8), ids=NAMES[:8])
def test_another_mode_would_not_pass(
    cell: int, both: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> None:
    for other in range(8):
        if other != cell:
            difference = np.abs(cell_of(both[0], cell) - cell_of(both[1], other)).max(axis=2)
            assert difference.mean() > 3 * COLOURS[0]
