from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from api.workbench.looking import PictureLook
from templates import PictureFacts, PictureRef, Template, check_template
from templates.check import CheckFinding, Sample, usual
from templates.scene import Box
from templates.text import FontLibrary
from tests.unit.templates.samples import SHA, facts, make_template, plain_template

FONTS = FontLibrary.packaged()
# White letters: half of the picture is black, half is nearly white, its mean is a middle gray.
STRIPES = Image.fromarray(
    np.repeat(np.where(np.arange(600) // 30 % 2, 235, 10).astype(np.uint8), 600 * 3).reshape(
        600, 600, 3
    )
)


def _poster(**name: Any) -> Template:
    """A name that lies right on the artwork, which fills the picture."""
    children = [
        {
            "id": "art", "kind": "picture", "slot": "artwork", "position": "absolute",
            "inset": [0, 0, 0, 0],
        },
        {"id": "name", "kind": "text", "slot": "name", "style": "name", "color": "#ffffff", **name},
    ]  # fmt: skip
    slots = plain_template()["slots"]
    return make_template(
        layout={"id": "page", "kind": "box", "padding": 20, "children": children},
        slots={"name": slots["name"], "artwork": slots["artwork"]},
        copy={"en": {"signed_off": True}},
    )


def _codes(
    template: Template, picture: PictureFacts, image: Callable[[str], Image.Image]
) -> dict[str, CheckFinding]:
    def samples(template: Template, locale: str) -> list[Sample]:
        sample = usual(template, locale)
        content = {**sample.content, "artwork": PictureRef(sha256=picture.sha256)}
        return [replace(sample, content=content, pictures={picture.sha256: picture})]

    report = check_template(
        template, fonts=FONTS, ratios=["1:1"], locales=["en"], placements=["meta.feed"],
        samples=samples, look=PictureLook(fonts=FONTS, pictures=image),
    )  # fmt: skip
    return {finding.code: finding for finding in report.findings}


def test_contrast_is_measured_on_the_pixels_behind_the_text() -> None:
    found = _codes(_poster(), facts((10, 10, 10)), lambda _: STRIPES)
    assert "low_contrast" not in found  # the likeness is dark, the stripes are not
    finding = found["low_contrast_on_picture"]
    assert finding.node == "name"
    assert finding.figure is not None and finding.figure < 1.6
    dark = Image.new("RGB", (600, 600), (10, 10, 10))
    assert "low_contrast_on_picture" not in _codes(_poster(), facts((10, 10, 10)), lambda _: dark)


@pytest.mark.parametrize(("y", "covered"), [(0.2, True), (0.7, False)])
def test_a_text_over_a_face_is_found(y: float, covered: bool) -> None:
    face = Box(x=0.2, y=y, width=0.2, height=0.25)
    portrait = replace(facts((10, 10, 10)), faces=(face,), focal=(0.3, y + 0.1))
    dark = Image.new("RGB", (1200, 1200), (10, 10, 10))
    assert ("face_covered" in _codes(_poster(), portrait, lambda _: dark)) is covered


@pytest.mark.parametrize(("far", "banded"), [("#12121a", True), ("#ff8800", False)])
def test_a_slow_dark_gradient_is_found(far: str, banded: bool) -> None:
    template = _poster()
    plain = plain_template()
    plain["layout"]["fill"] = {"stops": [[0, "#0e0e16"], [1, far]]}
    template = make_template(layout=plain["layout"])
    picture = facts((120, 120, 120))
    found = _codes(template, picture, lambda _: Image.new("RGB", (1200, 1200), (120, 120, 120)))
    assert ("banding" in found) is banded


def test_the_sha_of_the_sample_is_what_is_asked_for() -> None:
    asked: list[str] = []

    def image(sha256: str) -> Image.Image:
        asked.append(sha256)
        return STRIPES

    _codes(_poster(), facts((10, 10, 10)), image)
    assert set(asked) == {SHA}
