from dataclasses import replace

import pytest

from render_farm.encode import SoundSettings, VideoSettings
from render_farm.encode.ladder import CRFS, misfit, next_rung, picture_bit_rate

BASE = VideoSettings()


def crf_after(
    crf: int,
    *,
    size: int = 1,
    rate: float = 1.0,
    max_bytes: int | None = None,
    min_bit_rate: int | None = None,
    tried: tuple[int, ...] = (),
) -> int | None:
    found = next_rung(
        replace(BASE, crf=crf),
        size_bytes=size,
        bit_rate=rate,
        max_bytes=max_bytes,
        min_bit_rate=min_bit_rate,
        tried=tried,
    )
    return None if found is None else found.crf


def test_the_default_is_a_rung() -> None:
    assert BASE.crf in CRFS
    assert list(CRFS) == sorted(set(CRFS))


@pytest.mark.parametrize(("rate", "crf"), [(515e3, 18), (300e3, 15), (150e3, 9), (1.0, 3)])
def test_too_light_goes_down_by_how_far_off_it_is(rate: float, crf: int) -> None:
    assert crf_after(21, rate=rate, min_bit_rate=516_000) == crf


@pytest.mark.parametrize(("size", "crf"), [(1001, 24), (1500, 27), (4000, 33), (10**9, 39)])
def test_too_heavy_goes_up_by_how_far_off_it_is(size: int, crf: int) -> None:
    assert crf_after(21, size=size, max_bytes=1000) == crf


def test_what_is_too_heavy_is_so_whatever_its_bitrate() -> None:
    assert crf_after(21, size=1001, rate=1.0, max_bytes=1000, min_bit_rate=516_000) == 24


def test_the_ladder_ends() -> None:
    assert crf_after(3, rate=1.0, min_bit_rate=516_000) is None
    assert crf_after(39, size=2000, max_bytes=1000) is None
    assert crf_after(6, rate=1.0, min_bit_rate=516_000) == 3


def test_settings_off_the_rungs_go_to_the_next() -> None:
    assert crf_after(22, rate=515e3, min_bit_rate=516_000) == 21
    assert crf_after(22, size=1001, max_bytes=1000) == 24


def test_what_was_tried_is_not_tried_again() -> None:
    both = {"max_bytes": 1000, "min_bit_rate": 516_000}
    assert crf_after(9, size=10**9, tried=(21,), **both) == 18
    assert crf_after(15, tried=(21, 9), **both) == 12
    assert crf_after(12, tried=(21, 9, 15), **both) is None


def test_only_the_crf_changes() -> None:
    odd = replace(BASE, preset="fast", gop_s=1.0)
    other = next_rung(odd, size_bytes=1, bit_rate=1.0, max_bytes=None, min_bit_rate=516_000)
    assert other == replace(odd, crf=3)


def test_the_sound_is_no_picture() -> None:
    quiet = replace(BASE, sound=SoundSettings(bit_rate=100_000))
    assert picture_bit_rate(100_000, seconds=2, settings=quiet, heard=True) == 300_000
    assert picture_bit_rate(100_000, seconds=2, settings=quiet, heard=False) == 400_000


def test_what_a_platform_would_say() -> None:
    def said(size: int, rate: float) -> str:
        return misfit(size_bytes=size, bit_rate=rate, max_bytes=2000, min_bit_rate=516_000)

    assert said(2000, 600e3) == ""
    assert said(2001, 600e3) == "2,001 bytes, not 2,000 at most"
    assert said(2000, 400e3) == "400 kbit/s, not 516 at least"
    # As much as the file's tables and its sound may hide is not enough.
    assert said(2000, 517e3)
    assert misfit(size_bytes=9, bit_rate=0.0, max_bytes=None, min_bit_rate=None) == ""
