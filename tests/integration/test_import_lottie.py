"""Three After Effects exports: imported, checked, rendered, and held against ThorVG's drawing.

What is lifted must lie where ThorVG draws it in the untouched export, frame by frame.
"""

import copy
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from api.local_render import LocalRender, render_here
from render_farm.paint import still
from render_farm.paint.lottie import Film
from render_farm.paint.raster import PixelRect
from templates import (
    PictureRef,
    SceneReport,
    SlotValue,
    Template,
    check_template,
    load_template,
    make_scene,
    pack_template,
    resolve,
    study_picture,
    unpack_template,
)
from templates.lottie.cleaning import cleaned
from templates.lottie.importer import ImportOptions, import_lottie
from templates.scene import Box, Scene
from templates.text import FontLibrary
from tests.exports.bodymovin import placeholder
from tests.exports.make import NAMES, export

# The exports' own words, so that both drawings say the same.
WORDS = {
    "release": {"name": "Aya Nakamura"},
    "quote": {"name": "Khruangbin", "quote": "We play what the room is already humming."},
    "tour": {"venue": "Kampnagel, Hamburg"},
}
ARABIC = {
    "release": {"name": "نانسي عجرم", "cta": "استمع الآن", "headline": "ألبوم جديد"},
    "quote": {"name": "مشروع ليلى", "role": "في حوار", "quote": "نعزف ما تهمس به الغرفة."},
    "tour": {"venue": "مسرح المدينة، بيروت", "headline": "جولة هذا الخريف", "badge": "متاح"},
}
# The name of a layer, its node, and the edge its text keeps (a picture keeps both).
LIFTED = {
    "release": (
        ("catalog.name", "catalog_name", "middle"),
        ("headline", "headline", "middle"),
        ("cta", "cta", "middle"),
        ("catalog.artwork", "catalog_artwork", "both"),
    ),
    "quote": (
        ("content.quote", "content_quote", "left"),
        ("catalog.name", "catalog_name", "left"),
        ("copy.role", "copy_role", "left"),
        ("artwork", "artwork", "both"),
    ),
    "tour": (
        ("content.venue", "content_venue", "left"),
        ("badge", "badge", "middle"),
        ("catalog.artwork", "catalog_artwork", "both"),
    ),
}
FRAMES = (6, 22, 30, 45, 60, 90)
# A frame's ink may differ by a soft edge; widths of texts by the kerning that ThorVG has not.
NEAR_PX = 3
KERNING = 0.025

Ink = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    template: Template
    folder: Path


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.fixture(scope="module")
def artwork() -> bytes:
    file = io.BytesIO()
    placeholder(800).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module", params=NAMES)
def case(request: pytest.FixtureRequest, fonts: FontLibrary, tmp_path_factory: Any) -> Case:
    name = request.param
    folder = tmp_path_factory.mktemp("imported") / name
    folder.mkdir()
    made = import_lottie(
        json.dumps(export(name)).encode(), file=name, options=ImportOptions(id=name, fonts=fonts)
    )
    for entry, data in made.files.items():
        (folder / entry).write_bytes(data)
    return Case(name, load_template(folder), folder)


def report(case: Case, artwork: bytes, fonts: FontLibrary, locale: str = "en") -> SceneReport:
    facts = study_picture(artwork)
    words = (ARABIC if locale == "ar" else WORDS)[case.name]
    content: dict[str, SlotValue] = {**words, "artwork": PictureRef(sha256=facts.sha256)}
    resolved = resolve(case.template, content=content, locale=locale, ratio=case.template.ratios[0])
    return make_scene(resolved, pictures={facts.sha256: facts}, fonts=fonts)


def test_all_is_found(case: Case) -> None:
    nodes = {layer for _, layer, _ in LIFTED[case.name]}
    placed = {node.id for node in _walk(case.template.looks[case.template.ratios[0]].tree)}
    assert nodes <= placed
    assert case.template.kind == "animated"
    assert case.template.ratios == ({"release": "9:16", "quote": "1:1", "tour": "16:9"}[case.name],)


def test_lifted_layers_lie_where_thorvg_draws_them(
    case: Case, artwork: bytes, fonts: FontLibrary
) -> None:
    made = report(case, artwork, fonts)
    original, _ = cleaned(export(case.name), file=case.name, pictures={})
    compared = 0
    for layer, node, edge in LIFTED[case.name]:
        theirs = _Original(original, layer, made.scene)
        ours = _Ours(made, node, artwork, fonts)
        for frame in FRAMES:
            one, other = theirs.ink(frame), ours.ink(frame / original["fr"])
            assert (one is None) == (other is None), (layer, frame)
            if one is not None and other is not None:
                compared += 1
                _check_near(one, other, edge, f"{layer} in frame {frame}")
    assert compared >= 10


