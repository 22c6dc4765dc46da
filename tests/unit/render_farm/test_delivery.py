import pytest

from render_farm.delivery import Delivery, check_delivery, delivery_of
from render_farm.errors import DeliveryRefused
from templates import UnknownPlacement

TIKTOK = delivery_of("tiktok.feed", ratio="9:16", moving=True)


def refused(wanted: Delivery, **changes: object) -> str:
    file = {"format": "mp4", "width_px": 1080, "height_px": 1920, "duration_s": 6.0, **changes}
    with pytest.raises(DeliveryRefused) as caught:
        check_delivery(wanted, **file)  # type: ignore[arg-type]  # of the right kinds, by hand
    return str(caught.value)


def test_a_platforms_limits_are_demands() -> None:
    assert (TIKTOK.formats, TIKTOK.max_bytes) == (("mp4",), 500_000_000)
    assert (TIKTOK.min_bit_rate, TIKTOK.min_px) == (516_000, (540, 960))
    assert (TIKTOK.min_s, TIKTOK.max_s) == (5, 60)


def test_stills_have_demands_of_their_own() -> None:
    still = delivery_of("google.app", ratio="1:1", moving=False)
    assert (still.formats, still.max_bytes, still.min_px) == (("jpg", "png"), 5_000_000, (200, 200))
    assert delivery_of("tiktok.feed", ratio="9:16", moving=False) == Delivery(
        placement="tiktok.feed"
    )


def test_another_spelling_of_a_ratio_has_the_same_least_size() -> None:
    assert delivery_of("tiktok.feed", ratio="18:32", moving=True).min_px == (540, 960)
    assert delivery_of("tiktok.feed", ratio="4:5", moving=True).min_px is None


def test_without_a_placement_only_bytes_are_held() -> None:
    assert delivery_of(None, ratio="1:1", moving=False) == Delivery(max_bytes=30_000_000)
    check_delivery(
        delivery_of(None, ratio="1:1", moving=True),
        format="gif",
        width_px=2,
        height_px=2,
        duration_s=0.1,
    )


def test_an_unknown_placement_is_refused() -> None:
    with pytest.raises(UnknownPlacement):
        delivery_of("tiktok.stories", ratio="1:1", moving=True)


def test_what_is_taken_passes() -> None:
    for seconds in (5.0, 60.0):
        check_delivery(TIKTOK, format="mp4", width_px=540, height_px=960, duration_s=seconds)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "gif"}, "a gif file (allowed: mp4)"),
        ({"width_px": 538}, "538×1920 px (allowed: 540×960 px and more)"),
        ({"duration_s": 4.9}, "a video of 4.9 s (allowed: 5 to 60 s)"),
        ({"duration_s": 61.0}, "a video of 61 s (allowed: 5 to 60 s)"),
    ],
)
def test_what_is_refused_says_what_and_what_is_allowed(
    changes: dict[str, object], said: str
) -> None:
    assert refused(TIKTOK, **changes) == f"placement tiktok.feed: {said}"


def test_all_faults_at_once() -> None:
    said = refused(TIKTOK, format="gif", duration_s=1.0)
    assert said.endswith("a gif file and a video of 1 s (allowed: mp4; 5 to 60 s)")


def test_no_end_of_seconds() -> None:
    meta = delivery_of("meta.reels", ratio="9:16", moving=True)
    assert refused(meta, duration_s=0.5).endswith("(allowed: 1 s and more)")
