from dataclasses import replace
from typing import Any

import pytest

from templates.build.make import SceneReport, make_scene
from templates.content import PictureRef, SoundRef, VideoRef
from templates.errors import InvalidValue, MissingVideo, TemplateError
from templates.reduced import reduced
from templates.resolved import resolve
from templates.scene import Box, Sound, VideoLayer, Voice, scene_json
from templates.text import FontLibrary
from templates.videos.facts import VideoFacts, stand_in_video
from tests.unit.templates.samples import SHA, facts, make_template, plain_template

CLIP, MUSIC = "ef" * 32, "cd" * 32
SEEN, FILM = stand_in_video(CLIP), VideoRef(sha256=CLIP)
ANIMATED = {"kind": "animated", "duration_s": 6, "fps": 30}


def made(
    fonts: FontLibrary,
    *,
    seen: VideoFacts = SEEN,
    ratio: str = "9:16",
    locale: str = "en",
    top: dict[str, Any] | None = None,
    clip: VideoRef | None = FILM,
    music: bool = False,
    **node: Any,
) -> SceneReport:
    plain = plain_template()
    plain["layout"]["children"].append(
        {"id": "film", "kind": "video", "slot": "clip", "width": 50, "height": 50, **node}
    )
    slots = {
        **plain["slots"],
        "clip": {"type": "video", "bind": "content.clip", "required": False},
        "music": {"type": "audio", "bind": "content.music", "required": False},
    }
    template = make_template(slots=slots, layout=plain["layout"], **ANIMATED, **(top or {}))
    content: dict[str, Any] = {"name": "Nour", "artwork": PictureRef(sha256=SHA)}
    content |= {"clip": clip} if clip else {}
    content |= {"music": SoundRef(sha256=MUSIC)} if music else {}
    resolved = resolve(template, content=content, locale=locale, ratio=ratio)
    return make_scene(resolved, pictures={SHA: facts()}, videos={seen.sha256: seen}, fonts=fonts)


def shown(report: SceneReport) -> VideoLayer:
    (layer,) = [layer for layer in report.scene.layers if isinstance(layer, VideoLayer)]
    return layer


def test_a_clip_covers_its_box_about_its_focal_point(fonts: FontLibrary) -> None:
    layer = shown(made(fonts))
    assert (layer.sha256, layer.fps, layer.first, layer.last) == (CLIP, 30.0, 0, 599)
    assert (layer.crop.x, layer.crop.width) == (0, 1)
    assert layer.crop.height == pytest.approx(9 / 16, abs=0.001)
    high = shown(made(fonts, focal=[0.5, 0]))
    assert high.crop.y == 0 < layer.crop.y
    sent = shown(made(fonts, clip=VideoRef(sha256=CLIP, focal=(0.5, 1.0))))
    assert sent.crop.y + sent.crop.height == pytest.approx(1)


def test_contain_shows_all_of_it(fonts: FontLibrary) -> None:
    layer = shown(made(fonts, fit="contain", anchor=[0, 0.5]))
    assert layer.crop == Box(x=0, y=0, width=1, height=1)
    assert layer.box.height / layer.box.width == pytest.approx(16 / 9)


def test_the_part_that_runs(fonts: FontLibrary) -> None:
    layer = shown(made(fonts, from_s=2, to_s=5, start_s=1, speed=2, loop=True))
    assert (layer.first, layer.last) == (60, 149)
    assert [layer.frame_at(t) for t in (0, 1, 1.5, 2, 2.5, 3)] == [60, 60, 90, 120, 60, 90]
    once = replace(layer, loop=False)
    assert [once.frame_at(t) for t in (1, 2.4, 2.5, 6)] == [60, 144, 149, 149]


def test_frames_at_their_own_moments_are_not_held_back() -> None:
    layer = VideoLayer(
        name="film", box=Box(x=0, y=0, width=1, height=1), sha256=CLIP, fps=30.0, first=0, last=899,
        crop=Box(x=0, y=0, width=1, height=1),
    )  # fmt: skip
    assert [layer.frame_at(n / 30) for n in range(900)] == list(range(900))
    slow = replace(layer, fps=24.0)
    assert [slow.frame_at(n / 30) for n in range(6)] == [0, 0, 1, 2, 3, 4]


def test_a_clip_that_ends_before_it_begins_is_told(fonts: FontLibrary) -> None:
    with pytest.raises(InvalidValue, match=r"a clip of 20.00 s") as caught:
        made(fonts, from_s=20)
    assert caught.value.where == "content.clip"
    with pytest.raises(TemplateError, match="to_s"):
        made(fonts, from_s=3, to_s=3)


def test_a_clip_that_stands_still_at_its_end_is_warned_of(fonts: FontLibrary) -> None:
    assert made(fonts, to_s=6).warnings == ()
    assert "video_short:film:2.00" in made(fonts, to_s=4).warnings
    assert made(fonts, to_s=4, loop=True).warnings == ()
    assert made(fonts, to_s=4, motion={"shown": [0, 4]}).warnings == ()


def test_without_facts_or_without_a_clip(fonts: FontLibrary) -> None:
    with pytest.raises(MissingVideo, match="no facts"):
        made(fonts, seen=stand_in_video("00" * 32))
    report = made(fonts, clip=None)
    assert not [layer for layer in report.scene.layers if isinstance(layer, VideoLayer)]
    assert report.scene.sound is None


def test_a_small_clip_is_told(fonts: FontLibrary) -> None:
    small = replace(SEEN, likeness=replace(SEEN.likeness, width=270, height=480))
    assert "picture_upscaled:film:2.00" in made(fonts, seen=small).warnings


def test_what_is_heard_of_it(fonts: FontLibrary) -> None:
    report = made(fonts, from_s=2, to_s=5, volume=0.5, motion={"shown": [1, 4]})
    voice = Voice(sha256=CLIP, from_s=2, to_s=5, in_s=1, out_s=4, volume=0.5)
    assert report.scene.sound == Sound(sha256=None, voices=(voice,))
    assert made(fonts, volume=0).scene.sound is None
    assert made(fonts, seen=replace(SEEN, heard=False)).scene.sound is None


def test_music_makes_way_for_it(fonts: FontLibrary) -> None:
    top = {"sound": {"slot": "music", "fade_out_s": 0.5, "duck_db": 9}}
    sound = made(fonts, top=top, music=True).scene.sound
    assert sound is not None
    assert (sound.sha256, sound.duck_db, len(sound.voices)) == (MUSIC, 9, 1)
    alone = made(fonts, top=top, music=True, volume=0).scene.sound
    assert alone == Sound(sha256=MUSIC, fade_out_s=0.5)
    assert "duck" not in scene_json(made(fonts, top=top, music=True, volume=0).scene)
    without = made(fonts, top={"sound": {"fade_in_s": 1}}).scene.sound
    assert without is not None
    assert (without.sha256, without.fade_in_s, without.duck_db) == (None, 1, 0)


def test_a_mirrored_clip_is_not_turned_round(fonts: FontLibrary) -> None:
    assert shown(made(fonts, locale="ar")).crop == shown(made(fonts)).crop


def test_a_smaller_scene_shows_the_same_part(fonts: FontLibrary) -> None:
    scene = made(fonts).scene
    small = next(x for x in reduced(scene, 0.5).layers if isinstance(x, VideoLayer))
    assert small.crop == shown(made(fonts)).crop
    assert small.box.width == pytest.approx(shown(made(fonts)).box.width / 2)
