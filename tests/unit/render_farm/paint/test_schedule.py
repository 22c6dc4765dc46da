from dataclasses import replace

from render_farm.paint.raster import PixelRect
from render_farm.paint.schedule import merged, schedule, standing, whole_video
from templates.scene import Tracks
from tests.unit.render_farm.paint.scenes import box, picture, rectangle, scene, track

STILL = rectangle(box(0, 0, 10, 10))
MOVING = replace(STILL, tracks=Tracks(offset=track((0, (0, 0)), (1, (10, 0)))))


def rect(left: int, top: int, right: int, bottom: int) -> PixelRect:
    return PixelRect(left=left, top=top, right=right, bottom=bottom)


def test_a_state_for_each_layer_and_frame() -> None:
    plan = schedule(scene(STILL, MOVING, frames=20))
    assert [len(states) for states in plan] == [20, 20]
    assert len(set(plan[0])) == 1
    assert len(set(plan[1])) == 11


def test_in_and_out_fall_on_frames() -> None:
    (states,) = schedule(scene(replace(STILL, in_s=0.5, out_s=1.0), frames=20))
    assert [number for number, state in enumerate(states) if state is not None] == [5, 6, 7, 8, 9]


def test_standing_counts_from_the_back_until_something_moves() -> None:
    assert standing(schedule(scene(STILL, STILL, MOVING, STILL, frames=5))) == 2
    assert standing(schedule(scene(STILL, frames=5))) == 1


def test_rectangles_that_touch_become_one() -> None:
    apart = rect(50, 50, 60, 60)
    assert merged([rect(0, 0, 4, 4), apart, rect(2, 2, 8, 8)]) == (apart, rect(0, 0, 8, 8))
    # The third joins the first two, which did not touch before.
    assert merged([rect(0, 0, 4, 4), rect(6, 0, 10, 4), rect(2, 0, 8, 2)]) == (rect(0, 0, 10, 4),)


def test_large_rectangles_that_touch_at_a_corner_stay_apart() -> None:
    corners = (rect(0, 0, 600, 600), rect(598, 598, 1200, 1200))
    assert merged(corners) == corners
    assert merged((rect(0, 0, 600, 600), rect(0, 400, 600, 900))) == (rect(0, 0, 600, 900),)


def test_empty_rectangles_are_dropped() -> None:
    assert merged([rect(5, 5, 5, 9)]) == ()


def test_what_is_chosen_by_all_of_a_video() -> None:
    """How far a picture zooms in it, and whether it moves: not when, nor how a text moves."""
    zooming = replace(picture(box(0, 0, 120, 160)), zoom=track((0, (1.0,)), (1, (1.5,))))
    turned = replace(zooming, tracks=Tracks(rotation=track((0, (0,)), (1, (9,)))))
    told = [
        whole_video(layer, schedule(scene(layer, frames=frames))[0])
        for layer, frames in ((zooming, 20), (zooming, 5), (turned, 20), (zooming, 30))
    ]
    assert told[0] == told[3]
    assert len({repr(one) for one in told}) == 3
