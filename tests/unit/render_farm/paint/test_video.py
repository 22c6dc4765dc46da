"""The planar painter against the RGB one."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from render_farm.errors import PaintError
from render_farm.paint import I420, VideoPainter
from render_farm.paint.content import content
from render_farm.paint.raster import Raster
from templates.scene import AnyLayer, Carrier, PictureLayer, Scene, ShapeLayer, Tracks
from tests.unit.render_farm.paint.agreement import assert_like_the_reference, kept, painter
from tests.unit.render_farm.paint.scenes import (
    NO_FONTS,
    WHITE,
    box,
    busy_scene,
    picture,
    pictures,
    rectangle,
    scene,
    track,
)


def test_everything_at_once_looks_like_the_reference() -> None:
    assert_like_the_reference(busy_scene())


def test_odd_places_have_the_right_colour() -> None:
    layers = [rectangle(box(11 * n + 1, 7 * n + 3, 9, 5)) for n in range(9)]
    assert_like_the_reference(scene(*layers, frames=1))


def test_fades_and_frames_look_like_the_reference() -> None:
    fading = replace(
        picture(box(3, 5, 101, 77)),
        frame=box(7, 9, 80.5, 60),
        tracks=Tracks(opacity=track((0, (0.1,)), (1, (1,)))),
    )
    assert_like_the_reference(scene(fading, frames=10))


@pytest.mark.parametrize(
    "layer",
    [
        replace(
            picture(box(10, 10, 80, 100)),
            zoom=track((0, (1.0,)), (1, (1.3,))),
            tracks=Tracks(offset=track((0, (0, 0)), (1, (9.5, 4)))),
        ),
        replace(
            picture(box(10, 10, 80, 100)),
            zoom=track((0, (1.3,)), (1, (1.0,))),
            tracks=Tracks(rotation=track((0, (0,)), (1, (10,)))),
        ),
    ],
)
def test_a_zoom_in_a_moving_box_looks_like_the_reference(layer: PictureLayer) -> None:
    assert_like_the_reference(scene(layer, frames=10), every=3)


def pan(zoom: float) -> PictureLayer:
    """A crop that moves to the picture's right edge while it narrows."""
    return replace(
        picture(box(10, 12, 80, 120), crop=box(20, 40, 180, 270)),
        radius_px=9,
        zoom=track((0, (1.0,)), (1, (zoom,))),
        pan=track((0, (0.0, 0.0)), (1, (0.9, -0.1))),
        extent=box(0, 0, 300, 400),
    )


@pytest.mark.parametrize("zoom", [1.0, 1.4])
def test_a_pan_looks_like_the_reference(zoom: float) -> None:
    assert_like_the_reference(scene(pan(zoom), frames=10))


def test_a_pan_in_a_moving_box_looks_like_the_reference() -> None:
    tracks = Tracks(offset=track((0, (0, 0)), (1, (9.5, 4))))
    assert_like_the_reference(scene(replace(pan(1.2), tracks=tracks), frames=10), every=3)


def test_a_slow_pan_moves_evenly() -> None:
    halves = Image.new("RGB", (300, 400), "black")
    halves.paste("white", (200, 0, 300, 400))
    layer = replace(
        picture(box(0, 0, 120, 160), crop=box(0, 0, 150, 200)),
        pan=track((0, (0.6, 0.5)), (6, (0.7, 0.5))),
        extent=box(0, 0, 300, 400),
    )
    film = VideoPainter(scene(layer, frames=60), pictures=lambda _: halves, fonts=NO_FONTS)
    edges = [120 - float((frame.luma[80] - 16.0).sum()) / 219 for frame in film.frames()]
    steps = np.diff(edges)
    # A tenth of the box's 120 px in 60 frames.
    assert steps.mean() == pytest.approx(-12 / 60, abs=0.002)
    assert np.abs(steps - steps.mean()).max() < 0.03


@pytest.mark.parametrize("zoomed", [False, True])
def test_a_picture_carried_behind_a_mask_looks_like_the_reference(zoomed: bool) -> None:
    """A card opens from the left while it slides; the picture in it grows, or zooms, and fades."""
    slide = Tracks(
        offset=track((0, (0, 30)), (1, (0, 0))),
        clip=track((0, (0, 0, 0.9, 0)), (1, (0, 0, 0, 0))),
    )
    own = Tracks(opacity=track((0, (0.2,)), (1, (1,))), scale=track((0, (0.7,)), (1, (1,))))
    layer = replace(
        picture(box(10, 10, 80, 100)),
        tracks=replace(own, scale=None) if zoomed else own,
        zoom=track((0, (1.0,)), (1, (1.3,))) if zoomed else None,
        carrier=Carrier(box=box(0, 0, 100, 120), pivot=(0.0, 0.0), tracks=slide),
    )
    assert_like_the_reference(scene(layer, frames=11), every=2)


