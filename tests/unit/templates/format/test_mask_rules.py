"""Masks, blends, strokes as written: what is read of them, and what is refused."""

from typing import Any

import pytest

from templates.errors import TemplateError
from templates.format.loader import parse_template
from templates.nodes import Edges, Fade, Length, MaskRef, PictureNode, ShapeNode, TextNode, Unit
from templates.template import Template
from tests.unit.templates.samples import make_template, plain_template, template_bytes


def with_nodes(*nodes: dict[str, Any], **changes: Any) -> Template:
    layout = plain_template()["layout"]
    layout["children"] += nodes
    return make_template(layout=layout, **changes)


def last(template: Template) -> Any:
    return template.looks["1:1"].tree.children[-1]


def refusal(mask: dict[str, Any]) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        with_nodes({"id": "m", "kind": "picture", "slot": "artwork", "mask": mask})
    return caught.value


def test_a_mask_is_read() -> None:
    fade = {"start": [0, 0], "end": [1, 0], "stops": [[0, 1], [0.6, 0.5], [1, 0]]}
    node = last(
        with_nodes(
            {
                "id": "m",
                "kind": "picture",
                "slot": "artwork",
                "mask": {
                    "shape": "rectangle",
                    "radius": "50%",
                    "inset": [1, "10%"],
                    "fade": fade,
                    "text": "name",
                },
            }
        )
    )
    assert isinstance(node, PictureNode)
    side = Length(value=10, unit=Unit.PARENT)
    assert node.mask == MaskRef(
        shape="rectangle",
        radius=Length(value=50, unit=Unit.PARENT),
        inset=Edges(top=Length(value=1), end=side, bottom=Length(value=1), start=side),
        fade=Fade(start=(0, 0), end=(1, 0), radius=None, stops=((0, 1), (0.6, 0.5), (1, 0))),
        text="name",
    )


def test_radial_fades_and_polygons() -> None:
    points = [[0, 0], [1, 0], [0.5, 1]]
    fade = {"type": "radial", "start": [0.5, 0.5], "radius": 0.4, "stops": [[0, 1], [1, 0]]}
    mask = {"shape": "polygon", "points": points, "fade": fade}
    found = last(with_nodes({"id": "m", "kind": "shape", "fill": "accent", "mask": mask})).mask
    assert found.points == ((0, 0), (1, 0), (0.5, 1))
    assert found.fade.radius == 0.4


def test_text_is_outlined_blurred_and_blended() -> None:
    text = {
        "id": "t",
        "kind": "text",
        "text": "Hi",
        "style": "small",
        "stroke": "accent",
        "stroke_width": 0.4,
        "blur": 2,
        "blend": "screen",
    }
    node = last(with_nodes(text))
    assert isinstance(node, TextNode)
    assert node.stroke is not None
    assert (node.stroke.role, node.stroke_width, node.blur, node.blend) == (
        "accent",
        0.4,
        2,
        "screen",
    )
    plain = make_template().looks["1:1"].tree.children[1]
    assert isinstance(plain, TextNode)
    assert (plain.stroke, plain.mask, plain.blur, plain.blend) == (None, None, 0, "normal")


def test_a_ratio_changes_a_mask() -> None:
    shape = {
        "id": "s",
        "kind": "shape",
        "fill": "accent",
        "mask": {"shape": "ellipse"},
        "at": {"tall": {"mask": {"shape": "rectangle", "radius": 2}}},
    }
    looks = with_nodes(shape).looks
    square, tall = (looks[name].tree.children[-1] for name in ("1:1", "9:16"))
    assert isinstance(square, ShapeNode)
    assert square.mask == MaskRef(shape="ellipse")
    assert tall.mask == MaskRef(shape="rectangle", radius=Length(value=2))


def test_each_copy_of_a_repeated_box_is_seen_through_its_own_letters() -> None:
    tracks = {"type": "list", "of": "text", "bind": "content.tracks", "max_items": 2}
    row = {
        "id": "row",
        "kind": "box",
        "repeat": "tracks",
        "children": [
            {"id": "word", "kind": "text", "slot": "tracks", "style": "small"},
            {"id": "art2", "kind": "picture", "slot": "artwork", "mask": {"text": "word"}},
            {"id": "art3", "kind": "picture", "slot": "artwork", "mask": {"text": "name"}},
        ],
    }
    template = with_nodes(row, slots={**plain_template()["slots"], "tracks": tracks})
    rows = template.looks["1:1"].tree.children[-2:]
    masks = [[child.mask.text for child in row.children if child.mask] for row in rows]
    assert masks == [["word-1", "name"], ["word-2", "name"]]


