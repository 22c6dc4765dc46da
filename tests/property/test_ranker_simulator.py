"""Whatever the dials are turned to, money, counts and reports stay what they are."""

from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.simulator.arena import Arena
from ranker.simulator.dials import read_dials
from ranker.simulator.policies import Marketer
from ranker.simulator.world import make_world

FRACTION = st.floats(0, 1)
EFFECT = st.floats(0, 2)
TURNED = st.fixed_dictionaries(
    {},
    optional={
        "beta": st.floats(0, 5),
        "split_noise": st.floats(0, 3),
        "fatigue": EFFECT,
        "quality": EFFECT,
        "arm": EFFECT,
        "overdispersion": st.floats(0, 5),
        "registrations_per_day": st.floats(0.1, 1e5),
        "delay": st.sampled_from([[1.0], [0.5, 0.5], [0.0, 0.0, 1.0], [0.1] * 10]),
        "channels": st.sampled_from([{"meta": 1.0}, {"a'b": 0.001, "c/d": 0.999}]),
        "withheld": FRACTION,
        "restated": FRACTION,
        "restated_factor": FRACTION,
        "restated_after_days": st.integers(1, 12),
        "outages": FRACTION,
        "outage_days": st.integers(1, 8),
        "late_artists": FRACTION,
        "promotions": st.booleans(),
        "promoted_artists": st.integers(0, 50),
        "provider_switch_day": st.none() | st.integers(-5, 5),
        "genres": st.integers(1, 5),
        "ads": st.integers(4, 8),
        "templates": st.integers(1, 3),
    },
)


@settings(max_examples=25, deadline=None)
@given(dials=TURNED, seed=st.integers(0, 2**31))
def test_any_dials_give_a_sane_world(dials: dict[str, Any], seed: int) -> None:
    size = {"days": 6, "history_days": 5, "markets": 2, "artists": 10}
    world = make_world(read_dials(changes={**size, **dials}), seed=seed)
    arena, marketer = Arena(world), Marketer()
    for _ in range(10):
        ads = marketer.choose(arena)
        assert (world.entry[ads.artists] <= arena.day).all()
        played = arena.play(ads)
        spent = np.bincount(ads.markets, weights=played.spend.sum(axis=(1, 2)), minlength=2)
        assert np.isfinite(spent).all()
        assert ((spent > 0) | (np.bincount(ads.markets, minlength=2) == 0)).all()
        assert (played.clicks <= played.impressions).all()
        assert (played.subscriptions <= played.registrations).all()
        assert np.isfinite(played.efficiency).all()
        known = arena.facts().performance
        assert known.filter(pl.any_horizontal(pl.col(pl.Float64).is_nan())).is_empty()
        assert known.filter(pl.col("date") >= world.day(arena.day)).is_empty()
    told = arena.reports()
    assert told["reported_at"].dt.date().is_between(told["date"], world.day(arena.day)).all()