COLORS = Tracks(color=track((0, (220, 30, 50, 1.0)), (1, (20, 200, 250, 0.5))))


@pytest.mark.parametrize(
    "layer",
    [
        replace(rectangle(box(10.5, 10, 80, 100), radius_px=20), tracks=COLORS),
        replace(rectangle(box(10, 10, 80, 100)), stroke=WHITE, stroke_px=3, tracks=COLORS),
        replace(
            rectangle(box(10, 10, 80, 100)),
            tracks=replace(COLORS, offset=track((0, (0, 0)), (1, (9.5, 4)))),
        ),
    ],
)
def test_changing_colours_look_like_the_reference(layer: ShapeLayer) -> None:
    assert_like_the_reference(scene(layer, frames=11), every=2)


def test_a_change_of_colour_covers_the_shape_once(monkeypatch: pytest.MonkeyPatch) -> None:
    covered: list[AnyLayer] = []

    def counting(layer: AnyLayer, **how: Any) -> Raster:
        covered.append(layer)
        return content(layer, **how)

    monkeypatch.setattr("render_farm.paint.video.content", counting)
    layer = replace(rectangle(box(10, 10, 80, 100), radius_px=20), tracks=COLORS)
    assert len(kept(scene(layer, frames=10))) == 10
    assert len(covered) == 1


def test_a_slow_zoom_moves_evenly() -> None:
    """The edge in the picture drifts a fraction of a pixel a frame, never by jumps."""
    halves = Image.new("RGB", (300, 400), "black")
    halves.paste("white", (200, 0, 300, 400))
    layer = replace(picture(box(0, 0, 120, 160)), zoom=track((0, (1.0,)), (6, (1.1,))))
    film = VideoPainter(scene(layer, frames=60), pictures=lambda _: halves, fonts=NO_FONTS)
    edges = [120 - float((frame.luma[80] - 16.0).sum()) / 219 for frame in film.frames()]
    steps = np.diff(edges)
    # 20 px right of the middle, ten per cent in 60 frames.
    assert steps.mean() == pytest.approx(20 * 0.1 / 60, abs=0.002)
    assert np.abs(steps - steps.mean()).max() < 0.03


def test_frames_without_change_are_not_painted_again() -> None:
    class Counting(VideoPainter):
        repaints = 0

        def _repaint(self, *args: object) -> None:
            self.repaints += 1
            super()._repaint(*args)  # type: ignore[arg-type]  # passed on as they came

    early = replace(
        rectangle(box(0, 0, 9, 9)), tracks=Tracks(offset=track((0, (0, 0)), (0.5, (9, 0))))
    )
    film = Counting(scene(early, frames=30), pictures=pictures(), fonts=NO_FONTS)
    assert sum(1 for _ in film.frames()) == 30
    assert film.repaints == 6


def test_what_moves_behind_a_curtain_is_not_painted() -> None:
    moving = replace(
        rectangle(box(0, 0, 9, 9)), tracks=Tracks(offset=track((0, (0, 0)), (3, (50, 0))))
    )
    curtain = replace(rectangle(box(0, 0, 120, 160), color=WHITE), in_s=1.0, out_s=2.0)
    frames = kept(scene(moving, curtain, frames=30))
    assert int(frames[15][0].min()) == 235
    assert_like_the_reference(scene(moving, curtain, frames=30), every=5)


def test_painting_may_begin_and_end_anywhere() -> None:
    whole = kept(busy_scene())
    part = [frame.buffer.copy() for frame in painter(busy_scene()).frames(first=11, stop=14)]
    assert len(part) == 3
    for mine, planes in zip(part, whole[11:14], strict=True):
        assert (mine[:160] == planes[0]).all()


def test_the_buffer_is_one_and_the_same() -> None:
    frames = painter(scene(rectangle(box(0, 0, 9, 9)), frames=3)).frames()
    first = next(frames)
    assert isinstance(first, I420)
    assert all(frame.buffer is first.buffer for frame in frames)


@pytest.mark.parametrize(
    "bad", [scene(frames=0), scene(width=121, frames=3), scene(height=99, frames=3)]
)
def test_what_cannot_become_a_video_is_refused(bad: Scene) -> None:
    with pytest.raises(PaintError, match="scene"):
        painter(bad)
