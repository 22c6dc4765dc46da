"""A whole import: what is in the files, and what is said of each layer."""

from typing import Any

import pytest
import yaml

from templates import TemplateError
from templates.format.loader import parse_template
from templates.lottie.importer import Imported, ImportOptions, import_lottie
from templates.text import FontLibrary
from tests.unit.templates.lottie.samples import (
    animation,
    as_bytes,
    keys,
    layer,
    square,
    still,
    transform,
)

FONTS = {"list": [{"fName": "B", "fFamily": "Outfit", "fStyle": "Bold", "ascent": 72}]}


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


def text(name: str, words: str = "Words", *, document: Any = None, **changes: Any) -> Any:
    found = {"s": 20, "f": "B", "t": words, "j": 0, "lh": 24, "fc": [1, 0.5, 0]} | (document or {})
    body = {"d": {"k": [{"s": found, "t": 0}]}, "p": {}, "m": {}, "a": []}
    return layer(5, **{"nm": name, "t": body, **changes})


def imported(fonts: FontLibrary, *layers: Any, **options: Any) -> Imported:
    changes = options.pop("changes", {})
    plain = animation(*layers, **{"fonts": FONTS, **changes})
    wanted = ImportOptions(id="sample", fonts=fonts, **options)
    return import_lottie(as_bytes(plain), file="a.json", options=wanted)


def document(made: Imported) -> Any:
    parse_template(made.files, name="sample")
    return yaml.safe_load(made.files["template.yaml"])


def stage(made: Imported) -> list[Any]:
    found: list[Any] = document(made)["layout"]["children"][0]["children"]
    return found


def test_a_text_becomes_a_slot_with_its_words_and_look(fonts: FontLibrary) -> None:
    headline = text("headline", document={"tr": 50, "ca": 1, "j": 2, "sc": [0, 0, 0], "sw": 2})
    made = imported(fonts, text("catalog.name"), headline, square(), locale="de")
    found = document(made)
    assert found["slots"] == {
        "headline": {"type": "text", "bind": "copy.headline"},
        "name": {"type": "text", "bind": "catalog.name"},
    }
    assert found["copy"] == {"de": {"headline": "Words"}}
    style = found["type"]["headline"]
    assert (style["families"], style["weight"], style["size"]) == (["Outfit"], 700, 20)
    assert (style["line"], style["spacing"], style["case"]) == (1.2, 0.05, "upper")
    node = stage(made)[1]
    assert (node["color"], node["stroke"], node["stroke_width"]) == ("#ff8000", "#000000", 2)
    assert (node["text_align"], node["mirror"]) == ("center", False)


def test_braces_in_words_quote_nothing(fonts: FontLibrary) -> None:
    made = imported(fonts, text("headline", "Only {now}"))
    assert document(made)["copy"] == {"en": {"headline": "Only {{now}}"}}


def test_one_name_is_one_slot_only_for_the_same_words(fonts: FontLibrary) -> None:
    made = imported(fonts, text("cta", "Go"), text("cta", "Go"), text("cta", "Stay"))
    assert document(made)["copy"] == {"en": {"cta": "Stay", "cta_2": "Go"}}
    assert [node["slot"] for node in stage(made)] == ["cta", "cta_2", "cta_2"]
    assert [node["id"] for node in stage(made)] == ["cta", "cta-2", "cta-3"]


def test_slices_lie_between_what_is_lifted(fonts: FontLibrary) -> None:
    made = imported(fonts, square(), text("one"), text("two"), square(), square())
    assert [node["id"] for node in stage(made)] == ["animation", "two", "one", "animation-2"]
    assert sorted(made.files) == ["animation-2.json", "animation.json", "template.yaml"]


def test_point_text_stands_on_its_baseline_and_box_text_fills_its_box(fonts: FontLibrary) -> None:
    at = transform(p=still([50, 60, 0]))
    point = stage(imported(fonts, text("a", ks=at)))[0]
    assert point["inset"][0] + point["baseline"] * point["height"] == pytest.approx(60, abs=0.01)
    assert point["inset"][3] == 50
    boxed = text("a", document={"sz": [80, 40], "ps": [-40, -20]}, ks=at)
    node = stage(imported(fonts, boxed))[0]
    assert (node["inset"][3], node["inset"][0], node["width"], node["height"]) == (10, 40, 80, 40)
    assert "mirror" not in node


