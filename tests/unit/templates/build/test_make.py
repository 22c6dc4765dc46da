from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from templates.build.make import SceneReport, make_scene
from templates.content import PictureRef, SlotValue, SoundRef
from templates.errors import MissingPicture, MissingSound
from templates.pictures.facts import PictureFacts
from templates.resolved import resolve
from templates.scene import Box, PictureLayer, ShapeKind, ShapeLayer, Sound, TextLayer, scene_json
from templates.sounds.facts import SoundFacts
from templates.template import Template
from templates.text import FontLibrary, TextUncovered
from tests.unit.templates.samples import SHA, facts, make_template, plain_template

SOUND = "cd" * 32


def made(
    fonts: FontLibrary,
    template: Template | None = None,
    *,
    locale: str = "en",
    ratio: str = "1:1",
    pictures: Mapping[str, PictureFacts] | None = None,
    **content: Any,
) -> SceneReport:
    values = {"name": "Nour Selim", "artwork": PictureRef(sha256=SHA), **content}
    resolved = resolve(template or make_template(), content=values, locale=locale, ratio=ratio)
    return make_scene(
        resolved, pictures={SHA: facts()} if pictures is None else pictures, fonts=fonts
    )


def with_node(child: dict[str, Any], **changes: Any) -> Template:
    layout = plain_template()["layout"]
    layout["children"].append(child)
    return make_template(layout=layout, **changes)


def test_a_scene_holds_the_layers_from_back_to_front(fonts: FontLibrary) -> None:
    report = made(fonts)
    assert [layer.name for layer in report.scene.layers] == ["art", "name", "pill", "cta"]
    assert report.warnings == ()
    assert report.fonts == ("Archivo",)
    assert [box.text for box in report.text_boxes] == ["Nour Selim", "Listen"]


def test_a_focal_point_that_comes_with_the_picture_wins_over_its_faces(
    fonts: FontLibrary,
) -> None:
    face = Box(x=0.1, y=0.05, width=0.2, height=0.25)
    seen = {SHA: replace(facts(size=(3000, 1000), focal=(0.2, 0.15)), faces=(face,))}
    crops = []
    for focal in (None, (0.9, 0.5)):
        report = made(fonts, pictures=seen, artwork=PictureRef(sha256=SHA, focal=focal))
        (art,) = [layer for layer in report.scene.layers if isinstance(layer, PictureLayer)]
        crops.append(art.crop.x)
    assert crops == [100, 2000]


def test_the_same_input_gives_the_same_scene(fonts: FontLibrary) -> None:
    assert scene_json(made(fonts).scene) == scene_json(made(fonts).scene)


def podcast(**node: Any) -> Template:
    """A video with a waveform across its foot; what its bars are like as told."""
    wave = {"id": "wave", "kind": "waveform", "slot": "sound", "height": 12, "bars": 8, **node}
    slot = {"type": "audio", "bind": "content.sound", "required": False}
    slots = {**plain_template()["slots"], "sound": slot}
    return with_node(wave, kind="animated", duration_s=4, fps=30, slots=slots)


def bars_of(fonts: FontLibrary, template: Template, *, locale: str = "en") -> ShapeLayer:
    # A second of silence, then louder and louder.
    sound = SoundFacts(
        sha256=SOUND, duration_s=4, loudness=(0.0,) * 50 + tuple(i / 1500 for i in range(1, 151))
    )
    values: dict[str, SlotValue] = {
        "name": "Nour",
        "artwork": PictureRef(sha256=SHA),
        "sound": SoundRef(sha256=SOUND),
    }
    resolved = resolve(template, content=values, locale=locale, ratio="1:1")
    assert resolved.drawn_sounds == {SOUND}
    report = make_scene(resolved, pictures={SHA: facts()}, sounds={SOUND: sound}, fonts=fonts)
    (layer,) = [layer for layer in report.scene.layers if layer.name == "wave"]
    assert isinstance(layer, ShapeLayer)
    return layer


