"""What is held back, and when a difference is believed."""

import pytest

from ranker.release.compare import compare
from ranker.release.judge import ReleasePolicy, judge
from tests.unit.ranker.release.builders import artists, ranking

SERVED = ranking(0, {"DE": artists(0), "JP": artists(0)})


def reasons(now: dict[str, tuple[str, ...]], **changes: object) -> dict[str, str | None]:
    verdicts = judge(ranking(1, now), served=SERVED, held=(), **changes)  # type: ignore[arg-type]
    return {verdict.difference.market: verdict.held for verdict in verdicts}


def test_a_ranking_of_an_ordinary_day_is_released() -> None:
    assert reasons({"DE": artists(2), "JP": artists(3)}) == {"DE": None, "JP": None}


def test_a_market_that_differs_wildly_is_held_back_alone() -> None:
    found = reasons({"DE": artists(20), "JP": artists(1)})
    assert found == {"DE": "0 of 6 artists of the served picks are left", "JP": None}


def test_markets_that_all_differ_much_are_held_back_together() -> None:
    found = reasons({"DE": artists(4), "JP": artists(4)})
    assert found["DE"] == "2 of 6 artists of the served picks are left, and 33% over all markets"
    assert found["JP"] == found["DE"]


@pytest.mark.parametrize(("ordinary", "held"), [(0.95, True), (0.65, False)])
def test_what_is_wild_depends_on_what_is_ordinary(ordinary: float, held: bool) -> None:
    """Three picks that all changed, in one market of four with a place lost in each other."""
    markets = ("BR", "DE", "JP", "US")
    served = ranking(0, {market: artists(0, 3) for market in markets})
    left = 3 if held else 2
    now = {market: (*artists(0, left), *artists(10, 3 - left)) for market in markets[1:]}
    verdicts = judge(
        ranking(1, {"BR": artists(20, 3), **now}), served=served, held=(), ordinary=ordinary
    )
    assert [verdict.held is not None for verdict in verdicts] == [held, False, False, False]


def test_a_low_day_is_held_back_only_where_it_is_rare() -> None:
    """One of three picks left in each of two markets: likely enough where two thirds are."""
    served = ranking(0, {"DE": artists(0, 3), "JP": artists(0, 3)})
    now = ranking(1, {market: (*artists(0, 1), *artists(20, 2)) for market in ("DE", "JP")})
    for ordinary, held in ((0.95, True), (0.65, False)):
        verdicts = judge(now, served=served, held=(), ordinary=ordinary)
        assert {verdict.held is not None for verdict in verdicts} == {held}


def test_costs_that_jump_are_held_back() -> None:
    verdicts = judge(ranking(1, {"DE": artists(0)}, cpr=0.1), served=SERVED, held=())
    assert verdicts[0].held is not None
    assert "0.12 times" in verdicts[0].held
    unknown = judge(ranking(1, {"DE": artists(0)}, cpr=None), served=SERVED, held=())
    assert unknown[0].held is None


def test_explored_picks_are_not_compared() -> None:
    now = ranking(1, {"DE": (*artists(0, 3), *artists(20, 9))}, explored=artists(20, 9))
    (difference,) = compare(now, ranking(0, {"DE": artists(0, 3)}))
    assert (difference.kept, difference.picks, difference.overlap) == (3, 3, 1.0)


def test_a_longer_or_shorter_list_is_compared_by_the_shorter() -> None:
    (difference,) = compare(ranking(1, {"DE": artists(0, 12)}), ranking(0, {"DE": artists(0, 3)}))
    assert difference.overlap == 1.0


def test_new_and_lost_markets_are_not_compared() -> None:
    assert reasons({"DE": artists(0), "US": artists(9)}) == {"DE": None}


def test_approved_markets_are_released() -> None:
    found = reasons({"DE": artists(20), "JP": artists(20)}, approved=frozenset({"DE"}))
    assert found["DE"] is None
    assert found["JP"] is not None


@pytest.mark.parametrize(
    ("held", "released"),
    [
        ((), False),
        ((20,), False),
        ((21, 22), True),
        ((21, 9), False),
        ((9, 20), False),
    ],
)
def test_a_difference_is_believed_after_agreeing_days(
    held: tuple[int, ...], released: bool
) -> None:
    earlier = [ranking(-i, {"DE": artists(start)}) for i, start in enumerate(held)]
    (verdict,) = judge(ranking(1, {"DE": artists(20)}), served=SERVED, held=earlier)
    assert (verdict.held is None) is released


def test_how_long_is_for_the_policy_to_say() -> None:
    policy = ReleasePolicy(agreeing_days=1)
    (verdict,) = judge(ranking(1, {"DE": artists(20)}), served=SERVED, held=(), policy=policy)
    assert verdict.held is None
