"""Look-backs see the days they should, and add up exactly."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ranker.features.sums import DaySums, day_sums, in_units

DAY = date(2025, 6, 1)
TODAY = int(np.datetime64(DAY).astype(np.int64))


def sums(days: list[int], *, key: int = 3) -> DaySums:
    """1, 10, 100, … on these days of one key."""
    rows = pl.DataFrame(
        {"day": [TODAY + day for day in days], "streams": [10.0**i for i in range(len(days))]}
    ).with_columns(in_units("streams"))
    return day_sums(rows, np.full(len(days), key), ["streams"])


def total(found: DaySums, *, nearest: int, days: int, key: int = 3) -> float:
    keys, end = np.array([key]), np.array([TODAY - nearest])
    return float(found.between("streams", found.edge(keys, end - days), found.edge(keys, end))[0])


def test_the_window_ends_the_given_days_before() -> None:
    assert total(sums([-6, -5, 0, 1]), nearest=6, days=7) == 1.0
    assert total(sums([-1, 0, 1]), nearest=1, days=7) == 1.0


def test_windows_have_their_length() -> None:
    found = sums([-28, -27, -7, -8, -1])
    assert total(found, nearest=1, days=7) == 100.0 + 10_000.0
    assert total(found, nearest=1, days=28) == 11_111.0
    assert total(sums([-29]), nearest=1, days=28) == 0.0


@pytest.mark.parametrize("key", [2, 4])
def test_other_keys_are_not_seen(key: int) -> None:
    assert total(sums([-1]), nearest=1, days=28, key=key) == 0.0


def test_the_first_day_of_a_key() -> None:
    first = sums([-3, -9, -1]).first_days(np.array([2, 3, 4])) - TODAY
    assert first[1] == -9
    assert (first[[0, 2]] > 0).all()


def test_no_rows_are_zero() -> None:
    assert total(sums([]), nearest=1, days=28) == 0.0


def test_the_order_of_rows_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    rows = pl.DataFrame(
        {"day": rng.integers(TODAY - 40, TODAY, 500), "streams": rng.lognormal(0, 6, 500)}
    ).with_columns(in_units("streams"))
    keys = rng.integers(0, 5, 500)
    other = rng.permutation(500)
    first, second = (
        day_sums(rows, keys, ["streams"]),
        day_sums(rows[other], keys[other], ["streams"]),
    )
    assert np.array_equal(first.codes, second.codes)
    assert np.array_equal(first.totals["streams"], second.totals["streams"])


def test_days_are_those_since_1970() -> None:
    assert (DAY - date(1970, 1, 1)) // timedelta(days=1) == TODAY
