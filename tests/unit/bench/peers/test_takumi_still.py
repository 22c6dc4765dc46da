"""What Takumi is told."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.peers.takumi_still import strange, write_job
from templates.scene import Color, Mask, TextLayer
from tests.unit.bench.subjects import FONTS, small


def test_a_job_has_scenes_pictures_and_fonts(tmp_path: Path) -> None:
    subject = small("spotlight")
    job = json.loads(write_job([subject] * 8, tmp_path, FONTS).read_text(encoding="utf-8"))
    assert (len(job["warm"]), len(job["scenes"])) == (5, 3)
    scene = job["scenes"][0]
    assert (scene["width"], scene["height"]) == (subject.scene.width_px, subject.scene.height_px)
    assert scene["frames"] == 1
    assert job["quality"] == 88
    assert {f"{name}.picture" for name in job["pictures"]} <= {p.name for p in tmp_path.iterdir()}
    for name, (ascent, descent) in job["metrics"].items():
        assert (tmp_path / f"{name}.font").stat().st_size > 1000
        assert 0.5 < ascent < 1.5
        assert 0.0 < descent < 0.8


def test_a_film_is_told_at_its_poster(tmp_path: Path) -> None:
    subject = small("pulse")
    job = json.loads(write_job([subject] * 6, tmp_path, FONTS).read_text(encoding="utf-8"))
    assert all(len(layer["states"]) == 1 for layer in job["scenes"][0]["layers"])


def test_what_has_no_words_is_named() -> None:
    subject = small("spotlight")
    assert strange(subject) is None
    text = next(layer for layer in subject.scene.layers if isinstance(layer, TextLayer))
    outlined = replace(text, stroke=Color(red=0, green=0, blue=0), stroke_px=2.0)
    masked = replace(text, mask=Mask(box=text.box))
    for layer, word in ((outlined, "stroke"), (masked, "mask")):
        other = replace(subject, scene=replace(subject.scene, layers=(layer,)))
        assert word in (strange(other) or "")


@pytest.mark.parametrize("name", ["billboard", "toptracks", "pulse", "kinetic"])
def test_the_library_can_be_told(name: str) -> None:
    assert strange(small(name)) is None
