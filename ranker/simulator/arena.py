"""A world that a policy acts upon: facts in the morning, ads for the day, what came of them."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from ranker.rankers.protocol import Facts
from ranker.simulator.ledger import Ledger
from ranker.simulator.noise import Array
from ranker.simulator.platform import Ads, Played, play_day, true_efficiency, wear
from ranker.simulator.signals import Signals, make_signals
from ranker.simulator.world import World


class Arena:
    """The state of one world under one policy: its day, worn ads, and what was reported.

    `day` counts from the first day of history; `signals` may be shared by arenas of a world.
    """

    def __init__(self, world: World, *, signals: Signals | None = None) -> None:
        self.world = world
        self.signals = signals or make_signals(world)
        self.day = 0
        self._worn = np.zeros_like(world.arm)
        self._ledger = Ledger(world)
        available = self.signals.catalog["available_from"]
        self._entered = available.sort().to_list()

    def facts(self) -> Facts:
        """All that may be known on the morning of the day, as the data plane would tell it."""
        world, signals = self.world, self.signals
        as_of = world.day(self.day)
        there = self.signals.catalog.filter(pl.col("available_from") <= as_of)
        return Facts(
            as_of=as_of,
            markets=world.markets,
            artists=tuple(there["artist_id"].sort()),
            templates=world.templates,
            catalog=signals.catalog,
            performance=self._ledger.known(self.day),
            popularity=signals.popularity.head(int(signals.popularity_rows[self.day])),
            promotions=signals.promotions.head(int(signals.promotion_rows[self.day])),
            similarity=signals.similarity,
            channel=next(iter(world.dials.channels)),
            maturity_days=len(world.dials.delay),
            seed=world.seed,
        )

    def truth(self) -> Array:
        """Markets × artists × templates: the efficiency of each arm today; −inf: not there yet."""
        worth = true_efficiency(self.world, day=self.day, worn=self._worn)
        worth[:, self.world.entry > self.day] = -np.inf
        return worth

    def play(self, ads: Ads) -> Played:
        """Play the day and go on to the next."""
        played = play_day(self.world, day=self.day, ads=ads, worn=self._worn)
        self._end_day({None: played})
        return played

    def play_test(self, arms: Mapping[str, Ads]) -> None:
        """Play the day as a test: each arm of that name has an equal part of each budget."""
        self._end_day(
            {
                name: play_day(
                    self.world,
                    day=self.day,
                    ads=ads,
                    worn=self._worn,
                    budget=1 / len(arms),
                    lane=lane,
                )
                for lane, (name, ads) in enumerate(arms.items())
            }
        )

    def _end_day(self, arms: Mapping[str | None, Played]) -> None:
        self._worn = wear(self.world, self._worn, tuple(arms.values()))
        self._ledger.add(arms)
        self.day += 1

    def test_days(self) -> pl.DataFrame:
        """Arm days by the day's morning, those of each `experiment_arm` apart."""
        return self._ledger.known_by_test_arm(self.day)

    def reports(self) -> pl.DataFrame:
        """The performance table with every report until the day's morning, restated ones too."""
        return self._ledger.reports(self.day)
