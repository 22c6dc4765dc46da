"""Motion is a function of time: of nothing else, in any order, later or mirrored alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render_farm.paint.state import state_at
from templates.build.tracks import STANDING, moved
from templates.easing import EASINGS, CubicBezier, Spring
from templates.format.presets import PRESETS, Change, departure, entrance
from templates.motion import Keyframe, Track, delayed, mapped
from templates.nodes import Motion
from templates.scene import Box, Color, ShapeKind, ShapeLayer, Solid, Tracks

TIMES = st.floats(-2, 10)
EASES = st.sampled_from(list(EASINGS.values())) | st.builds(
    Spring, stiffness=st.floats(1, 2000), damping=st.floats(1, 200)
)
BOX = Box(x=13, y=7, width=120, height=50)


def tracks(width: int) -> st.SearchStrategy[Track]:
    """Keys at least a tenth of a second apart."""
    value = st.tuples(*(st.floats(0, 1),) * width)
    key = st.tuples(st.floats(0.1, 2), value, EASES)

    def built(keys: list[tuple[float, tuple[float, ...], CubicBezier]]) -> Track:
        at, found = 0.0, []
        for gap, what, ease in keys:
            at += gap
            found.append(Keyframe(t_s=at, value=what, ease=ease))
        return Track(keyframes=tuple(found))

    return st.lists(key, min_size=1, max_size=5).map(built)


@given(EASES, st.floats(0, 1))
def test_easings_begin_at_nothing_end_at_all_and_stay_near(
    ease: CubicBezier | Spring, share: float
) -> None:
    assert (ease.progress(0), ease.progress(1)) == (0, 1)
    assert -0.5 < ease.progress(share) < 2.1


@given(*(st.floats(0, 1),) * 4, st.floats(0, 1), st.floats(0, 1))
def test_curves_whose_handles_rise_never_turn_back(
    x1: float, x2: float, y1: float, y2: float, one: float, other: float
) -> None:
    curve = CubicBezier(x1=x1, y1=min(y1, y2), x2=x2, y2=max(y1, y2))
    early, late = sorted((one, other))
    assert curve.progress(early) <= curve.progress(late) + 1e-5


@given(tracks(2), st.floats(0, 5), TIMES)
def test_a_delayed_track_is_the_track_of_an_earlier_moment(
    track: Track, by_s: float, t_s: float
) -> None:
    later = delayed(track, by_s)
    assert later is not None
    assert later.at(t_s + by_s) == pytest.approx(track.at(t_s), abs=1e-4)


@given(tracks(4), tracks(2), TIMES)
def test_mirrored_twice_is_as_it_was(clip: Track, offset: Track, t_s: float) -> None:
    motion = Motion(clip=clip, offset=offset)
    once = moved(STANDING, motion, box=BOX, unit_px=1, flipped=True).tracks
    again = Motion(clip=once.clip, offset=once.offset)
    twice = moved(STANDING, again, box=BOX, unit_px=1, flipped=True).tracks
    assert twice.clip == clip
    assert twice.offset is not None
    assert twice.offset.at(t_s) == pytest.approx(offset.at(t_s))


@given(tracks(2), st.floats(-3, 3), TIMES)
def test_a_linear_change_of_the_keys_changes_all_moments_alike(
    track: Track, factor: float, t_s: float
) -> None:
    changed = mapped(track, lambda value: tuple(factor * part + 1 for part in value))
    assert changed.at(t_s) == pytest.approx([factor * part + 1 for part in track.at(t_s)])


@given(tracks(2), tracks(1), tracks(4), st.lists(TIMES, min_size=2, max_size=8))
def test_the_order_of_asking_does_not_matter(
    offset: Track, opacity: Track, clip: Track, moments: list[float]
) -> None:
    layer = ShapeLayer(
        name="s",
        box=BOX,
        kind=ShapeKind.RECTANGLE,
        fill=Solid(color=Color(red=0, green=0, blue=0)),
        tracks=Tracks(offset=offset, opacity=opacity, clip=clip),
    )
    forward = [state_at(layer, moment) for moment in moments]
    back = [state_at(layer, moment) for moment in reversed(moments)]
    assert forward == back[::-1]


@given(st.sampled_from(sorted(PRESETS)), st.floats(0, 5), st.floats(0.1, 3))
def test_presets_are_done_in_their_time(name: str, t_s: float, for_s: float) -> None:
    change = Change(preset=name, t_s=t_s, for_s=for_s)
    for keys in (*entrance(change).values(), *departure(change).values()):
        assert t_s - 1e-9 <= keys[0].t_s < keys[-1].t_s <= change.end_s + 1e-9
