import pytest

from templates.errors import UnknownPlacement
from templates.placement import (
    channel_placement,
    limits_digest,
    placement_cards,
    placement_limits,
    placement_names,
    safe_zone,
    zones_digest,
)
from templates.placements.files import LimitsModel, platforms
from templates.ratio import pixel_size


def test_the_packaged_placements() -> None:
    assert {"meta.stories", "meta.reels", "tiktok.feed", "snap.ads"} <= set(placement_names())


def test_a_general_zone_is_mirrored_for_right_to_left() -> None:
    there = safe_zone("tiktok.feed", ratio="9:16", right_to_left=False)
    back = safe_zone("tiktok.feed", ratio="9:16", right_to_left=True)
    assert there.right == back.left > there.left == back.right


def test_another_spelling_of_the_same_ratio() -> None:
    assert safe_zone(None, ratio="18:32", right_to_left=False).top == pytest.approx(0.14)


def test_box_in_pixels() -> None:
    box = safe_zone("meta.reels", ratio="9:16", right_to_left=False).box(1080, 1920)
    assert (box.y, box.height) == pytest.approx((268.8, 979.2))


def test_every_figure_is_dated_and_sourced_and_of_a_ratio() -> None:
    for model in platforms().values():
        assert model.default in model.zones
        assert len(model.gathered) == len("2026-11-25")
        assert model.sources
        for zone in [zone for zones in model.zones.values() for zone in zones]:
            assert pixel_size(zone.ratio)
            assert zone.top + zone.bottom < 0.6
        for kind in (model.limits.picture, model.limits.video):
            assert kind is None or all(pixel_size(ratio) for ratio in kind.min_px)


def test_tiktok_has_a_row_of_its_own_for_arabic() -> None:
    rows = platforms()["tiktok"].zones["feed"]
    assert [row.right_to_left for row in rows] == [False, True]


def test_metas_one_zone_for_what_is_upright_is_the_strictest() -> None:
    zones = [
        safe_zone(f"meta.{name}", ratio="9:16", right_to_left=False)
        for name in ("any", "vertical", "reels", "stories")
    ]
    assert [zone.bottom for zone in zones] == [0.35, 0.35, 0.35, 0.20]


def test_a_channel_has_a_placement_where_the_default_does_not_stand_for_it() -> None:
    channels = ("tiktok", "google", "snap", "meta", "radio")
    assert [channel_placement(channel) for channel in channels] == [
        "tiktok.feed",
        "google.app",
        "snap.ads",
        None,
        None,
    ]


def test_limits_are_data_of_the_platform() -> None:
    video = placement_limits("tiktok.feed").video
    assert video is not None
    assert (video.min_s, video.max_s, video.max_bytes) == (5, 60, 500_000_000)
    assert placement_limits("tiktok.feed").picture is None
    assert placement_limits(None) == placement_limits("meta.reels")
    cards = {card["placement"]: card for card in placement_cards()}
    assert tuple(cards) == placement_names()
    assert cards["tiktok.feed"]["limits"]["video"]["max_s"] == 60


@pytest.mark.parametrize("name", ["tiktok", "tiktok.", "tiktok.stories", "myspace.feed", ""])
def test_unknown_placements_are_refused_with_the_known_ones(name: str) -> None:
    for ask in (
        lambda: placement_limits(name or "."),
        lambda: safe_zone(name or ".", ratio="1:1", right_to_left=False),
    ):
        with pytest.raises(UnknownPlacement, match=r"tiktok\.feed"):
            ask()


def test_the_digest_is_of_the_zones_and_of_nothing_that_is_only_said_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = platforms()
    before = zones_digest()
    dated = known["snap"].model_copy(update={"gathered": "2027-01-01"})
    monkeypatch.setattr("templates.placement.platforms", lambda: {**known, "snap": dated})
    assert zones_digest() == before
    limits = limits_digest()
    zone = known["snap"].zones["ads"][0].model_copy(update={"top": 0.1})
    moved = dated.model_copy(update={"zones": {"ads": [zone]}})
    monkeypatch.setattr("templates.placement.platforms", lambda: {**known, "snap": moved})
    assert zones_digest() != before
    assert limits_digest() == limits
    free = dated.model_copy(update={"limits": LimitsModel()})
    monkeypatch.setattr("templates.placement.platforms", lambda: {**known, "snap": free})
    assert limits_digest() != limits
