from typing import Any

from templates.easing import EASINGS
from templates.nodes import AUTO, Gradient, Length, TextNode, Unit
from templates.template import Template
from tests.unit.templates.samples import make_template, plain_template


def with_child(child: dict[str, Any], **changes: Any) -> Template:
    layout = plain_template()["layout"]
    layout["children"].append(child)
    return make_template(layout=layout, **changes)


def test_shape_then_ratio_change_a_node() -> None:
    box = {
        "id": "b",
        "kind": "box",
        "width": 10,
        "at": {"tall": {"width": "50%", "grow": 1}, "9:16": {"width": "auto"}},
    }
    looks = with_child(box).looks
    square, tall, exact = (looks[name].tree.children[-1].flex for name in ("1:1", "tall", "9:16"))
    assert (square.width, square.grow) == (Length(value=10), 0)
    assert (tall.width, tall.grow) == (Length(value=50, unit=Unit.PARENT), 1)
    assert (exact.width, exact.grow) == (AUTO, 1)


def test_edges_as_css_writes_them() -> None:
    flex = with_child({"id": "b", "kind": "box", "padding": [1, 2, 3]}).looks["1:1"]
    padding = flex.tree.children[-1].flex.padding
    values = [side.value for side in (padding.top, padding.end, padding.bottom, padding.start)]
    assert values == [1, 2, 3, 2]


def test_colours_and_gradients() -> None:
    fill = {"stops": [[0, "accent/0"], [1, "#FF8000/50"]]}
    node = with_child({"id": "b", "kind": "shape", "fill": fill}).looks["1:1"].tree.children[-1]
    gradient = getattr(node, "fill")  # noqa: B009 - a shape's, as just made
    assert isinstance(gradient, Gradient)
    assert gradient.stops[0][1].role == "accent"
    assert gradient.stops[1][1].rgb == (255, 128, 0)
    assert gradient.stops[1][1].alpha == 0.5


def test_a_key_says_how_it_is_reached() -> None:
    motion = {"opacity": [{"t": 0, "value": 0}, {"t": 1, "value": 1, "ease": "expo-out"}]}
    template = with_child(
        {"id": "b", "kind": "box", "motion": motion}, kind="animated", duration_s=2, fps=30
    )
    track = template.looks["1:1"].tree.children[-1].motion.opacity
    assert track is not None
    assert track.keyframes[0].ease == EASINGS["expo-out"]


def test_text_styles_by_ratio_and_script() -> None:
    style = {
        "families": ["Archivo"],
        "size": 10,
        "min": 5,
        "at": {"tall": {"size": 20}},
        "scripts": {"Arab": {"scale": 1.5, "weight": 900}},
    }
    small = plain_template()["type"]["small"]
    look = make_template(type={"name": style, "small": small}).looks["9:16"]
    assert look.styles["name"].size == 20
    assert look.script_styles["name", "Arab"].size == 30
    assert look.script_styles["name", "Arab"].min_size == 5
    assert look.script_styles["name", "Arab"].weight == 900


def test_defaults_of_a_text() -> None:
    node = make_template().looks["1:1"].tree.children[1]
    assert isinstance(node, TextNode)
    assert (node.align, node.trim, node.mirror) == ("start", True, True)