def test_a_picture_takes_its_windows_shape_and_movement(fonts: FontLibrary) -> None:
    window = square(60, nm="w", td=1, ks=transform(p=keys((0, [0, 50, 0]), (30, [100, 50, 0]))))
    window["shapes"][0]["it"][0]["r"] = still(12)
    picture = layer(2, nm="artwork", refId="i", tt=1)
    asset = {"id": "i", "w": 4, "h": 4, "u": "", "e": 1, "p": PNG}
    made = imported(fonts, window, picture, changes={"assets": [asset]})
    (node,) = stage(made)
    assert (node["kind"], node["slot"], node["radius"]) == ("picture", "artwork", 12)
    assert (node["width"], node["height"], node["inset"][3]) == (60, 60, 70)
    assert [key["x"] for key in node["motion"]["offset"]] == [-100, 0]
    assert any("own movement" in finding.detail for finding in made.findings)


def test_a_text_behind_a_window_is_cut_there(fonts: FontLibrary) -> None:
    window = square(60, nm="w", td=1, ks=transform(p=still([100, 50, 0])))
    made = imported(fonts, window, text("a", tt=1, ks=transform(p=still([80, 60, 0]))))
    (node,) = stage(made)
    assert (node["clip"], node["inset"], node["width"]) == (True, [20, "auto", "auto", 70], 60)
    assert node["children"][0]["inset"][3] == 10


@pytest.mark.parametrize(
    ("size", "ratio"),
    [((1080, 1920), "9:16"), ((1200, 628), "1.91:1"), ((500, 500), "1:1"), ((300, 100), "3:1")],
)
def test_the_comps_own_ratio_is_the_templates(
    fonts: FontLibrary, size: tuple[int, int], ratio: str
) -> None:
    made = imported(fonts, text("a"), changes={"w": size[0], "h": size[1]})
    assert document(made)["ratios"] == [ratio]


def test_the_ground_is_the_backmost_shape_that_fills_the_comp(fonts: FontLibrary) -> None:
    ground = layer(1, nm="g", sw=200, sh=100, sc="#123456")
    assert document(imported(fonts, text("a"), ground))["background"] == "#123456"
    assert document(imported(fonts, text("a"), square()))["background"] == "#000000"
    found = imported(fonts, text("a"), ground, background="#ffffff", fit="cover", poster_s=1.5)
    assert document(found)["background"] == "#ffffff"
    assert document(found)["canvas"]["fit"] == "cover"
    assert document(found)["poster_s"] == 1.5


def test_losses_are_told_by_layer(fonts: FontLibrary) -> None:
    found = text("a", ef=[{"nm": "Glow"}], bm=7, ddd=1)
    found["t"]["d"]["k"].append({"s": found["t"]["d"]["k"][0]["s"], "t": 9})
    details = [item.detail for item in imported(fonts, found).findings if item.layer == "a"]
    assert details[0] == "slot a"
    for part in ("effects (Glow)", "blend mode", "third dimension", "first words"):
        assert any(part in detail for detail in details), part


def test_unknown_families_are_replaced_and_told(fonts: FontLibrary) -> None:
    listed = {"list": [{"fName": "B", "fFamily": "Times New Roman", "fStyle": "Black Italic"}]}
    made = imported(fonts, text("a"), changes={"fonts": listed})
    style = document(made)["type"]["a"]
    assert (style["families"], style["weight"]) == (["Fraunces"], 900)
    assert any("no family 'Times New Roman'" in finding.detail for finding in made.findings)


@pytest.mark.parametrize(
    ("layers", "changes", "said"),
    [
        ([square()], {}, r"a\.json: layers: no text or picture layer to lift"),
        ([], {}, "no text or picture"),
        ([text("a", parent=9)], {}, r"layers\[0\]\.parent: no layer 9"),
        ([text("a", t=5)], {}, r"layers\[0\]\.t: no text"),
        ([text("a", document={"s": "20"})], {}, r"layers\[0\]\.t\.d\.k\[0\]\.s: no text document"),
        ([text("a")], {"fr": 1000}, "fr: 1000"),
    ],
)
def test_what_cannot_become_a_template_is_refused(
    fonts: FontLibrary, layers: list[Any], changes: Any, said: str
) -> None:
    with pytest.raises(TemplateError, match=said):
        imported(fonts, *layers, changes=changes)


PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAC"
    "hwGA60e6kgAAAABJRU5ErkJggg=="
)
