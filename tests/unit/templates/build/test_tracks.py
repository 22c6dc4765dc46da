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


def test_a_clip_is_not_inherited() -> None:
    outer = moved(STANDING, SLIDE, box=BOX, unit_px=1, flipped=False)
    assert moved(outer, STILL, box=BOX, unit_px=1, flipped=False).tracks.clip is None


def test_later_lines_start_later() -> None:
    found = moved(STANDING, SLIDE, box=BOX, unit_px=1, flipped=False).delayed(0.25)
    assert found.tracks.offset is not None
    assert [key.t_s for key in found.tracks.offset.keyframes] == pytest.approx([0.25, 1.25])
