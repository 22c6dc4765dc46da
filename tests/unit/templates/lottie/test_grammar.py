"""Malformed values over which a renderer would crash are refused with their place."""

import json
from typing import Any

import pytest

from templates import TemplateError
from templates.lottie.facts import read_animation
from tests.exports.make import export
from tests.unit.templates.lottie.samples import animation, as_bytes, keys, layer, square, transform

MOVING = square(ks=transform(p=keys((0, [0, 0, 0]), (9, [9, 0, 0]))))


def changed(plain: Any, path: str, value: Any) -> bytes:
    """The animation with one value put in at a path like `layers.0.ks`."""
    found = json.loads(json.dumps(plain))
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    holder = found
    for part in parents:
        holder = holder[part]
    holder[last] = value
    return as_bytes(found)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("layers.0.nm", 9, "layers[0].nm"),
        ("layers.0.shapes", [[1]], "layers[0].shapes"),
        ("layers.0.nm", [1], "layers[0].nm"),
        ("layers.0.hd", {}, "layers[0].hd"),
        ("layers.0.shapes.0.it", {"a": 1}, "layers[0].shapes[0].it"),
        ("layers.0.shapes.0.it.0.ty", [1], "layers[0].shapes[0].it[0].ty"),
        ("layers.0.shapes", 5, "layers[0].shapes"),
        ("layers.0.shapes.0.it.0.s.k.0", None, "layers[0].shapes[0].it[0].s.k"),
        ("layers.0.ks.p.k.0.i.y", [[1]], "layers[0].ks.p.k[0].i"),
        ("layers.0.ks.p.k.0.i", 7, "layers[0].ks.p.k[0].i"),
        ("layers.0.masksProperties", [{"pt": {"a": 0, "k": 255}}], "masksProperties[0].pt.k"),
        ("layers.0.masksProperties", [{"pt": 5}], "layers[0].masksProperties[0].pt"),
        ("fonts", {"list": [{}]}, "fonts.list[0]"),
        ("fonts", 5, "fonts"),
        ("chars", [{"ch": 9}], "chars[0]"),
        ("chars", 9, "chars[0]"),
    ],
)
def test_each_is_refused(path: str, value: Any, where: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read_animation(changed(animation(MOVING), path, value), file="a")
    assert where in caught.value.where


@pytest.mark.parametrize(
    "curve",
    [
        {"v": [[0, 0], [1, 1]], "i": [[0, 0]], "o": [[0, 0], [0, 0]]},
        {"v": [[0, 0]], "i": [[0, 0]]},
        {"v": [[0]], "i": [[0, 0]], "o": [[0, 0]]},
    ],
)
def test_a_path_has_as_many_handles_as_points(curve: Any) -> None:
    shape = {"ty": "sh", "ks": {"a": 0, "k": {**curve, "c": True}}}
    with pytest.raises(TemplateError, match=r"points|pairs of numbers"):
        read_animation(as_bytes(animation(layer(4, shapes=[shape]))), file="a")


@pytest.mark.parametrize("name", ["release", "quote"])
def test_what_bodymovin_writes_is_taken(name: str) -> None:
    assert read_animation(as_bytes(export(name)), file=name).frames > 90
