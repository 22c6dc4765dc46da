"""Layers under parents and in compositions → boxes at rest and tracks."""

from typing import Any

import pytest

from templates.lottie.matrix import Matrix, placing
from templates.lottie.movement import Moment, Mover, Timing, thinned
from templates.lottie.placement import Place, place_of
from templates.lottie.timing import Clock
from tests.unit.templates.lottie.samples import keys, layer, still, transform

TIMING = Timing(start=0, end=60, fps=30, width=200, height=100)
BOX = (0.0, 0.0, 40.0, 20.0)


def place(*layers: Any, clock: Clock | None = None, holder: Place | None = None) -> Place:
    """The first layer's place among them all."""
    return place_of(layers[0], layers, clock=clock or Clock(), holder=holder)


def test_the_anchor_comes_to_the_position() -> None:
    matrix = placing(position=(50, 60), anchor=(10, 10), scale=(200, 200), degrees=90)
    assert matrix.apply(10, 10) == pytest.approx((50, 60))
    assert matrix.apply(20, 10) == pytest.approx((50, 80))
    assert matrix.degrees == pytest.approx(90)
    assert matrix.scales == pytest.approx((2, 2))
    back = matrix.inverse() @ matrix
    assert (back.xx, back.xy, back.dx) == pytest.approx((1, 0, 0))
    assert Matrix(xx=-1).flips
    assert not matrix.flips
    assert placing(position=(0, 0), anchor=(0, 0), scale=(100, 100), degrees=0, skew=20).skewed


def test_keyframes_of_the_layer_itself_are_taken_over() -> None:
    ease = (0.16, 1.0, 0.3, 1.0)
    moving = layer(
        5,
        ks=transform(
            p=keys((6, [100, 90, 0]), (30, [100, 50, 0]), ease=ease),
            o=keys((6, [0]), (15, [100])),
            a=still([20, 10, 0]),
        ),
    )
    resting = Mover(place(moving), TIMING).resting(BOX)
    assert resting.rect == pytest.approx((80, 40, 40, 20))
    assert resting.pivot == pytest.approx((0.5, 0.5))
    first, last = resting.tracks["offset"]
    assert first.value == pytest.approx((0, 40))
    assert last.value == pytest.approx((0, 0))
    assert [first.t_s, last.t_s] == pytest.approx([0.2, 1])
    assert (last.ease.x1, last.ease.y1, last.ease.x2, last.ease.y2) == ease
    assert [moment.value for moment in resting.tracks["opacity"]] == [(0.0,), (1.0,)]
    assert resting.tracks.keys() == {"offset", "opacity"}
    assert resting.rest_s >= 1


def test_what_never_moves_has_no_tracks() -> None:
    turned = layer(5, ks=transform(p=still([50, 50, 0]), o=still(40)))
    resting = Mover(place(turned), TIMING).resting(BOX)
    assert resting.tracks == {}
    assert resting.opacity == pytest.approx(0.4)
    assert resting.shown is None


def test_a_still_turn_is_one_key() -> None:
    turned = layer(5, ks=transform(r=still(-12)))
    resting = Mover(place(turned), TIMING).resting(BOX)
    assert [moment.value for moment in resting.tracks["rotation"]] == [(-12.0,)]


def test_a_parent_that_turns_moves_what_hangs_on_it() -> None:
    child = layer(5, ind=1, parent=2, ks=transform(p=still([50, 0, 0])))
    parent = layer(3, ind=2, ks=transform(p=still([100, 50, 0]), r=keys((0, [0]), (60, [90]))))
    mover = Mover(place(child, parent), TIMING)
    resting = mover.resting(BOX)
    last = resting.tracks["offset"][-1]
    home = (resting.rect[0] + resting.pivot[0] * 40, resting.rect[1] + resting.pivot[1] * 20)
    assert (home[0] + last.value[0], home[1] + last.value[1]) == pytest.approx((100, 100), abs=0.3)
    turns = [moment.value[0] for moment in resting.tracks["rotation"]]
    assert (turns[0], turns[-1]) == pytest.approx((0, 90), abs=0.3)
    assert len(resting.tracks["offset"]) < 30


def test_a_turn_beyond_a_half_goes_on() -> None:
    child = layer(5, ind=1, parent=2)
    parent = layer(3, ind=2, ks=transform(r=keys((0, [0]), (60, [540]), ease=(0, 0, 1, 1))))
    turns = Mover(place(child, parent), TIMING).resting(BOX).tracks["rotation"]
    assert turns[-1].value[0] - turns[0].value[0] == pytest.approx(540, abs=0.5)


def test_compositions_shift_and_stretch_time() -> None:
    holder = place(layer(0, refId="c", st=10, sr=2, ip=10, ks=transform(p=still([30, 0, 0]))))
    inner = layer(5, ip=5, op=20, ks=transform(o=keys((5, [0]), (10, [100]))))
    found = place(inner, clock=Clock().inside(holder.layer), holder=holder)
    resting = Mover(found, TIMING).resting(BOX)
    assert resting.rect[0] == 30
    assert resting.shown == pytest.approx((20 / 30, 50 / 30))
    assert [moment.t_s for moment in resting.tracks["opacity"]] == pytest.approx([20 / 30, 1.0])


def test_a_compositions_opacity_fades_what_it_holds() -> None:
    holder = place(layer(0, refId="c", ks=transform(o=still(50))))
    found = place(layer(5, ks=transform(o=still(50))), holder=holder)
    assert Mover(found, TIMING).resting(BOX).opacity == pytest.approx(0.25)


def test_a_hold_becomes_a_jump() -> None:
    position = keys((0, [0, 0, 0]), (30, [50, 0, 0]))
    position["k"][0]["h"] = 1
    track = Mover(place(layer(5, ks=transform(p=position))), TIMING).resting(BOX).tracks["offset"]
    assert [moment.t_s for moment in track] == pytest.approx([0, 0.998, 1.0])
    assert track[0].value == track[1].value


def test_it_rests_where_it_stands_longest_in_the_picture_not_outside() -> None:
    position = keys((40, [-500, 50, 0]), (50, [100, 50, 0]))
    mover = Mover(place(layer(5, ks=transform(p=position))), TIMING)
    assert mover.rest_frame >= 50


def test_what_grows_from_nothing_rests_in_its_full_size() -> None:
    scale = keys((40, [0, 0, 100]), (50, [80, 80, 100]))
    resting = Mover(place(layer(5, ks=transform(s=scale))), TIMING).resting(BOX)
    assert resting.scales == pytest.approx((0.8, 0.8))
    assert [moment.value for moment in resting.tracks["scale"]] == [(0.0,), (1.0,)]


def test_uneven_growth_and_skew_are_told() -> None:
    scale = keys((0, [100, 50, 100]), (30, [100, 100, 100]))
    skewed = layer(5, ks=transform(s=scale, sk=still(20)))
    notes = Mover(place(skewed), TIMING).resting(BOX).notes
    assert "without its skew" in notes
    assert "growing alike in width and height" in notes


def test_points_on_a_line_are_left_out() -> None:
    line = tuple(Moment(t_s=n / 30, value=(float(n),)) for n in range(31))
    assert [moment.t_s for moment in thinned(line, 0.1)] == [0, 1]
    bent = (*line, *(Moment(t_s=1 + n / 30, value=(30.0,)) for n in range(1, 31)))
    assert [moment.t_s for moment in thinned(bent, 0.1)] == [0, 1, 2]
    flat = tuple(Moment(t_s=float(n), value=(5.0,)) for n in range(9))
    assert len(thinned(flat, 0.1)) == 1
