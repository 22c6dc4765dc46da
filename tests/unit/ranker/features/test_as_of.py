"""All arms of a day, each column once; and the same as the panel says of that day."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ranker.features.as_of import grouped_features
from ranker.features.grouped import GroupedFeatures, Level
from ranker.features.panel import TrainingSet, training_panel
from ranker.rankers.protocol import Facts
from tests.unit.ranker.builders import ARTISTS, AS_OF, CARDS
from tests.unit.ranker.features.builders import small_facts

SPARSE = pl.col("artist_id").is_in(["a01", "a03"]) & (pl.col("template_id") != "pulse")
SHAPE = {"artists": 14, "templates": len(CARDS)}


@pytest.fixture(scope="module")
def facts() -> Facts:
    whole = small_facts()
    return replace(whole, performance=whole.performance.filter(~SPARSE))


@pytest.fixture(scope="module")
def grouped(facts: Facts) -> GroupedFeatures:
    return grouped_features(facts)


@pytest.fixture(scope="module")
def panel(facts: Facts) -> TrainingSet:
    return training_panel(facts)


def at(day: date, facts: Facts) -> Facts:
    """The facts as known on an earlier day."""
    before = pl.col("date") < day
    return replace(
        facts,
        as_of=day,
        performance=facts.performance.filter(before),
        popularity=facts.popularity.filter(before),
        promotions=facts.promotions.filter(before),
    )


def test_each_column_belongs_to_one_level(grouped: GroupedFeatures) -> None:
    places = sorted(place for level in grouped.columns.values() for place in level)
    assert places == list(range(len(grouped.names)))
    assert len(set(grouped.names)) == len(grouped.names)
    assert all(
        values.shape[-1] == len(grouped.columns[level]) for level, values in grouped.values.items()
    )


@pytest.mark.parametrize("ago", [7, 13, 30])
def test_the_panel_is_asked_what_the_day_answers(
    facts: Facts, panel: TrainingSet, ago: int
) -> None:
    """The rows of a past day are, bit for bit, what was known of all arms on that day."""
    day = AS_OF - timedelta(days=ago)
    grouped = grouped_features(at(day, facts))
    assert grouped.names == panel.features.names
    then = facts.performance.filter(pl.col("date") == day).sort(
        "market", "channel", "artist_id", "template_id"
    )
    rows = panel.features.matrix[panel.days == np.datetime64(day).astype(int)]
    assert len(rows) == then.height > 40
    templates = [card.template_id for card in CARDS]
    compared = 0
    for row, (market, artist, template) in zip(
        rows, then.select("market", "artist_id", "template_id").iter_rows(), strict=True
    ):
        if artist not in facts.artists:
            continue
        place = facts.artists.index(artist) * len(CARDS) + templates.index(template)
        answer = grouped.matrix(facts.markets.index(market), **SHAPE)[place]
        assert np.array_equal(row, answer, equal_nan=True)
        compared += 1
    assert compared > 30


def test_arms_without_history_say_so(facts: Facts, grouped: GroupedFeatures) -> None:
    flags = grouped.matrix(0, **SHAPE)[:, grouped.names.index("missing_history")].reshape(14, 3)
    assert flags[1].tolist() == [1.0, 0.0, 1.0]
    assert flags[2].tolist() == [0.0] * 3
    own = [i for i, name in enumerate(grouped.names) if name.startswith("own_arm")]
    assert np.isnan(grouped.matrix(0, **SHAPE)[3][own]).all()


def test_a_label_that_still_grows_is_not_seen(facts: Facts, grouped: GroupedFeatures) -> None:
    young = pl.col("date") > AS_OF - timedelta(days=facts.maturity_days)
    changed = facts.performance.with_columns(
        pl.when(young).then(99).otherwise(pl.col("registrations")).alias("registrations")
    )
    other = grouped_features(replace(facts, performance=changed))
    assert np.array_equal(other.matrix(1, **SHAPE), grouped.matrix(1, **SHAPE), equal_nan=True)


def test_groups_of_features_can_be_left_out(facts: Facts) -> None:
    without = ("promotion", "own_arm")
    names = grouped_features(facts, without=without).names
    assert names == training_panel(facts, without=without).features.names
    assert not any(name.startswith(without) for name in names)
    assert len(names) > 30


@pytest.mark.parametrize("absent", ["performance", "popularity", "promotions", "similarity"])
def test_an_empty_table_is_not_known(facts: Facts, absent: str) -> None:
    empty = replace(facts, **{absent: getattr(facts, absent).clear()})
    grouped = grouped_features(empty)
    assert len(grouped.matrix(2, **SHAPE)) == 14 * 3
    assert bool(grouped.cells) == (absent != "performance")


def test_levels_hold_no_dense_grid(grouped: GroupedFeatures) -> None:
    assert set(grouped.values) == set(Level)
    assert max(values.size for values in grouped.values.values()) < 14 * 3 * 3 * len(grouped.names)
    assert len(grouped.genres) == 14
    assert ARTISTS[14] not in small_facts().artists
