import json
from dataclasses import replace
from typing import Any

import pytest

from templates.build.make import SceneReport, make_scene
from templates.build.masks import mask_of, radius_px
from templates.content import PictureRef
from templates.nodes import AUTO, ZERO, Edges, Fade, Length, MaskRef, Unit
from templates.resolved import resolve
from templates.scene import (
    Blend,
    Box,
    LinearGradient,
    Mask,
    PictureLayer,
    RadialGradient,
    ShapeKind,
    TextLayer,
    scene_json,
)
from templates.text import FontLibrary
from tests.unit.templates.samples import SHA, facts, make_template, plain_template

BOX = Box(x=100, y=50, width=200, height=100)
HALF = Length(value=50, unit=Unit.PARENT)


def made(wanted: MaskRef, *, flipped: bool = False) -> Mask:
    return mask_of(wanted, BOX, unit_px=10, flipped=flipped, letters=None)


def scene_of(fonts: FontLibrary, *nodes: dict[str, Any], **more: Any) -> SceneReport:
    layout = plain_template()["layout"]
    layout["children"] += nodes
    values = {"name": "Nour Selim", "artwork": PictureRef(sha256=SHA), **more.pop("content", {})}
    resolved = resolve(
        make_template(layout=layout), content=values, locale=more.pop("locale", "en"), ratio="1:1"
    )
    return make_scene(resolved, pictures={SHA: facts(**more)}, fonts=fonts)


def test_insets_are_those_of_css() -> None:
    edges = Edges(top=Length(value=1), end=HALF, bottom=AUTO, start=Length(value=2))
    assert made(MaskRef(inset=edges)).box == Box(x=120, y=60, width=80, height=90)
    assert made(MaskRef(inset=edges), flipped=True).box == Box(x=200, y=60, width=80, height=90)


def test_an_inset_larger_than_the_box_leaves_nothing() -> None:
    all_of_it = Edges(top=HALF, end=HALF, bottom=HALF, start=Length(value=60))
    box = made(MaskRef(shape="ellipse", inset=all_of_it)).box
    assert (box.width, box.height) == (0, 0)


def test_a_negative_inset_grows_the_mask() -> None:
    grown = made(MaskRef(inset=Edges(start=Length(value=-1)))).box
    assert (grown.x, grown.width) == (90, 210)


def test_a_mask_mirrored_twice_is_the_same() -> None:
    """What a mirror does to points and fades, it undoes; insets change sides and back."""
    fade = Fade(start=(0.25, 0), end=(1, 0.5), radius=None, stops=((0, 1), (1, 0)))
    points = ((0.0, 0.0), (0.75, 0.25), (0.5, 1.0))
    wanted = MaskRef(shape="polygon", points=points, fade=fade)
    once = made(wanted, flipped=True)
    assert isinstance(once.fade, LinearGradient)
    back = replace(
        wanted,
        points=once.points,
        fade=replace(fade, start=(once.fade.x0, once.fade.y0), end=(once.fade.x1, once.fade.y1)),
    )
    assert once != made(wanted)
    assert made(back, flipped=True) == made(wanted)


def test_radial_fades_keep_their_radius() -> None:
    fade = Fade(start=(0.2, 0.4), end=(0, 1), radius=0.6, stops=((0, 1), (1, 0)))
    found = made(MaskRef(fade=fade), flipped=True).fade
    assert isinstance(found, RadialGradient)
    assert (found.cx, found.cy, found.radius) == (0.8, 0.4, 0.6)


@pytest.mark.parametrize(("radius", "wanted"), [(ZERO, 0), (Length(value=2), 20), (HALF, 50)])
def test_a_radius_is_half_the_short_side_at_most(radius: Length, wanted: float) -> None:
    assert radius_px(radius, BOX, unit_px=10) == wanted
    assert radius_px(Length(value=90), BOX, unit_px=10) == 50


