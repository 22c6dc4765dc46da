from typing import Any

import pytest

from templates.easing import EASINGS, Spring
from templates.errors import TemplateError
from templates.format.loader import parse_template
from templates.nodes import Motion
from tests.unit.templates.samples import plain_template, template_bytes


def read(motion: dict[str, Any], *, kind: str = "text") -> Motion:
    """The motion of a node of a six-second template."""
    plain = plain_template(kind="animated", duration_s=6, fps=30)
    nodes = {node["kind"]: node for node in plain["layout"]["children"]}
    nodes[kind]["motion"] = motion
    template = parse_template({"template.yaml": template_bytes(plain)}, name="t")
    tree = template.looks["1:1"].tree
    return next(node.motion for node in tree.children if node.id == nodes[kind]["id"])


def test_presets_become_tracks() -> None:
    found = read({"in": {"preset": "rise", "t": 0.3}, "out": {"preset": "fade", "t": 5}})
    assert (found.enters_s, found.leaves_s) == (0.3, 5.3)
    assert found.offset is not None
    assert [(key.t_s, key.value) for key in found.offset.keyframes] == [
        (0.3, (0, 4)),
        (0.8, (0, 0)),
    ]
    assert found.opacity is not None
    assert [key.value for key in found.opacity.keyframes] == [(0,), (1,), (1,), (0,)]
    assert [key.t_s for key in found.opacity.keyframes] == pytest.approx([0.3, 0.6, 5, 5.3])


def test_an_exit_without_a_time_ends_with_the_node() -> None:
    assert read({"out": {"preset": "fade"}}).leaves_s == 6
    assert read({"shown": [0, 4], "out": {"preset": "fade", "for": 1}}).leaves_s == 4


def test_a_spring_takes_its_own_time() -> None:
    spring = Spring(stiffness=400, damping=30)
    found = read({"in": {"preset": "pop", "ease": "spring(400, 30)"}})
    assert found.scale is not None
    assert found.scale.keyframes[-1].t_s == pytest.approx(spring.rest_s)
    assert found.scale.keyframes[0].ease == spring


def test_tracks_beside_a_preset() -> None:
    found = read(
        {"in": {"preset": "fade"}, "scale": [{"t": 0, "value": 1}, {"t": 6, "value": 1.1}]}
    )
    assert found.scale is not None
    assert found.opacity is not None


def test_colours_over_time() -> None:
    (first, then) = read(
        {"color": [{"t": 0, "color": "accent"}, {"t": 1, "color": "#ff0000/50"}]}
    ).color
    assert first.color.role == "accent"
    assert (then.t_s, then.color.alpha, then.ease) == (1, 0.5, EASINGS["cubic-out"])


@pytest.mark.parametrize(
    ("motion", "kind", "where", "what", "allowed"),
    [
        ({"in": {"preset": "flip"}}, "text", "in.preset", "'flip'", "'fade'"),
        ({"in": {"preset": "fade", "t": 5.8}}, "text", "in", "ends at 6.3", "0 to 6"),
        ({"in": {"preset": "fade", "amount": 2}}, "text", "in.amount", "nothing for fade", "rise"),
        (
            {"in": {"preset": "rise"}, "opacity": [{"t": 0, "value": 1}]},
            "text",
            "opacity",
            "in: rise moves it too",
            "one of",
        ),
        (
            {"out": {"preset": "unmask"}, "offset": [{"t": 0, "y": 1}]},
            "text",
            "offset",
            "out: unmask moves it too",
            "one of",
        ),
        (
            {"in": {"preset": "fade", "for": 2}, "out": {"preset": "fade", "t": 1}},
            "text",
            "out",
            "before the entrance is over",
            "from 2",
        ),
        ({"by": "word"}, "text", "by", "without a stagger", "seconds"),
        ({"by": "word", "stagger": 0.1}, "picture", "by", "nothing for a picture", "text"),
        ({"zoom": [{"t": 0, "value": 1}]}, "text", "zoom", "nothing for a text", "picture"),
        ({"pan": [{"t": 0, "x": 1}]}, "text", "pan", "nothing for a text", "picture"),
        ({"color": [{"t": 0, "color": "text"}]}, "picture", "color", "nothing for a", "shape"),
        ({"pan": [{"t": 1}, {"t": 1}]}, "picture", "pan[1].t", "1 is not after 1", "order"),
        ({"scale": [{"t": 7, "value": 1}]}, "text", "scale[0].t", "past the end", "0 to 6"),
        (
            {"scale": [{"t": 0, "value": 1, "ease": "cubic-bezier(2,0,0,1)"}]},
            "text",
            "scale[0].ease",
            "cubic-bezier",
            "0 to 1",
        ),
        (
            {"scale": [{"t": 0, "value": 1, "ease": "wobble"}]},
            "text",
            "scale[0].ease",
            "'wobble'",
            "'linear'",
        ),
        ({"in": {"preset": "fade", "ease": "spring(0,1)"}}, "text", "in.ease", "spring", "from 1"),
        ({"color": [{"t": 0, "color": "acent"}]}, "text", "color[0].color", "no colour", "accent"),
    ],
)
def test_faults(motion: dict[str, Any], kind: str, where: str, what: str, allowed: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read(motion, kind=kind)
    assert f"motion.{where}" in str(caught.value.where)
    assert what in caught.value.what
    assert allowed in str(caught.value.allowed)