def test_a_waveform_is_one_layer_of_bars(fonts: FontLibrary) -> None:
    layer = bars_of(fonts, podcast(fill="accent", min=0.1, gap="50%", anchor="bottom"))
    assert layer.kind is ShapeKind.BARS
    assert layer.bars is not None
    assert layer.bars.heights[:2] == (0.1, 0.1)
    assert list(layer.bars.heights[2:]) == sorted(layer.bars.heights[2:])
    assert layer.bars.heights[-1] == 1.0
    assert (layer.bars.gap, layer.bars.above) == (0.5, 1.0)
    # Half of a bar's width: 8 bars and 7 gaps of that width.
    assert layer.radius_px == pytest.approx(layer.box.width / 15 / 2)


def test_the_time_of_a_waveform_runs_from_the_right_in_a_mirror(fonts: FontLibrary) -> None:
    there, back = bars_of(fonts, podcast()), bars_of(fonts, podcast(), locale="ar")
    assert there.bars is not None
    assert back.bars is not None
    assert back.bars.heights == there.bars.heights[::-1]
    kept = bars_of(fonts, podcast(mirror=False), locale="ar")
    assert kept.bars == there.bars


def test_a_gap_in_u_is_that_long(fonts: FontLibrary) -> None:
    layer = bars_of(fonts, podcast(gap=1))
    assert layer.bars is not None
    first, second = layer.bars.boxes(layer.box)[:2]
    assert second.x - first.x - first.width == pytest.approx(10.8)


def test_a_waveform_needs_the_facts_of_its_sound_but_not_a_sound(fonts: FontLibrary) -> None:
    assert "wave" not in [layer.name for layer in made(fonts, podcast()).scene.layers]
    with pytest.raises(MissingSound, match=r"content\.sound"):
        made(fonts, podcast(), sound=SoundRef(sha256=SOUND))


@pytest.mark.parametrize(
    ("seconds", "placement", "found"),
    [(4, "tiktok.feed", ("duration_limit:4",)), (4, "snap.ads", ()), (4, None, ())],
)
def test_a_video_that_its_placement_refuses_is_warned_of(
    seconds: int, placement: str | None, found: tuple[str, ...], fonts: FontLibrary
) -> None:
    template = make_template(kind="animated", duration_s=seconds, fps=30)
    resolved = resolve(
        template,
        content={"name": "Nour", "artwork": PictureRef(sha256=SHA)},
        locale="en",
        ratio="9:16",
        placement=placement,
    )
    warnings = make_scene(resolved, pictures={SHA: facts()}, fonts=fonts).warnings
    assert tuple(word for word in warnings if "limit" in word) == found


def test_a_scene_says_what_is_heard(fonts: FontLibrary) -> None:
    template = make_template(
        kind="animated",
        duration_s=6,
        fps=30,
        slots={
            **plain_template()["slots"],
            "sound": {"type": "audio", "bind": "content.sound", "required": False},
        },
        sound={"slot": "sound", "fade_out_s": 0.5, "gain_db": -3},
    )
    silent, heard = made(fonts, template), made(fonts, template, sound=SoundRef(sha256=SHA))
    assert silent.scene.sound is None
    assert "sound" not in scene_json(silent.scene)
    assert heard.scene.sound == Sound(sha256=SHA, fade_out_s=0.5, gain_db=-3)
    assert heard.scene.layers == silent.scene.layers


def test_z_lifts_a_layer(fonts: FontLibrary) -> None:
    back = {"id": "back", "kind": "shape", "z": -1, "fill": "surface", "height": 5}
    assert made(fonts, with_node(back)).scene.layers[0].name == "back"


def test_right_to_left_is_the_mirror_image(fonts: FontLibrary) -> None:
    there, back = made(fonts), made(fonts, locale="ar")
    art, trades = there.scene.layers[0], back.scene.layers[0]
    assert art.box.x == 1080 - trades.box.x - trades.box.width
    assert isinstance(art, PictureLayer)
    assert isinstance(trades, PictureLayer)
    assert art.crop == trades.crop


def test_a_latin_name_leans_right_in_a_right_to_left_layout(fonts: FontLibrary) -> None:
    name = next(box for box in made(fonts, locale="ar").text_boxes if box.node == "name")
    assert name.ink.x + name.ink.width == pytest.approx(1080 - 64.8, abs=3)