def test_scenes_without_any_of_it_keep_their_hash(fonts: FontLibrary) -> None:
    layers = json.loads(scene_json(scene_of(fonts).scene))["layers"]
    words = [set(layer) for layer in layers if layer["type"] == "TextLayer"]
    assert not any({"blend", "blur_px", "mask", "stroke_px"} & keys for keys in words)


def test_a_picture_is_masked_where_it_is_shown(fonts: FontLibrary) -> None:
    held = {"id": "m", "kind": "picture", "slot": "artwork", "width": 40, "height": 20, "hold": 1}
    mask = {"shape": "ellipse"}
    layer = scene_of(fonts, {**held, "mask": mask, "blend": "screen"}).scene.layers[-1]
    assert isinstance(layer, PictureLayer)
    assert layer.mask == Mask(box=layer.box, kind=ShapeKind.ELLIPSE)
    assert layer.blend is Blend.SCREEN


def test_all_lines_of_a_text_share_its_mask(fonts: FontLibrary) -> None:
    text = {
        "id": "t",
        "kind": "text",
        "text": "one two three four",
        "style": "name",
        "width": 30,
        "mask": {"fade": {"stops": [[0, 1], [1, 0]]}},
    }
    layer = scene_of(fonts, text).scene.layers[-1]
    assert layer.mask is not None
    assert layer.mask.box.width == pytest.approx(300 * 1.08, abs=30)
    assert layer.mask.kind is None


def test_a_stroke_grows_a_text_and_its_box(fonts: FontLibrary) -> None:
    text = {"id": "t", "kind": "text", "text": "Hi", "style": "name"}
    plain = scene_of(fonts, text)
    bold = scene_of(fonts, {**text, "stroke": "#ff0000", "stroke_width": 2})
    one, other = plain.scene.layers[-1], bold.scene.layers[-1]
    assert isinstance(other, TextLayer)
    unit = plain.scene.width_px / 100
    assert other.stroke_px == pytest.approx(2 * unit)
    assert other.box.width == pytest.approx(one.box.width + 2 * unit)
    assert other.box.x == pytest.approx(one.box.x - unit)
    assert bold.text_boxes[-1].ink.height == pytest.approx(
        plain.text_boxes[-1].ink.height + 2 * unit
    )


def test_a_blur_grows_the_ink(fonts: FontLibrary) -> None:
    text = {"id": "t", "kind": "text", "text": "Hi", "style": "name"}
    plain, soft = scene_of(fonts, text), scene_of(fonts, {**text, "blur": 1})
    unit = plain.scene.width_px / 100
    assert soft.scene.layers[-1].blur_px == pytest.approx(unit)
    assert soft.text_boxes[-1].ink.width == pytest.approx(plain.text_boxes[-1].ink.width + 4 * unit)


ART = {"id": "inside", "kind": "picture", "slot": "artwork", "position": "absolute", "inset": 0}


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_picture_is_seen_through_a_text_that_is_not_painted(
    locale: str, fonts: FontLibrary
) -> None:
    report = scene_of(fonts, {**ART, "mask": {"text": "name"}}, locale=locale)
    plain = scene_of(fonts, locale=locale)
    assert [layer.name for layer in report.scene.layers] == ["art", "pill", "cta", "inside"]
    inside = report.scene.layers[-1]
    name = next(layer for layer in plain.scene.layers if layer.name == "name")
    assert isinstance(name, TextLayer)
    assert inside.mask is not None
    for mine, theirs in zip(inside.mask.runs, name.runs, strict=True):
        for one, other in zip(mine.glyphs, theirs.glyphs, strict=True):
            assert one.x + inside.mask.box.x == pytest.approx(other.x + name.box.x)
            assert one.y + inside.mask.box.y == pytest.approx(other.y + name.box.y)
    assert {box.node for box in report.text_boxes} == {"name", "cta"}


def test_nothing_is_seen_through_an_absent_text(fonts: FontLibrary) -> None:
    report = scene_of(fonts, {**ART, "mask": {"text": "tagline"}})
    assert "inside" not in [layer.name for layer in report.scene.layers]