@pytest.mark.parametrize(
    ("mask", "key", "what"),
    [
        ({}, "mask", "a mask of nothing"),
        ({"inset": 2}, "mask", "a mask of nothing"),
        ({"shape": "ellipse", "radius": 2}, "mask.radius", "without corners"),
        ({"shape": "polygon"}, "mask", "both or neither"),
        ({"shape": "ellipse", "points": [[0, 0], [1, 0], [1, 1]]}, "mask", "both or neither"),
        ({"shape": "polygon", "points": [[0, 0], [1, 0]]}, "mask.points", "at least 3"),
        ({"shape": "circle"}, "mask.shape", "'circle'"),
        ({"fade": {"stops": [[0.5, 1], [0.2, 0]]}}, "mask.fade.stops", "0.5, 0.2"),
        ({"fade": {"stops": [[0, 1], [1, 1.5]]}}, "mask.fade.stops[1][1]", "1.5"),
        ({"fade": {"stops": [[0, 1]]}}, "mask.fade.stops", "at least 2"),
        ({"text": "art"}, "mask.text", "no text node"),
        ({"text": "nobody"}, "mask.text", "no text node"),
    ],
)
def test_a_bad_mask_is_refused(mask: dict[str, Any], key: str, what: str) -> None:
    error = refusal(mask)
    assert f"layout.children[4].{key}" in (error.where or "")
    assert what in error.what


@pytest.mark.parametrize(
    "said", [{"mask": {"text": "t"}}, {"at": {"tall": {"mask": {"text": "t"}}}}]
)
def test_a_text_is_not_seen_through_itself(said: dict[str, Any]) -> None:
    with pytest.raises(TemplateError, match="seen through itself"):
        with_nodes({"id": "t", "kind": "text", "text": "Hi", "style": "small", **said})


@pytest.mark.parametrize("said", [{"mask": {"shape": "ellipse"}}, {"blend": "add"}, {"blur": 2}])
def test_a_box_that_paints_nothing_has_nothing_to_mask(said: dict[str, Any]) -> None:
    with pytest.raises(TemplateError, match="the box paints nothing"):
        with_nodes({"id": "b", "kind": "box", **said})
    with_nodes({"id": "b", "kind": "box", "fill": "accent", **said})


@pytest.mark.parametrize(
    ("key", "value"),
    [("blend", "difference"), ("blur", 1000), ("stroke_width", 21), ("stroke", "nocolour")],
)
def test_what_is_out_of_range_is_refused(key: str, value: object) -> None:
    text = {"id": "t", "kind": "text", "text": "Hi", "style": "small", key: value}
    with pytest.raises(TemplateError, match=key):
        with_nodes(text)


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf"])
@pytest.mark.parametrize(
    "line",
    [
        "{id: x, kind: shape, fill: accent, blur: NUMBER}",
        "{id: x, kind: shape, fill: accent, width: NUMBER}",
        "{id: x, kind: shape, fill: accent, opacity: NUMBER}",
        "{id: x, kind: shape, fill: accent, shadow: {x: NUMBER}}",
        "{id: x, kind: shape, fill: accent, mask: {shape: rectangle, radius: NUMBER}}",
        "{id: x, kind: shape, fill: accent, mask: {shape: ellipse, inset: NUMBER}}",
        "{id: x, kind: shape, fill: accent, mask: {fade: {stops: [[0, 1], [NUMBER, 0]]}}}",
        "{id: x, kind: shape, fill: accent, points: [[0, 0], [NUMBER, 0], [1, 1]]}",
        "{id: x, kind: shape, fill: accent, motion: {offset: [{t: 0, x: NUMBER}]}}",
        "{id: x, kind: shape, fill: accent, motion: {scale: [{t: NUMBER, value: 1}]}}",
    ],
)
def test_what_is_no_number_is_refused_everywhere(line: str, number: str) -> None:
    plain = template_bytes(plain_template(kind="animated", duration_s=2, fps=30)).decode()
    node = f"  - {line.replace('NUMBER', number)}\n"
    head, tail = plain.split("  children:\n", 1)
    with pytest.raises(TemplateError, match=r"finite|≥|≤|greater|less"):
        parse_template({"template.yaml": f"{head}  children:\n{node}{tail}".encode()}, name="t")
