from dataclasses import replace

from render_farm.paint.backdrop import resting
from render_farm.paint.schedule import schedule
from templates.scene import Tracks
from tests.unit.render_farm.paint.agreement import assert_like_the_reference
from tests.unit.render_farm.paint.scenes import WHITE, box, picture, rectangle, scene, track

ARRIVES = replace(
    picture(box(10, 10, 60, 60)), tracks=Tracks(offset=track((0, (20, 0)), (0.5, (0, 0))))
)
LEAVES = replace(
    rectangle(box(20, 20, 30, 30)), tracks=Tracks(offset=track((2.4, (0, 0)), (2.8, (40, 30))))
)
MOVES = replace(
    rectangle(box(0, 100, 20, 20), color=WHITE),
    tracks=Tracks(offset=track((0, (0, 0)), (3, (90, -70)))),
)


def test_who_rests_is_counted_from_the_back() -> None:
    counts = resting(schedule(scene(ARRIVES, LEAVES, MOVES, frames=30)))
    assert counts[:7] == [0, 0, 0, 0, 0, 0, 2]
    assert counts[24:30] == [2, 1, 1, 1, 1, 2]
    assert resting(()) == []


def test_layers_that_rest_for_a_while_look_like_the_reference() -> None:
    assert_like_the_reference(scene(ARRIVES, LEAVES, MOVES, frames=30))


def test_what_leaves_the_backdrop_behind_a_curtain_is_not_seen_again() -> None:
    curtain = replace(rectangle(box(0, 0, 120, 160)), in_s=2.0, out_s=2.9)
    assert_like_the_reference(scene(ARRIVES, LEAVES, MOVES, curtain, frames=34))
