import pytest

from render_farm.encode.ladder import CRFS
from render_farm.errors import InvalidInput
from render_farm.formats import asset_format, default_format, format_names, poster_format


def test_an_animated_webp_is_a_webp_file() -> None:
    endings = {name: asset_format(name).extension for name in format_names("animated")}
    assert endings == {
        "jpg": "jpg", "png": "png", "webp": "webp", "mp4": "mp4", "gif": "gif",
        "animated-webp": "webp",
    }  # fmt: skip


def test_a_static_template_has_no_format_that_lasts() -> None:
    assert format_names("static") == ("jpg", "png", "webp")
    assert not any(asset_format(name).moving for name in format_names("static"))
    assert [default_format(kind) for kind in ("static", "animated")] == ["jpg", "mp4"]
    assert not poster_format().moving


def test_no_two_formats_share_a_key() -> None:
    keys = {
        (name, asset_format(name).settings_key(heard=False)) for name in format_names("animated")
    }
    assert len({key for _, key in keys}) == 4  # stills have the same quality, and another name


def test_only_animations_are_made_smaller() -> None:
    assert asset_format("gif").file_px(1080, 1920) == (540, 960)
    assert asset_format("mp4").file_px(1080, 1920) == (1080, 1920)


def test_all_that_a_format_may_become() -> None:
    video, still = asset_format("mp4"), asset_format("jpg")
    crfs = [rung.video.crf for rung in video.rungs(max_bytes=None) if rung.video is not None]
    assert crfs[0] == 21 and sorted(crfs) == list(CRFS)
    assert [rung.max_bytes for rung in still.rungs(max_bytes=900)] == [None, 900]
    assert still.rungs(max_bytes=None) == (still,)
    for name in ("png", "gif", "animated-webp"):
        assert asset_format(name).rungs(max_bytes=900) == (asset_format(name),)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"'avif'.*jpg.*gif, animated-webp"):
        asset_format("avif")
