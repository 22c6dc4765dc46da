from dataclasses import replace
from typing import Any

import pytest

from templates.build.make import make_scene
from templates.build.motion_checks import standing_s
from templates.content import PictureRef
from templates.easing import EASINGS
from templates.motion import Keyframe, Track
from templates.resolved import resolve
from templates.scene import Box, Carrier, Color, ShapeKind, ShapeLayer, Solid, Tracks
from templates.text import FontLibrary
from tests.unit.templates.samples import SHA, facts, make_template, plain_template

LAYER = ShapeLayer(
    name="s",
    box=Box(x=0, y=0, width=100, height=20),
    kind=ShapeKind.RECTANGLE,
    fill=Solid(color=Color(red=0, green=0, blue=0)),
)


def track(*keys: tuple[float, tuple[float, ...]], ease: str = "linear") -> Track:
    return Track(keyframes=tuple(Keyframe(t_s=t, value=v, ease=EASINGS[ease]) for t, v in keys))


def warned(motion: dict[str, Any], fonts: FontLibrary, **head: Any) -> list[str]:
    """What the report says of the motion of the name of a four-second template."""
    layout = plain_template()["layout"]
    layout["children"][1]["motion"] = motion
    said: dict[str, Any] = {"kind": "animated", "duration_s": 4, "fps": 30, **head}
    resolved = resolve(
        make_template(layout=layout, **said),
        content={"name": "All the music you want", "artwork": PictureRef(sha256=SHA)},
        locale="en",
        ratio="1:1",
    )
    report = make_scene(resolved, pictures={SHA: facts()}, fonts=fonts)
    assert report.scene.loop is bool(head.get("loop"))
    codes = ("motion_unfinished", "loop_jumps", "too_short_to_read")
    return [warning for warning in report.warnings if warning.startswith(codes)]


@pytest.mark.parametrize(
    ("tracks", "seconds"),
    [
        (Tracks(), 4),
        (Tracks(offset=track((0, (0, 50)), (1, (0, 0)))), 3),
        (Tracks(offset=track((0, (0, 50)), (1, (0, 0)), ease="expo-out")), 3.45),
        (Tracks(offset=track((0, (0, 0)), (4, (0, 50)))), 0.06),
        # Drifts that no eye minds.
        (Tracks(offset=track((0, (0, 0)), (4, (0, 30)))), 4),
        (Tracks(scale=track((0, (1,)), (4, (1.1,)))), 4),
        (Tracks(opacity=track((1, (0,)), (2, (1,)))), 2),
        (Tracks(opacity=track((2, (1,)), (3, (0,)))), 2),
        (Tracks(opacity=track((0, (0.6,)), (3, (1,)))), 4),
        (Tracks(clip=track((1, (0, 0, 1, 0)), (1.5, (0, 0, 0, 0)))), 2.5),
        (Tracks(rotation=track((1, (0,)), (1.5, (20,)))), 2.5),
    ],
)
def test_how_long_a_layer_stands_still(tracks: Tracks, seconds: float) -> None:
    layer = replace(LAYER, tracks=tracks)
    assert standing_s([layer], duration_s=4, unit_px=5) == pytest.approx(seconds, abs=0.03)


def test_what_is_carried_stands_when_all_that_carries_it_does() -> None:
    slides = Tracks(offset=track((0, (0, 50)), (1, (0, 0))))
    fades = Tracks(opacity=track((3, (1,)), (3.5, (0,))))
    carrier = Carrier(box=LAYER.box, pivot=(0, 0), tracks=slides)
    layer = replace(LAYER, tracks=fades, carrier=carrier)
    assert standing_s([layer], duration_s=4, unit_px=5) == pytest.approx(2, abs=0.03)


def test_parts_stand_together_when_all_of_them_do() -> None:
    parts = [replace(LAYER, in_s=start, out_s=end) for start, end in ((0, 3), (1, None))]
    assert standing_s(parts, duration_s=4, unit_px=5) == 2


def test_a_text_that_stands_long_enough_is_not_named(fonts: FontLibrary) -> None:
    assert warned({"in": {"preset": "rise"}}, fonts) == []


def test_a_text_too_short_to_be_read(fonts: FontLibrary) -> None:
    (found,) = warned({"shown": [1, 3], "in": {"preset": "fade", "t": 1}}, fonts)
    code, node, seconds = found.split(":")
    assert (code, node) == ("too_short_to_read", "name")
    assert float(seconds) == pytest.approx(1.55, abs=0.1)


def test_parts_that_are_still_moving_at_the_end(fonts: FontLibrary) -> None:
    late = {"in": {"preset": "rise", "t": 0.5}, "by": "letter", "stagger": 0.2}
    assert "motion_unfinished:name" in warned(late, fonts)


def test_a_loop_closes_or_is_named(fonts: FontLibrary) -> None:
    closes = {"scale": [{"t": 0, "value": 1}, {"t": 2, "value": 1.02}, {"t": 4, "value": 1}]}
    turns = {"rotation": [{"t": 0, "value": 0}, {"t": 4, "value": 360, "ease": "linear"}]}
    assert "loop_jumps:name" not in warned(closes, fonts, loop=True)
    assert "loop_jumps:name" not in warned(turns, fonts, loop=True)
    for open_ended in (
        {"in": {"preset": "fade"}},
        {"scale": [{"t": 0, "value": 1}, {"t": 4, "value": 1.02}]},
        {"color": [{"t": 0, "color": "text"}, {"t": 2, "color": "accent"}]},
        {"shown": [0, 3]},
    ):
        assert "loop_jumps:name" in warned(open_ended, fonts, loop=True)
        assert "loop_jumps:name" not in warned(open_ended, fonts)
