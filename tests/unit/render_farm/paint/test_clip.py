"""Clips in scenes: which frame, where, and alike in pictures and in videos."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from render_farm.errors import PaintError
from render_farm.paint import I420, ClipView, VideoPainter, still
from render_farm.paint.clip import view_of
from templates.scene import Blend, Box, Mask, Scene, Shadow, ShapeKind, Tracks, VideoLayer
from tests.unit.render_farm.paint.agreement import assert_like_the_reference
from tests.unit.render_farm.paint.scenes import (
    NO_FONTS,
    RED,
    box,
    pictures,
    rectangle,
    scene,
    track,
)


class Drawn:
    """Frames of soft colours, lighter from frame to frame; counts what was asked for."""

    def __init__(self, view: ClipView) -> None:
        self.view, self.asked, self.closed = view, list[int](), False

    def frame(self, number: int) -> I420:
        self.asked.append(number)
        width, height = self.view.width_px, self.view.height_px
        frame = I420.of(np.full((height * 3 // 2, width), 128, dtype=np.uint8))
        columns = np.linspace(0, 40, width)
        frame.luma[:] = (60 + 5 * number + columns).astype(np.uint8)
        frame.cb[:] = (118 + np.linspace(0, 12, height // 2)[:, None]).astype(np.uint8)
        return frame

    def close(self) -> None:
        self.closed = True


class Shelf:
    """A source of drawn clips."""

    def __init__(self) -> None:
        self.opened: list[Drawn] = []

    def open(self, view: ClipView, *, where: str) -> Drawn:
        self.opened.append(Drawn(view))
        return self.opened[-1]


def clip(where: Box, **changes: Any) -> VideoLayer:
    plain: dict[str, Any] = {"fps": 10.0, "first": 0, "last": 9, **changes}
    crop = box(0, 0, 1, 1)
    return VideoLayer(name="film", box=where, sha256="a" * 64, crop=crop, **plain)


WHOLE = box(0, 0, 200, 100)


def luma(what: Scene, shelf: Shelf) -> list[int]:
    painter = VideoPainter(what, pictures=pictures(), fonts=NO_FONTS, clips=shelf)
    return [int(frame.luma[50, 2]) for frame in painter.frames()]


def test_each_frame_shows_its_own() -> None:
    shelf = Shelf()
    assert luma(scene(clip(WHOLE), frames=5), shelf) == [60, 65, 70, 75, 80]
    assert shelf.opened[0].asked == [0, 1, 2, 3, 4]
    assert all(opened.closed for opened in shelf.opened)


def test_a_clip_of_fewer_frames_is_not_painted_again_between_them() -> None:
    shelf = Shelf()
    assert luma(scene(clip(WHOLE, fps=5.0), frames=6), shelf) == [60, 60, 65, 65, 70, 70]
    assert shelf.opened[0].asked == [0, 1, 2]


def test_it_begins_anywhere() -> None:
    shelf = Shelf()
    painter = VideoPainter(
        scene(clip(WHOLE, first=2), frames=6), pictures=pictures(), fonts=NO_FONTS, clips=shelf
    )
    assert [int(f.luma[50, 2]) for f in painter.frames(first=3, stop=5)] == [85, 90]
    assert shelf.opened[0].asked == [5, 6]


def test_breaking_off_closes_it() -> None:
    shelf = Shelf()
    painter = VideoPainter(
        scene(clip(WHOLE), frames=6), pictures=pictures(), fonts=NO_FONTS, clips=shelf
    )
    frames = painter.frames()
    next(frames)
    del frames
    assert shelf.opened[0].closed


def test_one_that_stands_is_painted_once() -> None:
    shelf = Shelf()
    assert luma(scene(clip(WHOLE, last=0), frames=3), shelf) == [60, 60, 60]
    assert all(opened.closed for opened in shelf.opened)


def test_without_a_source_it_is_refused() -> None:
    with pytest.raises(PaintError, match="no clip"):
        still(scene(clip(WHOLE)), pictures=pictures(), fonts=NO_FONTS)


def test_the_view_has_even_sides_and_stays_inside_the_picture() -> None:
    view, rect = view_of(clip(box(10.5, 3, 31, 20)))
    assert (rect.left, rect.top, rect.right, rect.bottom) == (10, 2, 42, 24)
    assert (view.width_px, view.height_px) == (32, 22)
    assert view.crop == Box(x=0, y=0, width=1, height=1)


@pytest.mark.parametrize(
    "layer",
    [
        clip(WHOLE),
        clip(box(20, 10, 100, 60)),
        clip(box(21, 11, 101, 61), radius_px=12.0),
        clip(box(20, 10, 100, 60), opacity=0.4),
        clip(box(20, 10, 100, 60), tracks=Tracks(opacity=track((0, (0,)), (0.2, (1,))))),
        clip(box(20, 10, 100, 60), tracks=Tracks(offset=track((0, (0, 0)), (0.2, (30, 10))))),
        clip(box(20, 10, 100, 60), tracks=Tracks(scale=track((0, (0.5,)), (0.1, (1,))))),
        clip(box(20, 10, 100, 60), tracks=Tracks(rotation=track((0, (0,)), (0.2, (20,))))),
        clip(
            box(20, 10, 100, 60), tracks=Tracks(clip=track((0, (0, 0, 1, 0)), (0.2, (0, 0, 0, 0))))
        ),
        clip(box(20, 10, 100, 60), mask=Mask(box=box(20, 10, 60, 60), kind=ShapeKind.ELLIPSE)),
        clip(box(40, 20, 80, 40), shadow=Shadow(dx=2, dy=4, sigma_px=4, color=RED)),
        clip(box(20, 10, 100, 60), blend=Blend.SCREEN),
        clip(box(40, 20, 80, 40), blur_px=3.0),
        clip(box(-30, -20, 120, 160)),
    ],
)
def test_it_is_painted_as_in_pictures(layer: VideoLayer) -> None:
    what = scene(rectangle(WHOLE), layer, frames=8)
    assert_like_the_reference(what, every=2, clips=Shelf())


def test_what_lies_over_it_stays_over_it() -> None:
    over = replace(rectangle(box(60, 20, 40, 40)), name="over")
    assert_like_the_reference(scene(clip(WHOLE), over, frames=4), clips=Shelf())
