"""What the checks say of text that is outlined, masked, blurred or blended."""

from pathlib import Path
from typing import Any

import pytest

from templates.build.make import SceneReport, make_scene
from templates.build.probe import seen_at
from templates.content import PictureRef
from templates.resolved import resolve
from templates.scene import Box, Color, LinearGradient, Mask, ShapeKind, Stop
from templates.text import FontLibrary
from tests.unit.templates.samples import SHA, facts, make_template, plain_template
from tests.unit.templates.text.color_font import RED as EMOJI
from tests.unit.templates.text.color_font import write_color_font

WHITE = Color(red=255, green=255, blue=255)


def reported(fonts: FontLibrary, *nodes: dict[str, Any], **more: Any) -> SceneReport:
    layout = plain_template()["layout"]
    layout["children"] = [*nodes]
    resolved = resolve(
        make_template(layout=layout, **more),
        content={"name": "Nour", "artwork": PictureRef(sha256=SHA)},
        locale="en",
        ratio="1:1",
    )
    return make_scene(resolved, pictures={SHA: facts()}, fonts=fonts)


def warned(fonts: FontLibrary, *nodes: dict[str, Any]) -> list[str]:
    return list(reported(fonts, *nodes).warnings)


def text(**more: Any) -> dict[str, Any]:
    return {"id": "t", "kind": "text", "text": "Hello", "style": "name", **more}


def ground(color: str, **more: Any) -> dict[str, Any]:
    place = {"position": "absolute", "inset": 0}
    return {"id": "g", "kind": "shape", "fill": color, **place, **more}


def low(warnings: list[str]) -> bool:
    return any(warning.startswith("low_contrast:t") for warning in warnings)


def test_hollow_letters_are_read_by_their_outline(fonts: FontLibrary) -> None:
    hollow = text(color="#FFFFFF/0")
    assert low(warned(fonts, ground("#000000"), hollow))
    assert not low(
        warned(fonts, ground("#000000"), {**hollow, "stroke": "#FFFFFF", "stroke_width": 0.4})
    )
    assert low(
        warned(fonts, ground("#000000"), {**hollow, "stroke": "#222222", "stroke_width": 0.4})
    )


def test_a_hair_of_a_stroke_makes_nothing_readable(fonts: FontLibrary) -> None:
    faint = text(color="#111111", stroke="#FFFFFF", stroke_width=0.05)
    assert low(warned(fonts, ground("#000000"), faint))


def test_a_ground_is_only_where_its_mask_shows_it(fonts: FontLibrary) -> None:
    white = text(color="#FFFFFF", width=40)
    masked = ground("#FFFFFF", mask={"shape": "rectangle", "inset": [0, 0, 0, "60%"]})
    assert low(warned(fonts, ground("#000000"), {**ground("#FFFFFF"), "id": "w"}, white))
    assert not low(warned(fonts, ground("#000000"), {**masked, "id": "w"}, white))


def test_a_fading_ground_counts_by_its_alpha(fonts: FontLibrary) -> None:
    white = text(color="#FFFFFF")
    faint = ground("#FFFFFF", mask={"fade": {"stops": [[0, 0.1], [1, 0.1]]}}, id="w")
    strong = ground("#FFFFFF", mask={"fade": {"stops": [[0, 0.9], [1, 0.9]]}}, id="w")
    assert not low(warned(fonts, ground("#000000"), faint, white))
    assert low(warned(fonts, ground("#000000"), strong, white))


def test_what_a_mask_fades_away_need_not_be_read(fonts: FontLibrary) -> None:
    fade = {"start": [0, 0], "end": [1, 0], "stops": [[0, 1], [0.5, 1], [0.6, 0], [1, 0]]}
    shown = text(color="#FFFFFF", mask={"fade": fade}, width=60)
    ends = ground("#FFFFFF", mask={"shape": "rectangle", "inset": [0, 0, 0, "75%"]}, id="w")
    assert not low(warned(fonts, ground("#000000"), ends, shown))


def test_blends_count_as_they_will_be_painted(fonts: FontLibrary) -> None:
    dark = ground("#202020")
    darkened = ground("#101010", blend="multiply", id="w")
    lightened = ground("#F0F0F0", blend="screen", id="w")
    white = text(color="#FFFFFF")
    assert not low(warned(fonts, dark, darkened, white))
    assert low(warned(fonts, dark, lightened, white))
    assert low(warned(fonts, dark, text(color="#FFFFFF", blend="multiply")))
    assert not low(warned(fonts, dark, text(color="#FFFFFF", blend="add")))


def test_an_opaque_veil_that_blends_hides_nothing(fonts: FontLibrary) -> None:
    neutral = ground("#000000", blend="lighten", id="w")
    assert low(warned(fonts, ground("#FFFFFF"), neutral, text(color="#FFFFFF")))


def test_a_glow_is_no_text_to_be_read(fonts: FontLibrary) -> None:
    glow = text(id="glow", color="#333333", blur=3, position="absolute", inset=["auto", 10, 10, 10])
    sharp = text(position="absolute", inset=["auto", 10, 10, 10])
    found = warned(fonts, glow, sharp)
    assert not [warning for warning in found if "glow" in warning]
    assert [w for w in warned(fonts, {**glow, "blur": 0}, sharp) if "texts_overlap" in w]


@pytest.mark.parametrize(("x", "wanted"), [(0, 1.0), (5, 1.0), (15, 0.5), (20, 0.0), (40, 0.0)])
def test_a_fade_is_seen_by_its_alpha(x: float, wanted: float) -> None:
    clear = Color(red=255, green=255, blue=255, alpha=0)
    stops = (Stop(at=0, color=WHITE), Stop(at=1, color=clear))
    fade = LinearGradient(x0=0, y0=0, x1=1, y1=0, stops=stops)
    mask = Mask(box=Box(x=10, y=0, width=10, height=10), fade=fade)
    assert seen_at(mask, x, 5) == pytest.approx(wanted)


def test_shapes_of_masks_cut() -> None:
    oval = Mask(box=Box(x=0, y=0, width=10, height=10), kind=ShapeKind.ELLIPSE)
    assert [seen_at(oval, x, y) for x, y in ((5, 5), (0.5, 0.5), (12, 5))] == [1, 0, 0]
    assert seen_at(None, 99, 99) == 1
    assert seen_at(Mask(box=Box(x=0, y=0, width=0, height=10)), 0, 5) == 0


def test_letters_whose_joining_could_not_be_compared_are_named(fonts: FontLibrary) -> None:
    amiri = {"families": ["Amiri"], "size": 6, "min": 4}
    node = text(text="استمع", style="amiri")
    report = reported(
        fonts, ground("#000000"), node, type={**plain_template()["type"], "amiri": amiri}
    )
    assert "join_not_compared:t:س" in report.warnings
    (box,) = [box for box in report.text_boxes if box.node == "t"]
    assert (box.joins.compared, box.joins.incomparable) == (4, ("س",))


def test_emoji_bring_their_own_contrast(tmp_path: Path) -> None:
    write_color_font(tmp_path / "colour.ttf")
    brand = FontLibrary.packaged(folders=[tmp_path])
    on_black = ground("#000000")
    assert not low(warned(brand, on_black, text(text=EMOJI, color="#000000")))
    assert low(warned(brand, on_black, text(text=f"a{EMOJI}", color="#000000")))
