import pytest

from templates.build.tracks import STANDING, moved
from templates.motion import Keyframe, Track
from templates.nodes import STILL, Motion
from templates.scene import Box

BOX = Box(x=100, y=0, width=200, height=100)


def track(*values: tuple[float, ...]) -> Track:
    return Track(
        keyframes=tuple(Keyframe(t_s=float(i), value=value) for i, value in enumerate(values))
    )


def values(found: Track | None) -> list[tuple[float, ...]]:
    return [key.value for key in found.keyframes] if found else []


SLIDE = Motion(
    offset=track((-5, 2), (0, 0)),
    rotation=track((10,), (0,)),
    clip=track((0.1, 0.2, 0.3, 0.4), (0, 0, 0, 0)),
    pivot=(0, 1),
)


def test_offsets_become_pixels() -> None:
    found = moved(STANDING, SLIDE, box=BOX, unit_px=10, flipped=False)
    assert values(found.tracks.offset) == [(-50, 20), (0, 0)]


def test_a_mirror_turns_motion_round() -> None:
    found = moved(STANDING, SLIDE, box=BOX, unit_px=10, flipped=True)
    assert values(found.tracks.offset)[0] == (50, 20)
    assert values(found.tracks.rotation)[0] == (-10,)
    assert values(found.tracks.clip)[0] == (0.3, 0.2, 0.1, 0.4)
    assert found.pivot_px == (300, 100)


def test_what_holds_a_node_moves_it_about_the_same_point() -> None:
    outer = moved(STANDING, Motion(scale=track((0.5,), (1,))), box=BOX, unit_px=1, flipped=False)
    inner = moved(outer, STILL, box=Box(x=100, y=0, width=50, height=50), unit_px=1, flipped=False)
    assert inner.tracks.scale == outer.tracks.scale
    assert inner.pivot(Box(x=100, y=0, width=50, height=50)) == (2.0, 1.0)


def test_the_shown_time_is_what_both_allow() -> None:
    outer = moved(STANDING, Motion(shown_from=1, shown_to=5), box=BOX, unit_px=1, flipped=False)
    inner = moved(outer, Motion(shown_from=2), box=BOX, unit_px=1, flipped=False)
    assert (inner.shown_from, inner.shown_to) == (2, 5)


def test_a_clip_cuts_what_the_box_holds_at_the_same_places() -> None:
    inside = Box(x=150, y=50, width=100, height=100)
    outer = moved(STANDING, SLIDE, box=BOX, unit_px=1, flipped=False)
    assert values(outer.tracks_of(inside).clip)[0] == (0.1, 0.2, 0.3, 0.4)
    inner = moved(outer, STILL, box=inside, unit_px=1, flipped=False)
    # 100 + 0.1·200 = 120 and 0.2·100 = 20 lie before it; 300 - 60 = 240 and 60 cut it.
    assert values(inner.tracks_of(inside).clip)[0] == pytest.approx((-0.3, -0.3, 0.1, 0.9))


def test_a_clip_of_its_own_cuts_what_that_of_the_box_leaves() -> None:
    outer = moved(STANDING, SLIDE, box=BOX, unit_px=1, flipped=False)
    own = Motion(clip=track((0, 0, 0, 1), (0, 0, 0, 0)))
    inner = moved(outer, own, box=BOX, unit_px=1, flipped=False)
    assert values(inner.tracks_of(Box(x=0, y=0, width=9, height=9)).clip)[0] == (0, 0, 0, 1)
    assert inner.carrier is not None
    assert inner.carrier.box == BOX
    assert inner.carrier.tracks == outer.tracks


def test_what_moves_in_a_box_that_moves_is_carried_by_it() -> None:
    outer = moved(STANDING, SLIDE, box=BOX, unit_px=1, flipped=False)
    middle = moved(outer, Motion(offset=track((1, 1), (0, 0))), box=BOX, unit_px=1, flipped=False)
    inner = moved(middle, Motion(scale=track((0,), (1,))), box=BOX, unit_px=1, flipped=False)
    assert inner.carrier is not None
    assert inner.carrier.tracks.offset == track((1, 1), (0, 0))
    assert inner.carrier.carrier is not None
    assert inner.carrier.carrier.pivot == (100, 100)


def test_what_fades_in_a_box_that_moves_needs_no_carrier() -> None:
    outer = moved(STANDING, Motion(offset=track((1, 1), (0, 0))), box=BOX, unit_px=1, flipped=False)
    inner = moved(outer, Motion(opacity=track((0,), (1,))), box=BOX, unit_px=1, flipped=False)
    assert inner.carrier is None
    assert inner.tracks.offset == outer.tracks.offset


def test_the_edge_of_a_mask_stands_still() -> None:
    motion = Motion(masked=True, clip=track((0, 0, 0, 1), (0, 0, 0, 0.25)))
    found = moved(STANDING, motion, box=BOX, unit_px=10, flipped=False).tracks
    assert values(found.offset) == [(0, 100), (0, 25)]


def test_nothing_is_seen_before_an_entrance_and_after_an_exit() -> None:
    motion = Motion(shown_from=0.5, shown_to=9, enters_s=1, leaves_s=4)
    found = moved(STANDING, motion.delayed(0.2), box=BOX, unit_px=1, flipped=False)
    assert (found.shown_from, found.shown_to) == (1.2, 4.2)


def test_later_parts_start_later() -> None:
    found = moved(STANDING, SLIDE.delayed(0.25), box=BOX, unit_px=1, flipped=False)
    assert found.tracks.offset is not None
    assert [key.t_s for key in found.tracks.offset.keyframes] == pytest.approx([0.25, 1.25])
