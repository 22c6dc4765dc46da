"""Blend modes against the formulas of the specification, written out slowly."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from render_farm.paint import still
from render_farm.paint.blend import blend
from render_farm.paint.raster import Raster
from render_farm.paint.weights import Window
from templates.scene import Blend, Shadow, Tracks
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

MODES = [mode for mode in Blend if mode is not Blend.NORMAL]


def soft_light(below: float, own: float) -> float:
    if own <= 0.5:
        return below - (1 - 2 * own) * below * (1 - below)
    high = ((16 * below - 12) * below + 4) * below if below <= 0.25 else below**0.5
    return below + (2 * own - 1) * (high - below)


def hard_light(below: float, own: float) -> float:
    return below * 2 * own if own <= 0.5 else screen(below, 2 * own - 1)


def screen(below: float, own: float) -> float:
    return 1 - (1 - below) * (1 - own)


# W3C Compositing and Blending Level 1, 9.1: one channel of two opaque colours.
FORMULAS: dict[Blend, Callable[[float, float], float]] = {
    Blend.NORMAL: lambda below, own: own,
    Blend.MULTIPLY: lambda below, own: below * own,
    Blend.SCREEN: screen,
    Blend.OVERLAY: lambda below, own: hard_light(own, below),
    Blend.SOFT_LIGHT: soft_light,
    Blend.LIGHTEN: max,
    Blend.DARKEN: min,
    Blend.ADD: lambda below, own: min(1.0, below + own),
}


def slowly(
    below: NDArray[np.uint8], laid: NDArray[np.uint8], weight: float, mode: Blend
) -> NDArray[np.float64]:
    """Co = (1 - αs)·Cb + αs·B(Cb, Cs) for premultiplied pixels over opaque ones, 0-255."""
    out = np.empty((*below.shape[:2], 3))
    for at in np.ndindex(*below.shape[:2]):
        alpha = laid[at][3] / 255
        for channel in range(3):
            backdrop = below[at][channel] / 255
            own = min(1.0, laid[at][channel] / 255 / alpha) if alpha else 0.0
            cover = alpha * weight
            light = (1 - cover) * backdrop + cover * FORMULAS[mode](backdrop, own)
            out[at][channel] = 255 * light
    return out


def dice(seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """An opaque ground and premultiplied pixels of every translucency."""
    random = np.random.default_rng(seed)
    ground = random.integers(0, 256, (40, 50, 4), dtype=np.uint8)
    ground[:, :, 3] = 255
    alpha = random.choice([0, 1, 60, 128, 200, 254, 255], (40, 50, 1))
    colors = np.rint(random.random((40, 50, 3)) * alpha)
    return ground, np.concatenate([colors, alpha], axis=2).astype(np.uint8)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("weight", [1.0, 0.5])
def test_pixels_blend_as_the_specification_says(mode: Blend, weight: float) -> None:
    ground, laid = dice(5)
    wanted = slowly(ground, laid, weight, mode)
    canvas = Raster(x=0, y=0, pixels=ground.copy())
    window = Window(left=0, top=0, right=50, bottom=40, opacity=weight)
    blend(canvas, Raster(x=0, y=0, pixels=laid), mode, window, canvas.rect)
    assert np.abs(canvas.pixels[:, :, :3] - wanted).max() <= 0.5 + (
        0.2 if "light" in mode.value else 1e-6
    )
    assert canvas.pixels[:, :, 3].min() == 255


@pytest.mark.parametrize("mode", MODES)
def test_where_a_layer_is_empty_nothing_changes(mode: Blend) -> None:
    ground, _ = dice(2)
    canvas = Raster(x=0, y=0, pixels=ground.copy())
    nothing = Raster(x=0, y=0, pixels=np.zeros_like(ground))
    window = Window(left=0, top=0, right=50, bottom=40, opacity=1)
    blend(canvas, nothing, mode, window, canvas.rect)
    assert (canvas.pixels == ground).all()


def painted(*layers: object) -> NDArray[np.uint8]:
    what = scene(*layers)  # type: ignore[arg-type]  # layers, as the tests make them
    return np.asarray(still(what, pictures=pictures(), fonts=NO_FONTS))


@pytest.mark.parametrize(
    ("mode", "neutral"),
    [
        (Blend.MULTIPLY, WHITE),
        (Blend.DARKEN, WHITE),
        (Blend.SCREEN, BLACK),
        (Blend.LIGHTEN, BLACK),
        (Blend.ADD, BLACK),
    ],
)
def test_each_mode_leaves_the_ground_to_its_neutral_colour(mode: Blend, neutral: object) -> None:
    ground = picture(box(0, 0, 120, 160))
    veil = replace(rectangle(box(0, 0, 120, 160)), blend=mode)
    veil = replace(veil, fill=replace(veil.fill, color=neutral))  # type: ignore[type-var]
    assert (painted(ground, veil) == painted(ground)).all()


def test_normal_is_no_blend() -> None:
    ground, card = picture(box(0, 0, 120, 160)), rectangle(box(10, 10, 50, 50), color=RED)
    assert (painted(ground, replace(card, blend=Blend.NORMAL)) == painted(ground, card)).all()


def test_opacity_frames_and_shadows_go_with_the_blend() -> None:
    ground = rectangle(box(0, 0, 120, 160), color=WHITE)
    shade = Shadow(dx=0, dy=20, sigma_px=0, color=BLACK)
    layer = replace(
        rectangle(box(20, 20, 40, 40), color=RED),
        blend=Blend.MULTIPLY,
        opacity=0.5,
        frame=box(0, 0, 50, 160),
        shadow=shade,
    )
    canvas = painted(ground, layer)
    assert canvas[30, 30].tolist() == [238, 143, 153]
    assert canvas[70, 30].tolist() == [128, 128, 128]
    assert canvas[30, 55].tolist() == [255, 255, 255]


def test_the_moment_counts() -> None:
    ground = rectangle(box(0, 0, 120, 160), color=RED)
    layer = replace(
        rectangle(box(0, 0, 10, 10), color=RED),
        blend=Blend.ADD,
        tracks=Tracks(offset=track((0, (0, 0)), (1, (60, 0)))),
    )
    moved = np.asarray(still(scene(ground, layer), pictures=pictures(), fonts=NO_FONTS, at_s=0.5))
    assert moved[5, 35].tolist() == [255, 60, 100]
    assert moved[5, 5].tolist() == [220, 30, 50]
