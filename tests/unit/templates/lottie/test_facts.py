"""What is refused in an animation, where, and what a Scene learns of a good one."""

import base64
import io
import json
from typing import Any

import pytest
from PIL import Image

from templates import TemplateError
from templates.lottie.document import MAX_DEPTH
from templates.lottie.facts import read_animation
from templates.lottie.structure import MAX_LAYERS
from tests.unit.templates.lottie.samples import animation, as_bytes, keys, layer, square, transform

FONT = {"fName": "A-Bold", "fFamily": "A", "fStyle": "Bold"}


def refusal(data: bytes) -> str:
    with pytest.raises(TemplateError) as caught:
        read_animation(data, file="a.json")
    return str(caught.value)


def picture(data: bytes, kind: str = "png") -> dict[str, Any]:
    source = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return {"id": "image_0", "w": 4, "h": 4, "u": "", "p": source, "e": 1}


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    return file.getvalue()


def test_size_and_time_are_the_animations_own() -> None:
    facts = read_animation(as_bytes(animation(square(op=70), ip=10, op=70, fr=25)), file="a.json")
    assert (facts.width, facts.height, facts.fps, facts.frames) == (200, 100, 25, 60)
    assert (facts.first, facts.last) == (0, 0)


def test_what_comes_to_rest_is_known() -> None:
    moving = square(ks=transform(p=keys((10, [0, 0, 0]), (40, [9, 0, 0]))))
    late = square(ip=50)
    assert read_animation(as_bytes(animation(moving)), file="a").last == 40
    facts = read_animation(as_bytes(animation(moving, late)), file="a")
    assert (facts.first, facts.last) == (10, 50)
    facts = read_animation(as_bytes(animation(late)), file="a")
    assert (facts.first, facts.last) == (49, 50)


def test_time_inside_compositions_is_the_wholes() -> None:
    moving = square(ks=transform(p=keys((0, [0, 0, 0]), (10, [9, 0, 0]))))
    inner = {"id": "comp_0", "layers": [moving]}
    holder = layer(0, refId="comp_0", st=5, sr=2, w=200, h=100)
    facts = read_animation(as_bytes(animation(holder, assets=[inner])), file="a")
    assert (facts.first, facts.last) == (4, 25)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no valid JSON"),
        (b"[]", "no JSON object"),
        (b"\xff\xfe", "no valid JSON"),
        (b'{"w": NaN}', "NaN"),
        (b'{"w": 1e999}', "a.json: w: inf"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested too deeply"),
        (b'{"a":' * MAX_DEPTH * 2 + b"1" + b"}" * MAX_DEPTH * 2, "nested too deeply"),
        (as_bytes({"w": 1}), "a.json: h: None"),
        (as_bytes(animation(fr=0)), "a.json: fr: 0"),
        (as_bytes(animation(op=0)), "a.json: op: 0 frames"),
        (as_bytes(animation(layers=5)), "a.json: layers: no list"),
        (as_bytes(animation(5)), "a.json: layers[0]: no layer"),
        (as_bytes(animation(square(ip="0"))), "a.json: layers[0].ip: '0'"),
        (as_bytes(animation(square(sr=0))), "a.json: layers[0].sr: 0"),
        (as_bytes(animation(square(parent=3))), "a.json: layers[0].parent: no layer 3"),
        (as_bytes(animation(layer(0, refId="x"))), "a.json: layers[0].refId: no composition 'x'"),
        (as_bytes(animation(assets=[{"id": 1}, {"id": "1"}])), "stands twice"),
        (
            as_bytes(animation(square(ks=transform(o={"a": 0, "k": 1, "x": "var $bm_rt = 9;"})))),
            "a.json: layers[0].ks.o.x: an expression",
        ),
        (
            as_bytes(animation(fonts={"list": [{**FONT, "fPath": "/etc/passwd"}]})),
            "a.json: fonts.list[0].fPath: '/etc/passwd'",
        ),
        (
            as_bytes(animation(assets=[{"id": "i", "u": "/etc/", "p": "passwd", "e": 0}])),
            "a.json: assets[0].p: 'passwd'",
        ),
        (as_bytes(animation(assets=[picture(b"GIF89a")])), "a.json: assets[0].p: a file that"),
        (
            as_bytes(animation(square(shapes=[{"ty": "rp", "c": {"a": 0, "k": 1e6}}]))),
            "a.json: layers[0].shapes[0].c: 1e+06",
        ),
    ],
)
def test_bad_animations_are_refused_with_their_place(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_parents_in_a_circle_are_refused() -> None:
    pair = [square(ind=1, parent=2), square(ind=2, parent=1)]
    assert "layers[0].parent: parents in a circle" in refusal(as_bytes(animation(*pair)))
    assert "circle" in refusal(as_bytes(animation(square(ind=1, parent=1))))


def test_compositions_in_a_circle_are_refused() -> None:
    assets = [
        {"id": "a", "layers": [layer(0, refId="b")]},
        {"id": "b", "layers": [layer(0, refId="a")]},
    ]
    said = refusal(as_bytes(animation(layer(0, refId="a"), assets=assets)))
    assert "holds itself" in said


def test_compositions_that_multiply_are_refused() -> None:
    assets = [{"id": "0", "layers": [square()]}]
    for level in range(1, 12):
        twice = [layer(0, refId=str(level - 1)) for _ in range(4)]
        assets.append({"id": str(level), "layers": twice})
    said = refusal(as_bytes(animation(layer(0, refId="11"), assets=assets)))
    assert f"at most {MAX_LAYERS}" in said


def test_an_embedded_picture_is_taken() -> None:
    facts = read_animation(as_bytes(animation(square(), assets=[picture(png())])), file="a")
    assert len(facts.sha256) == 64


def test_any_value_in_any_place_is_taken_or_refused_never_a_crash() -> None:
    good = animation(
        square(ind=1, parent=2, ks=transform(p=keys((0, [0, 0, 0]), (10, [9, 0, 0])))),
        layer(0, ind=2, refId="c"),
        assets=[{"id": "c", "layers": [square()]}],
    )
    text = json.dumps(good)
    for wrong in ("null", '"x"', "-1", "[]", "{}", "true", "1e30"):
        for start in range(len(text) - 1):
            if text[start - 1] == ":" or text[start] == " ":
                _try(text, start + 1, wrong)


def _try(text: str, start: int, wrong: str) -> None:
    try:
        _, length = json.JSONDecoder().raw_decode(text[start:])
        read_animation(f"{text[:start]}{wrong}{text[start + length :]}".encode(), file="a")
    except (TemplateError, json.JSONDecodeError):
        return
