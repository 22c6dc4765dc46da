"""Animations drawn by ThorVG: where, when, and alike in pictures and in videos."""

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from render_farm.errors import PaintError
from render_farm.paint import VideoPainter, still
from render_farm.paint.lottie_sprite import LottieSprite
from templates.scene import Blend, LottieLayer, Mask, Scene, ShapeKind, Tracks
from tests.unit.render_farm.paint.scenes import (
    NO_FONTS,
    RED,
    box,
    pictures,
    rectangle,
    scene,
    track,
)
from tests.unit.templates.lottie.samples import animation, as_bytes, keys, square, transform

MOVING = animation(
    square(40, ks=transform(p=keys((0, [20, 50, 0]), (60, [180, 50, 0]), ease=(0, 0, 1, 1))))
)


def lottie(plain: Any, where: tuple[float, ...], **changes: Any) -> tuple[LottieLayer, Any]:
    data = as_bytes(plain)
    sha256 = hashlib.sha256(data).hexdigest()
    plain_layer: dict[str, Any] = {"fps": 30.0, "first": 0.0, "last": 60.0, **changes}
    x, y, width, height = where
    layer = LottieLayer(name="film", box=box(x, y, width, height), sha256=sha256, **plain_layer)
    return layer, {sha256: data}


def painted(what: Scene, animations: Any, at_s: float = 0.0) -> Any:
    picture = still(what, pictures=pictures(), fonts=NO_FONTS, at_s=at_s, animations=animations)
    return np.asarray(picture)


def ink(pixels: Any) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(pixels[:, :, 0] > 128)
    return (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


def test_it_fills_its_box_also_beyond_the_edge() -> None:
    layer, files = lottie(MOVING, (10, 20, 100, 50))
    assert ink(painted(scene(layer), files)) == (10, 35, 30, 55)
    layer, files = lottie(MOVING, (-10, -20, 100, 50))
    assert ink(painted(scene(layer), files)) == (0, 0, 10, 15)


def test_time_moves_it_from_its_start_on() -> None:
    layer, files = lottie(MOVING, (0, 0, 100, 50), start_s=1.0)
    film = scene(layer, frames=40)
    assert ink(painted(film, files, 0.5)) == (0, 15, 20, 35)
    left, *_ = ink(painted(film, files, 2.0))
    assert 39 <= left <= 41


def test_a_video_and_its_stills_agree() -> None:
    layer, files = lottie(
        MOVING, (10, 20, 100, 50), tracks=Tracks(offset=track((0, (0, 0)), (1, (0, 20))))
    )
    film = scene(layer, frames=15)
    painter = VideoPainter(film, pictures=pictures(), fonts=NO_FONTS, animations=files)
    for number, frame in enumerate(painter.frames()):
        red = painted(film, files, number / 10).astype(np.float64)
        luma = 16 + 219 / 255 * (red @ np.array([0.2126, 0.7152, 0.0722]))
        assert np.abs(luma - frame.luma).max() <= 2


@pytest.mark.parametrize(
    "change",
    [
        {"mask": Mask(box=box(10, 42, 100, 30), kind=ShapeKind.ELLIPSE)},
        {"blend": Blend.SCREEN},
        {"blur_px": 3.0},
        {"blend": Blend.MULTIPLY, "blur_px": 2.0, "opacity": 0.5},
    ],
    ids=["mask", "blend", "blur", "all"],
)
def test_masks_blends_and_blurs_are_those_of_other_layers(change: dict[str, Any]) -> None:
    layer, files = lottie(MOVING, (10, 20, 100, 50))
    ground = rectangle(box(0, 0, 120, 160), color=RED)
    film = scene(ground, replace(layer, **change), frames=15)
    assert (painted(film, files, 0.7) != painted(scene(ground, layer), files, 0.7)).any()
    painter = VideoPainter(film, pictures=pictures(), fonts=NO_FONTS, animations=files)
    for number, frame in enumerate(painter.frames()):
        colors = painted(film, files, number / 10).astype(np.float64)
        luma = 16 + 219 / 255 * (colors @ np.array([0.2126, 0.7152, 0.0722]))
        assert np.abs(luma - frame.luma).max() <= 2


def test_a_frame_is_drawn_once_and_a_film_at_rest_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[float] = []
    drawing = LottieSprite._draw

    def counted(self: LottieSprite, frame: float) -> Any:
        drawn.append(frame)
        return drawing(self, frame)

    monkeypatch.setattr(LottieSprite, "_draw", counted)
    layer, files = lottie(MOVING, (10, 20, 100, 50), last=15.0)
    painter = VideoPainter(
        scene(layer, frames=20), pictures=pictures(), fonts=NO_FONTS, animations=files
    )
    assert len(list(painter.frames())) == 20
    assert drawn == [0, 3, 6, 9, 12, 15]


def test_a_file_that_is_missing_or_broken_is_named() -> None:
    layer, files = lottie(MOVING, (0, 0, 100, 50))
    with pytest.raises(PaintError, match="film: no animation"):
        painted(scene(layer), {})
    with pytest.raises(PaintError, match="film: "):
        painted(scene(layer), dict.fromkeys(files, b"{"))
