"""Texts on their way in, at a moment in the middle: read in order, and every join whole."""

from typing import Any

import pytest
from PIL import Image

from render_farm.paint import still
from templates.build.make import make_scene
from templates.resolved import resolve
from templates.scene import Scene
from templates.text import FontLibrary
from tests.golden.compare import TEXT, check_golden
from tests.unit.templates.samples import make_template

ARABIC = "استمع إلى أفضل الأغاني"


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


def revealed(text: str, locale: str, motion: dict[str, Any], *, fonts: FontLibrary) -> Scene:
    """A text in the middle of a square, and nothing else."""
    node = {"id": "line", "kind": "text", "slot": "name", "style": "name", "motion": motion}
    template = make_template(
        kind="animated",
        duration_s=3,
        fps=30,
        background="#ffffff",
        slots={
            "name": {"type": "text", "bind": "catalog.name"},
            "cta": {"type": "text", "bind": "copy.cta"},
        },
        colors={},
        type={"name": {"families": ["Rubik", "Cairo"], "weight": 700, "size": 12, "min": 12}},
        layout={
            "id": "page",
            "kind": "box",
            "padding": 4,
            "justify": "center",
            "children": [node | {"color": "#000000"}],
        },
    )
    resolved = resolve(template, content={"name": text}, locale=locale, ratio="1.91:1")
    return make_scene(resolved, pictures={}, fonts=fonts).scene


def shown(scene: Scene, at_s: float, fonts: FontLibrary) -> Image.Image:
    def none(sha256: str) -> Image.Image:
        raise AssertionError(sha256)

    return still(scene, pictures=none, fonts=fonts, at_s=at_s).convert("L")


REVEALS: list[tuple[str, str, str, dict[str, Any], float]] = [
    (
        "arabic-letters",
        ARABIC,
        "ar",
        {"in": {"preset": "rise"}, "by": "letter", "stagger": 0.05},
        0.65,
    ),
    ("arabic-words", ARABIC, "ar", {"in": {"preset": "slide"}, "by": "word", "stagger": 0.2}, 0.5),
    (
        "latin-letters",
        "Marlow Reyes",
        "en",
        {"in": {"preset": "pop"}, "by": "letter", "stagger": 0.05},
        0.4,
    ),
    (
        "latin-unmask",
        "All the music you want, live and loud",
        "en",
        {"in": {"preset": "unmask"}, "stagger": 0.12},
        0.09,
    ),
    ("latin-wipe", "Marlow Reyes", "en", {"in": {"preset": "wipe", "ease": "linear"}}, 0.25),
    ("arabic-wipe", ARABIC, "ar", {"in": {"preset": "wipe", "ease": "linear"}}, 0.25),
]


@pytest.mark.parametrize(
    ("name", "text", "locale", "motion", "at_s"), REVEALS, ids=lambda v: str(v)[:20]
)
def test_on_the_way(
    name: str, text: str, locale: str, motion: dict[str, Any], at_s: float, fonts: FontLibrary
) -> None:
    picture = shown(revealed(text, locale, motion, fonts=fonts), at_s, fonts)
    check_golden(picture.crop((0, 150, 1200, 478)), f"reveal/{name}", tolerance=TEXT)