def test_text_smaller_to_fit_a_low_box(fonts: FontLibrary) -> None:
    low = {
        "id": "low",
        "kind": "box",
        "height": 5,
        "children": [{"id": "squeezed", "kind": "text", "slot": "name", "style": "name"}],
    }
    report = made(fonts, with_node(low))
    squeezed = next(box for box in report.text_boxes if box.node == "squeezed")
    assert squeezed.ink.height <= 54 + 1
    assert squeezed.size_px < 108


def test_one_node_may_stand_in_for_another(fonts: FontLibrary) -> None:
    template = with_node(
        {"id": "other", "kind": "text", "slot": "name", "style": "small", "unless": "tagline"}
    )
    without = [layer.name for layer in made(fonts, template).scene.layers]
    given = [layer.name for layer in made(fonts, template, tagline="New").scene.layers]
    assert "other" in without
    assert "tagline" not in without
    assert "tagline" in given
    assert "other" not in given


def test_a_missing_picture_is_named(fonts: FontLibrary) -> None:
    with pytest.raises(MissingPicture) as caught:
        made(fonts, pictures={})
    assert caught.value.where == "content.artwork"


def test_uncovered_text_names_the_node(fonts: FontLibrary) -> None:
    with pytest.raises(TextUncovered) as caught:
        made(fonts, name="𐎠𐎡")
    assert caught.value.where == "text.name"


def test_staggered_lines_are_layers_of_their_own(fonts: FontLibrary) -> None:
    motion = {"stagger": 0.1, "opacity": [{"t": 0, "value": 0}, {"t": 1, "value": 1}]}
    style = plain_template()["type"] | {"slim": {"families": ["Archivo"], "size": 10, "lines": 3}}
    child = {
        "id": "lines",
        "kind": "text",
        "slot": "name",
        "style": "slim",
        "width": 40,
        "motion": motion,
    }
    template = with_node(child, kind="animated", duration_s=2, fps=30, type=style)
    layers = [layer for layer in made(fonts, template).scene.layers if layer.name == "lines"]
    starts = [layer.tracks.opacity.keyframes[0].t_s for layer in layers if layer.tracks.opacity]
    assert starts == pytest.approx([0, 0.1])
    assert all(isinstance(layer, TextLayer) for layer in layers)


@pytest.mark.parametrize(
    ("child", "warning"),
    [
        ({"color": "background"}, "low_contrast:x:"),
        ({"position": "absolute", "inset": [0, "auto", "auto", 0]}, "outside_safe_zone:x"),
        ({"position": "absolute", "inset": [-8, "auto", "auto", 0]}, "outside_picture:x"),
        ({"style": "tiny"}, "text_too_small:x:2.00"),
        ({"width": 8, "style": "fixed"}, "text_ellipsized:x"),
    ],
)
def test_checks(child: dict[str, Any], warning: str, fonts: FontLibrary) -> None:
    styles = plain_template()["type"] | {
        "tiny": {"families": ["Archivo"], "size": 2},
        "fixed": {"families": ["Archivo"], "size": 4, "lines": 1},
    }
    node = {"id": "x", "kind": "text", "slot": "name", "style": "small", **child}
    template = with_node(node, type=styles)
    found = made(fonts, template, ratio="9:16").warnings
    assert any(text.startswith(warning) for text in found), found


def test_texts_on_top_of_each_other_are_told(fonts: FontLibrary) -> None:
    place = {"position": "absolute", "inset": [80, "auto", "auto", 6]}
    twins = [
        {"id": name, "kind": "text", "slot": "name", "style": "small", **place}
        for name in ("one", "two")
    ]
    layout = {"id": "page", "kind": "box", "children": twins}
    assert "texts_overlap:one:two" in made(fonts, make_template(layout=layout)).warnings


def test_small_artwork_is_told(fonts: FontLibrary) -> None:
    report = made(fonts, pictures={SHA: facts(size=(200, 200))})
    assert report.warnings == ("picture_upscaled:art:2.16",)
