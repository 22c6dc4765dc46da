"""What ran where: by market, on the channel, and of the artists who may be advertised."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from ranker.rankers.protocol import Facts
from ranker.selection.lived import live_arms
from tests.unit.ranker.builders import AS_OF, FIRST, facts_of, planted


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts_of(planted(tmp_path_factory.mktemp("lived")))


def test_a_market_knows_since_when_its_artists_ran(facts: Facts) -> None:
    late = (pl.col("market") == "EG") & (pl.col("artist_id") == "a03")
    known = replace(
        facts,
        performance=facts.performance.filter(~late | (pl.col("date") > FIRST + timedelta(days=9))),
    )
    lived = live_arms(known, days=7)
    start = FIRST + timedelta(days=5)
    assert 3 not in lived.market("EG").since(start)
    assert 3 in lived.market("JP").since(start)


def test_arms_are_tired_by_the_days_on_which_they_were_live(facts: Facts) -> None:
    """Each artist shows its three templates in turn; the last six days are not reported yet."""
    lived = live_arms(facts, days=15)
    artists, templates = lived.market("BR").tired(3)
    assert len(artists) == len(templates) == 3 * len(facts.artists)
    assert not len(lived.market("BR").tired(5)[0])


def test_other_channels_and_retired_templates(facts: Facts) -> None:
    assert not len(live_arms(replace(facts, channel="snap"), days=15).market("EG").artists)
    offered = live_arms(replace(facts, templates=facts.templates[:1]), days=15).market("EG")
    assert set(offered.templates.tolist()) == {-1, 0}
    assert set(offered.tired(1)[1].tolist()) == {0}
    assert set(offered.since(AS_OF).tolist()) == set(range(len(facts.artists)))
