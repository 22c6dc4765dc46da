"""The packaged templates' scenes as stable JSON: an edit that changes one is seen in review.

A missing golden fails. HANDBILL_BLESS=1 writes the scene **and still fails**. Numbers may differ
in their last thousandth between processors' floating point.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from templates import PictureRef, make_scene, open_library, resolve
from templates.pictures.facts import THUMB_SIDE, PictureFacts, Swatch
from templates.scene import Color, scene_json
from templates.text import FontLibrary
from tests.golden.library_content import CLIP, SOUND, content_for

GOLDENS = Path(__file__).parent / "library"
CELLS = [("en", "1:1"), ("en", "16:9"), ("ar", "4:5"), ("he", "9:16"), ("ja", "1.91:1")]
RED, GOLD = Color(red=190, green=48, blue=40), Color(red=232, green=180, blue=60)
ARTWORK = PictureFacts(
    sha256="5a" * 32,
    width=1400,
    height=1000,
    focal=(0.6, 0.4),
    palette=(Swatch(color=RED, share=0.7), Swatch(color=GOLD, share=0.3)),
    thumb=bytes((190, 48, 40)) * THUMB_SIDE**2,
)


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.mark.parametrize(("locale", "ratio"), CELLS)
@pytest.mark.parametrize("template_id", open_library().ids())
def test_scene(template_id: str, locale: str, ratio: str, fonts: FontLibrary) -> None:
    template = open_library().get(template_id)
    content = content_for(template, locale, artwork=PictureRef(sha256=ARTWORK.sha256))
    resolved = resolve(template, content=content, locale=locale, ratio=ratio)
    report = make_scene(
        resolved,
        pictures={ARTWORK.sha256: ARTWORK},
        sounds={SOUND.sha256: SOUND},
        videos={CLIP.sha256: CLIP},
        fonts=fonts,
    )
    assert report.warnings == ()
    actual = json.loads(scene_json(report.scene))
    golden = GOLDENS / template_id / f"{ratio.replace(':', 'x')}-{locale}.json"
    if os.environ.get("HANDBILL_BLESS") == "1":
        golden.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(actual, ensure_ascii=False, sort_keys=True, indent=1)
        golden.write_text(text + "\n", encoding="utf-8")
        pytest.fail(f"blessed {golden}: read the difference, then run again without HANDBILL_BLESS")
    if not golden.exists():
        pytest.fail(f"no golden {golden}: make one with HANDBILL_BLESS=1")
    found = list(_differences(json.loads(golden.read_text(encoding="utf-8")), actual, ""))
    assert found == [], f"{golden.name}: {found[:10]}"


def _differences(expected: Any, actual: Any, path: str) -> list[str]:
    if isinstance(expected, dict) and isinstance(actual, dict) and expected.keys() == actual.keys():
        pairs = [(f"{path}.{key}", expected[key], actual[key]) for key in expected]
        return [text for at, one, other in pairs for text in _differences(one, other, at)]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        together = enumerate(zip(expected, actual, strict=True))
        pairs = [(f"{path}[{index}]", one, other) for index, (one, other) in together]
        return [text for at, one, other in pairs for text in _differences(one, other, at)]
    if isinstance(expected, float | int) and isinstance(actual, float | int):
        return [] if abs(expected - actual) <= 0.002 else [f"{path}: {expected} → {actual}"]
    return [] if expected == actual else [f"{path}: {expected!r:.80} → {actual!r:.80}"]
