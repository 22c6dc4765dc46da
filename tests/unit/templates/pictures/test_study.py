import io
import json
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from templates.errors import PictureRefused
from templates.pictures.facts import facts_from_json, facts_to_json
from templates.pictures.study import study_picture
from templates.scene import Box
from tests.unit.templates.samples import picture_bytes


def spot(x: float, y: float, *, size: tuple[int, int] = (600, 400)) -> bytes:
    picture = Image.new("RGB", size, (30, 60, 120))
    at = (x * size[0], y * size[1])
    ImageDraw.Draw(picture).ellipse(
        (at[0] - 40, at[1] - 40, at[0] + 40, at[1] + 40), (250, 200, 20)
    )
    file = io.BytesIO()
    picture.save(file, format="PNG")
    return file.getvalue()


@pytest.mark.parametrize(("x", "y"), [(0.3, 0.4), (0.7, 0.4), (0.5, 0.6)])
def test_the_focal_point_is_where_the_picture_differs(x: float, y: float) -> None:
    facts = study_picture(spot(x, y))
    assert facts.focal == pytest.approx((x, y), abs=0.08)


def test_palette_and_likeness() -> None:
    facts = study_picture(spot(0.5, 0.5))
    first = facts.palette[0].color
    assert (first.red, first.green, first.blue) == (30, 60, 120)
    assert sum(swatch.share for swatch in facts.palette) == pytest.approx(1, abs=0.01)
    assert facts.color_at(0.5, 0.5).red > 200
    assert facts.color_at(0.02, 0.98).blue == 120


@pytest.mark.parametrize("format_name", ["JPEG", "PNG"])
def test_the_size_is_the_upright_one(format_name: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    data = picture_bytes(size=(3000, 1000), format=format_name, exif=exif.tobytes())
    facts = study_picture(data)
    assert (facts.width, facts.height) == (1000, 3000)


def test_the_same_picture_gives_the_same_facts_and_json_keeps_them() -> None:
    data = spot(0.4, 0.4)
    facts = study_picture(data)
    assert study_picture(data) == facts
    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts
    seen = replace(facts, faces=(Box(x=0.1, y=0.2, width=0.3, height=0.4),))
    plain = json.loads(json.dumps(facts_to_json(seen)))
    assert facts_from_json(plain) == seen
    del plain["faces"]
    assert facts_from_json(plain) == facts


def test_a_truncated_picture_is_refused_when_studied() -> None:
    data = picture_bytes(size=(2000, 2000), format="JPEG")
    with pytest.raises(PictureRefused):
        study_picture(data[: len(data) // 2])
