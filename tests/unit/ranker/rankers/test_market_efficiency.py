"""The hierarchy market by market: what it says of an arm alone, of all arms, and as reasons."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from ranker.rankers.funnel import rich_efficiency
from ranker.rankers.hierarchy import LEVELS
from ranker.rankers.market_efficiency import MarketEfficiency, by_market
from ranker.rankers.protocol import Arm, Facts
from tests.unit.ranker.builders import facts_of, planted


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> MarketEfficiency:
    return by_market(rich_efficiency(facts_of(planted(tmp_path_factory.mktemp("efficiency")))))


def test_reasons_add_up_to_the_score(known: MarketEfficiency) -> None:
    arms = [Arm(artist=a, template=t) for a, t in ((0, 0), (11, 2), (7, 1))]
    total = known.total("EG")
    for arm, sums in zip(arms, known.sums("EG", arms), strict=True):
        assert sum(sums.values()) == pytest.approx(total[arm.artist, arm.template], abs=1e-12)


def test_a_market_is_looked_up_among_its_own_codes_and_others_among_all(
    known: MarketEfficiency,
) -> None:
    """The same effects for one market, for two at once, and by row."""
    efficiency = known.efficiency
    axes = efficiency.history.axes
    place = axes.market["JP"]
    arms = {
        "artist": known.artists[:, None],
        "template": known.templates[None, :],
        "genre": axes.genre_of[known.artists][:, None],
    }
    one = efficiency.levels({**arms, "market": np.full((1, 1), place)})
    two = efficiency.levels({**arms, "market": np.array([0, place])[:, None, None]})
    for name in LEVELS:
        wide = np.broadcast_to(two[name], (2, *known.shape))[1]
        assert np.array_equal(np.broadcast_to(one[name], known.shape), wide), name
    assert one["arm"].any()


def test_where_nothing_ran_of_late_the_average_is_that_of_the_catalogue(
    known: MarketEfficiency,
) -> None:
    facts: Facts = known.efficiency.facts
    elsewhere = facts.performance.filter(pl.col("market") != "JP")
    without = by_market(rich_efficiency(replace(facts, performance=elsewhere)))
    assert (without.level("JP"), without.live("JP")) == (0.0, 1.0)
    assert without.live("EG") == known.live("EG") == len(facts.artists)
    assert without.level("EG") != 0.0


def test_days_of_another_channel_stand_in_where_the_asked_one_has_none(
    known: MarketEfficiency,
) -> None:
    facts = known.efficiency.facts
    asked = by_market(replace(known.efficiency, facts=replace(facts, channel="tiktok")))
    assert asked.live("EG") == known.live("EG")
    assert asked.level("EG") == known.level("EG")


def test_fatigue_takes_from_the_arms_that_ran_and_from_their_artists(
    known: MarketEfficiency,
) -> None:
    arms = [Arm(artist=0, template=t) for t in range(3)]
    worn = [sums["fatigue"] for sums in known.sums("EG", arms)]
    assert all(value <= 0 for value in worn)
