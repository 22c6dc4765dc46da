from collections.abc import Callable
from dataclasses import replace

import pytest

from render_farm.delivery import Delivery
from render_farm.errors import DeliveryRefused
from render_farm.formats import AssetFormat, asset_format
from render_farm.make.fit import fit
from templates.scene import Sound
from tests.unit.render_farm.paint.scenes import scene

MP4, JPG, PNG = asset_format("mp4"), asset_format("jpg"), asset_format("png")
FILM = scene(frames=20)
TWO_SECONDS = 2.0


def bytes_at(rates: dict[int, int]) -> Callable[[AssetFormat], int]:
    """Files of so many kbit/s at each CRF."""

    def weigh(format: AssetFormat) -> int:
        assert format.video is not None
        return int(rates[format.video.crf] * 1000 * TWO_SECONDS / 8)

    return weigh


def crf(format: AssetFormat) -> int:
    assert format.video is not None
    return format.video.crf


def test_what_is_taken_is_not_made_again() -> None:
    assert fit(MP4, Delivery(), FILM, weigh=bytes_at({21: 100})) == MP4
    floor = Delivery(min_bit_rate=516_000)
    assert fit(MP4, floor, FILM, weigh=bytes_at({21: 900})) == MP4


def test_a_floor_is_met_by_finer_settings() -> None:
    floor = Delivery(min_bit_rate=516_000)
    assert crf(fit(MP4, floor, FILM, weigh=bytes_at({21: 400, 18: 530, 15: 800}))) == 15
    assert crf(fit(MP4, floor, FILM, weigh=bytes_at({21: 400, 18: 545}))) == 18


def test_a_cap_is_met_by_coarser_settings() -> None:
    cap = Delivery(max_bytes=100_000)
    assert crf(fit(MP4, cap, FILM, weigh=bytes_at({21: 800, 27: 500, 30: 390}))) == 30


def test_a_sound_makes_no_bitrate_of_the_picture() -> None:
    heard = replace(FILM, sound=Sound(sha256="a" * 64))
    floor = Delivery(min_bit_rate=516_000)
    assert crf(fit(MP4, floor, heard, weigh=bytes_at({21: 600, 18: 700}))) == 18


def test_the_end_of_the_ladder_is_one_clear_error() -> None:
    floor = Delivery(placement="tiktok.feed", min_bit_rate=516_000)
    with pytest.raises(DeliveryRefused) as caught:
        fit(MP4, floor, FILM, weigh=bytes_at({21: 10, 3: 90}))
    assert str(caught.value).startswith(
        "placement tiktok.feed: the mp4 has 90 kbit/s, not 516 at least (CRF 21, 3 tried)"
    )


def test_a_floor_and_a_cap_that_leave_nothing_between_them_end_too() -> None:
    narrow = Delivery(placement="x.y", min_bit_rate=500_000, max_bytes=132_000)
    with pytest.raises(DeliveryRefused, match="CRF 21, 18 tried"):
        fit(MP4, narrow, FILM, weigh=bytes_at({21: 480, 18: 600}))


def test_a_heavy_still_is_made_once_more_within_its_cap() -> None:
    cap = Delivery(max_bytes=1000)

    def weigh(format: AssetFormat) -> int:
        return 4000 if format.max_bytes is None else format.max_bytes

    assert fit(JPG, cap, FILM, weigh=weigh) == replace(JPG, max_bytes=1000)


@pytest.mark.parametrize(("format", "times"), [(JPG, 2), (PNG, 1)])
def test_what_cannot_become_lighter_is_refused(format: AssetFormat, times: int) -> None:
    asked: list[AssetFormat] = []

    def weigh(format: AssetFormat) -> int:
        asked.append(format)
        return 4000

    with pytest.raises(DeliveryRefused, match="4,000 bytes, not 1,000 at most"):
        fit(format, Delivery(max_bytes=1000), FILM, weigh=weigh)
    assert len(asked) == times


def test_a_still_has_no_bitrate() -> None:
    assert fit(JPG, Delivery(min_bit_rate=10**9), FILM, weigh=lambda _: 1) == JPG
