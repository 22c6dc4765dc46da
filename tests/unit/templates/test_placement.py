import pytest

from templates.placement import placement_names, safe_zone


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
