"""What is heard changes the keys of what is heard, and of nothing else."""

from dataclasses import replace

from render_farm.formats import AssetFormat, asset_format
from render_farm.inputs import input_hashes
from render_farm.keys import Toolchain, asset_key, request_key
from templates import PictureRef, SlotValue, SoundRef
from templates.scene import Scene, Sound, VideoLayer
from tests.unit.render_farm.paint.scenes import box, scene

OLD = Toolchain(fonts="f" * 64, paint_epoch=1, versions={"av": "1"})
NEW = replace(OLD, sound_versions={"moviepy": "3"})
MP4, JPG = asset_format("mp4"), asset_format("jpg")
SILENT = scene(frames=20)
HEARD = replace(SILENT, sound=Sound(sha256="a" * 64))


def asset(what: Scene, format: AssetFormat = MP4, toolchain: Toolchain = OLD) -> str:
    return asset_key(what, format=format, toolchain=toolchain)


def request(toolchain: Toolchain = OLD, **content: SlotValue) -> str:
    return request_key(
        template="t" * 64, content=content, ratio="1:1", locale="en", format=MP4,
        toolchain=toolchain,
    )  # fmt: skip


def test_a_video_with_another_sound_is_another_file() -> None:
    louder = replace(SILENT, sound=Sound(sha256="a" * 64, gain_db=3))
    assert len({asset(SILENT), asset(HEARD), asset(louder)}) == 3


def test_a_still_is_the_same_file_with_and_without_sound() -> None:
    assert asset(SILENT, JPG) == asset(HEARD, JPG)


def test_versions_of_sound_count_only_where_something_is_heard() -> None:
    assert asset(SILENT) == asset(SILENT, toolchain=NEW)
    assert asset(HEARD) != asset(HEARD, toolchain=NEW)
    picture, sound = PictureRef(sha256="a" * 64), SoundRef(sha256="a" * 64)
    assert request(it=picture) == request(NEW, it=picture)
    assert len({request(it=picture), request(it=sound), request(NEW, it=sound)}) == 3


def test_what_decodes_a_clip_counts_also_where_it_is_mute() -> None:
    whole = box(0, 0, 1, 1)
    clip = VideoLayer(name="film", box=whole, sha256="c" * 64, crop=whole, fps=30, first=0, last=9)
    mute = replace(SILENT, layers=(clip,))
    for format in (MP4, JPG):
        assert asset(mute, format) != asset(mute, format, NEW)


def test_a_placement_changes_what_is_asked_and_none_leaves_it_as_it_was() -> None:
    asked = {
        request_key(
            template="t" * 64,
            content={},
            ratio="9:16",
            locale="en",
            format=MP4,
            toolchain=OLD,
            placement=placement,
        )
        for placement in (None, "tiktok.feed", "snap.ads")
    }
    assert len(asked) == 3
    without = request_key(
        template="t" * 64, content={}, ratio="9:16", locale="en", format=MP4, toolchain=OLD
    )
    assert without in asked


def test_a_focal_point_changes_what_is_asked() -> None:
    plain, pointed = (PictureRef(sha256="a" * 64, focal=at) for at in (None, (0.5, 0.2)))
    assert request(it=plain) != request(it=pointed)


def test_pictures_in_lists_count_and_are_read() -> None:
    one, two = PictureRef(sha256="a" * 64), PictureRef(sha256="b" * 64)
    assert len({request(it=(one, two)), request(it=(two, one)), request(it=(one, "", two))}) == 3
    assert input_hashes({"it": (one, "", two), "name": "x"}) == {"a" * 64, "b" * 64}


def test_what_shapes_words_changes_what_is_asked_and_not_the_file() -> None:
    other = replace(OLD, layout_versions={"babel": "3"})
    assert request(it="1") != request(other, it="1")
    assert asset(SILENT) == asset(SILENT, toolchain=other)
