"""Pictures that turn and drift, sampled as planes, against the RGB painter."""

from dataclasses import replace

import numpy as np
import pytest

from render_farm.paint import VideoPainter
from render_farm.paint.i420 import I420
from render_farm.paint.kernels_planes import over_plane
from render_farm.paint.kernels_turn import NO_CORE, spans_along
from render_farm.paint.raster import PixelRect, Raster, half_spot, spot_of
from render_farm.paint.scratch import Scratch
from render_farm.paint.state import NO_CLIP, Affine, LayerState
from render_farm.paint.turned import is_turnable, opaque_cores, turned_source
from templates.scene import PictureLayer, Tracks
from tests.unit.render_farm.paint.agreement import assert_like_the_reference, kept
from tests.unit.render_farm.paint.scenes import (
    NO_FONTS,
    WHITE,
    box,
    picture,
    pictures,
    rectangle,
    scene,
    track,
)

CANVAS = PixelRect(left=0, top=0, right=120, bottom=160)
COVER = replace(picture(box(25.25, 30.5, 70, 70)), radius_px=9)


@pytest.mark.parametrize(
    "tracks",
    [
        Tracks(rotation=track((0, (-11,)), (1, (35,)))),
        Tracks(rotation=track((0, (80,)), (1, (190,)))),
        Tracks(scale=track((0, (0.4,)), (1, (1.6,)))),
        Tracks(offset=track((0, (-60.5, -80.25)), (1, (60.75, 80.5)))),
        Tracks(rotation=track((0, (7,))), opacity=track((0, (0.2,)), (1, (1,)))),
    ],
)
@pytest.mark.parametrize("radius_px", [0.0, 9.0, 35.0])
def test_moving_pictures_look_like_the_reference(tracks: Tracks, radius_px: float) -> None:
    layer = replace(COVER, radius_px=radius_px, tracks=tracks)
    ground = rectangle(box(0, 0, 120, 160))
    assert_like_the_reference(scene(ground, layer, frames=11), every=2)


def test_a_frame_and_a_clip_cut_a_drifting_picture() -> None:
    layer = replace(
        COVER,
        frame=box(20, 20, 60.5, 70),
        tracks=Tracks(
            offset=track((0, (0, 0)), (1, (20.5, 9))),
            clip=track((0, (0, 0.8, 0, 0)), (1, (0, 0, 0.3, 0))),
        ),
    )
    assert_like_the_reference(scene(layer, frames=11), every=2)


def test_painting_may_begin_anywhere() -> None:
    turning = replace(COVER, tracks=Tracks(rotation=track((0, (0,)), (1, (40,)))))
    dot = replace(
        rectangle(box(40, 40, 9, 9)), tracks=Tracks(offset=track((0, (0, 0)), (1, (30, 0))))
    )
    what = scene(turning, dot, frames=10)
    whole = kept(what)
    late = next(VideoPainter(what, pictures=pictures(), fonts=NO_FONTS).frames(first=6))
    assert all((one == other).all() for one, other in zip(late.planes, whole[6], strict=True))


def test_laid_at_once_it_is_what_its_planes_are() -> None:
    """Also where rows of the grid miss the source, to the left or to the right."""
    y, x = np.mgrid[0:70, 0:70]
    pixels = np.dstack((x * 3, y * 3, x + y, np.full_like(x, 255))).astype(np.uint8)
    raster = Raster(x=25, y=30, pixels=pixels)
    source = turned_source(raster, Scratch())
    assert source is not None
    for turn in range(0, 360, 10):
        angle = np.radians(turn)
        along, across = float(np.cos(angle)), float(np.sin(angle))
        matrix = Affine(xx=along, xy=-across, yx=across, yy=along, dx=60.3 - turn / 3, dy=turn / 5)
        laid, parted, composed = (I420.blank(120, 160, WHITE) for _ in range(3))
        source.lay(laid, matrix, CANVAS, CANVAS)
        for part in (replace(CANVAS, right=62), replace(CANVAS, left=62)):
            source.lay(parted, matrix, CANVAS, part)
        planes = source.planes(matrix, CANVAS)
        spot = spot_of(planes.rect, source=(planes.rect.left, planes.rect.top))
        spots = (spot, half_spot(spot), half_spot(spot))
        for plane, (samples, alpha), where in zip(
            composed.planes, planes.pairs, spots, strict=True
        ):
            over_plane(plane, samples, alpha, where)
        assert (laid.buffer == composed.buffer).all()
        assert (laid.buffer == parted.buffer).all()