def test_a_bundle_of_it_makes_the_same_scene(
    case: Case, artwork: bytes, fonts: FontLibrary
) -> None:
    again = unpack_template(pack_template(case.template))
    there = report(replace(case, template=again), artwork, fonts)
    here = report(case, artwork, fonts)
    assert there.scene == here.scene
    assert there.animations == here.animations
    assert here.animations


def test_the_check_lays_out_every_cell(case: Case, fonts: FontLibrary) -> None:
    found = check_template(case.template, fonts=fonts)
    assert [finding for finding in found.findings if finding.severity == "error"] == []


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_still_is_rendered(
    case: Case, artwork: bytes, fonts: FontLibrary, tmp_path: Path, locale: str
) -> None:
    out = tmp_path / "still.png"
    found = render_here(_order(case, artwork, locale, out), fonts=fonts)
    assert found["codec"] == "png"
    with Image.open(out) as picture:
        assert len(picture.convert("RGB").resize((64, 64)).getcolors(5000) or ()) > 50


def test_a_video_is_rendered(
    fonts: FontLibrary, artwork: bytes, case: Case, tmp_path: Path
) -> None:
    out = tmp_path / "film.mp4"
    found = render_here(_order(case, artwork, "ar", out), fonts=fonts)
    assert found["codec"] == "h264"
    assert found["frames"] == round((case.template.duration_s or 0) * (case.template.fps or 0))


def _order(case: Case, artwork: bytes, locale: str, out: Path) -> LocalRender:
    (out.parent / "art.png").write_bytes(artwork)
    words = (ARABIC if locale == "ar" else WORDS)[case.name]
    content = out.parent / "content.json"
    content.write_text(json.dumps({**words, "artwork": "art.png"}), encoding="utf-8")
    return LocalRender(
        template=case.template,
        content_file=content,
        ratio=case.template.ratios[0],
        locale=locale,
        at_s=None,
        out=out,
    )


class _Original:
    """ThorVG's drawing of the untouched export, with and without one layer."""

    def __init__(self, export: Any, layer: str, scene: Scene) -> None:
        width, height = scene.width_px, scene.height_px
        self._films = [
            Film(
                json.dumps(plain).encode(),
                box=Box(x=0, y=0, width=width, height=height),
                rect=PixelRect(left=0, top=0, right=width, bottom=height),
                where="original",
            )
            for plain in (export, _without(export, layer))
        ]

    def ink(self, frame: float) -> Ink | None:
        whole, without = (film.pixels(frame) for film in self._films)
        return _differing(whole, without)


class _Ours:
    """Handbill's drawing of the imported template, with and without one node."""

    def __init__(self, made: SceneReport, node: str, artwork: bytes, fonts: FontLibrary) -> None:
        layers = tuple(layer for layer in made.scene.layers if layer.name != node)
        assert len(layers) < len(made.scene.layers)
        self._scenes = (made.scene, replace(made.scene, layers=layers))
        self._animations = made.animations
        self._picture = Image.open(io.BytesIO(artwork)).convert("RGB")
        self._fonts = fonts

    def ink(self, at_s: float) -> Ink | None:
        whole, without = (
            np.asarray(
                still(
                    scene,
                    pictures=lambda _: self._picture,
                    fonts=self._fonts,
                    at_s=at_s,
                    animations=self._animations,
                )
            )
            for scene in self._scenes
        )
        return _differing(whole, without)


def _without(export: Any, name: str) -> Any:
    plain = copy.deepcopy(export)
    lists = [plain["layers"], *(asset.get("layers", []) for asset in plain["assets"])]
    for layer in (layer for layers in lists for layer in layers):
        if layer["nm"] == name:
            layer["hd"] = True
    return plain


def _differing(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Ink | None:
    gap = np.abs(one.astype(np.int16) - other.astype(np.int16)).max(axis=2)
    rows, columns = np.nonzero(gap > 24)
    if rows.size == 0:
        return None
    left, right = int(columns.min()), int(columns.max()) + 1
    return left, int(rows.min()), right, int(rows.max()) + 1


def _check_near(one: Ink, other: Ink, edge: str, what: str) -> None:
    told = f"{what}: ThorVG {one}, Handbill {other}"
    assert abs(one[1] - other[1]) <= NEAR_PX, told
    assert abs(one[3] - other[3]) <= NEAR_PX, told
    width = one[2] - one[0]
    assert abs(other[2] - other[0] - width) <= max(NEAR_PX, KERNING * width), told
    if edge in ("left", "both"):
        assert abs(one[0] - other[0]) <= NEAR_PX, told
    if edge == "middle":
        assert abs((one[0] + one[2]) - (other[0] + other[2])) <= 2 * NEAR_PX, told


def _walk(node: Any) -> Iterator[Any]:
    yield node
    for child in node.children:
        yield from _walk(child)
