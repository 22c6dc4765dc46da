"""What a page of HTML is told of a scene."""

import json

import pytest

from bench.peers.props import between, scene_props, untold
from templates.scene import Box, Color, LottieLayer, Scene, Stop
from tests.unit.bench.subjects import FONTS, small


def _props(name: str) -> dict[str, object]:
    subject = small(name, factor=1.0)
    sizes = {sha256: picture.size for sha256, picture in subject.pictures.items()}
    return scene_props(subject.scene, sizes=sizes, fonts=FONTS)


@pytest.mark.parametrize("name", ["pulse", "release", "podcast", "kinetic", "coverwall"])
def test_every_animated_template_can_be_told(name: str) -> None:
    told = json.loads(json.dumps(_props(name)))
    assert (told["width"], told["height"], told["fps"]) == (1080, 1920, 30)
    for layer in told["layers"]:
        assert len({"picture", "shape", "text"} & layer.keys()) == 1
        frames = [frame for frame, _ in layer["states"]]
        assert frames == sorted(set(frames)) and frames[0] == 0


def test_states_are_told_where_they_change() -> None:
    told = json.loads(json.dumps(_props("pulse")))
    layers = {layer["name"]: layer for layer in told["layers"]}
    assert [state["opacity"] for _, state in layers["ember"]["states"]] == [1.0]
    gone = [frame for frame, state in layers["art"]["states"] if state is None]
    assert gone == [98]
    assert 90 < len(layers["art"]["states"]) <= 99


def test_texts_say_where_they_begin_and_how_wide_they_are() -> None:
    told = json.loads(json.dumps(_props("pulse")))
    (word,) = [layer["text"] for layer in told["layers"] if layer["name"] == "word"]
    (run,) = word["runs"]
    assert run["text"] == "Sonvela"
    assert run["font"] in told["fonts"]
    assert 0 < run["x"] < run["x"] + run["width"] < 1080
    assert '"wght" 700' in run["axes"]


def test_stops_between_two_are_blended_premultiplied() -> None:
    clear = Stop(at=0.2, color=Color(red=255, green=0, blue=0, alpha=0.0))
    solid = Stop(at=0.6, color=Color(red=0, green=100, blue=50, alpha=1.0))
    half = between(clear, solid, 0.5)
    assert half.at == pytest.approx(0.4)
    # What is clear lends no colour.
    assert half.color == Color(red=0, green=100, blue=50, alpha=0.5)
    assert between(solid, clear, 0.0).color == solid.color


def test_what_has_no_words_is_named() -> None:
    box = Box(x=0, y=0, width=8, height=8)
    film = LottieLayer(name="lower-third", box=box, sha256="00", fps=30, first=0, last=9)
    scene = Scene(width_px=8, height_px=8, background=Color(red=0, green=0, blue=0), layers=(film,))
    assert untold(scene) == "lower-third: a LottieLayer"
    with pytest.raises(ValueError, match="lower-third"):
        scene_props(scene, sizes={}, fonts=FONTS)
    assert untold(small("tour").scene) == "print: a mask"