def test_spans_never_leave_their_row() -> None:
    """Whoever samples trusts them: what lies outside would be other memory."""
    dice = np.random.default_rng(3)
    for _ in range(2000):
        u, v = (int(place) for place in dice.integers(-(1 << 24), 1 << 24, 2))
        steps = [int(step) for step in dice.integers(-90_000, 90_000, 4)]
        if dice.random() < 0.3:
            steps[1] = steps[2] = 0
        width = int(dice.integers(0, 90))
        core = tuple(int(edge) for edge in dice.integers(0, 30, 4))
        spans = np.full((7, 4), 999, dtype=np.int64)
        grid = (u, v, steps[0], steps[1], steps[2], steps[3])
        cores = ((core[0], core[1], core[0] + core[2], core[1] + core[3]), NO_CORE)
        spans_along(grid, (60, 60), cores, width, spans)
        assert (np.diff(spans, axis=1) >= 0).all()
        assert spans.min() >= 0
        assert spans.max() <= width


def test_cores_of_corners_and_circles() -> None:
    y, x = np.mgrid[0:40, 0:60]
    corners = np.full((40, 60), 255, dtype=np.uint8)
    for rows in (slice(0, 5), slice(35, 40)):
        corners[rows, :5] = corners[rows, 55:] = 90
    assert set(opaque_cores(corners)) == {(0, 5, 60, 35), (5, 0, 55, 40)}
    circle = np.where((x - 29.5) ** 2 + (y - 19.5) ** 2 < 400, 255, 0).astype(np.uint8)
    left, top, right, bottom = opaque_cores(circle)[0]
    assert (circle[top:bottom, left:right] == 255).all()
    assert (right - left) * (bottom - top) > 0.6 * np.pi * 400


def test_what_has_holes_has_no_core() -> None:
    ring = np.full((40, 40), 255, dtype=np.uint8)
    ring[18:22, 18:22] = 0
    assert opaque_cores(ring)[0] == (0, 0, 0, 0)
    assert opaque_cores(np.zeros((4, 4), dtype=np.uint8)) == ((0, 0, 0, 0), (0, 0, 0, 0))
    mostly_clear = Raster(x=0, y=0, pixels=np.zeros((40, 40, 4), dtype=np.uint8))
    assert turned_source(mostly_clear, Scratch()) is None


def test_which_states_are_sampled_as_planes() -> None:
    aslant = Affine(xx=0.8, xy=-0.6, yx=0.6, yy=0.8)
    assert is_turnable(LayerState(matrix=aslant))
    assert not is_turnable(LayerState(matrix=aslant, clip=(0.5, 0, 0, 0)))
    assert is_turnable(LayerState(matrix=Affine(dx=0.5), clip=(0.5, 0, 0, 0)))
    for scale, right in ((0.69, False), (0.71, True), (1.5, True), (1.6, False), (-1.0, True)):
        assert is_turnable(LayerState(matrix=Affine(xx=scale, yy=scale), clip=NO_CLIP)) is right


def test_nothing_is_left_of_a_picture_off_the_canvas() -> None:
    tracks = Tracks(offset=track((0, (0.5, 0)), (1, (300.5, 0))))
    layer: PictureLayer = replace(COVER, tracks=tracks)
    assert (kept(scene(layer, frames=11))[-1][0] == 16).all()
