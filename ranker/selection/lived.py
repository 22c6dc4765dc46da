"""Performance → since when each arm runs in each market, and on how many of the last days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.rankers.protocol import Facts

Counts = NDArray[np.int64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """The arms of one market that ever had spend on the channel, n of each.

    artists, templates: places in the facts; −1 for a template that is no longer offered. first: the
    first day with spend. live_days: the number of the last days that had some.
    """

    artists: Counts
    templates: Counts
    first: Days
    live_days: Counts

    def since(self, before: date) -> Counts:
        """The artists who ran here before that day."""
        return self.artists[self.first < np.datetime64(before)]

    def tired(self, after: int) -> tuple[Counts, Counts]:
        """Artists and templates of the offered arms that were live on so many of the last days."""
        which = (self.live_days >= after) & (self.templates >= 0)
        return self.artists[which], self.templates[which]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lived:
    """What ran in all markets. places: of the markets; market i's arms begin at `starts[i]`."""

    places: Mapping[str, int]
    starts: Counts
    ran: Ran

    def market(self, market: str) -> Ran:
        """What ran in one market."""
        place = self.places[market]
        here = slice(self.starts[place], self.starts[place + 1])
        return Ran(
            artists=self.ran.artists[here],
            templates=self.ran.templates[here],
            first=self.ran.first[here],
            live_days=self.ran.live_days[here],
        )


def live_arms(facts: Facts, *, days: int) -> Lived:
    """The arms that ran on the channel, with the number of the last `days` days that they did."""
    ran = facts.performance.filter((pl.col("channel") == facts.channel) & (pl.col("spend") > 0))
    age = pl.lit(facts.as_of).sub(pl.col("date")).dt.total_days()
    arms = ran.group_by("market", "artist_id", "template_id").agg(
        pl.col("date").min().alias("first"),
        pl.col("date").filter(age <= days).n_unique().cast(pl.Int64).alias("live_days"),
    )
    templates = [card.template_id for card in facts.templates]
    placed = (
        arms.join(_places("market", facts.markets), on="market")
        .join(_places("artist_id", facts.artists), on="artist_id")
        .join(_places("template_id", templates), on="template_id", how="left")
        .with_columns(pl.col("template_id_place").fill_null(-1))
        .sort("market_place", "artist_id", "template_id")
    )
    return Lived(
        places={market: place for place, market in enumerate(facts.markets)},
        starts=np.searchsorted(
            placed["market_place"].to_numpy(), np.arange(len(facts.markets) + 1)
        ),
        ran=Ran(
            artists=placed["artist_id_place"].to_numpy(),
            templates=placed["template_id_place"].to_numpy(),
            first=placed["first"].to_numpy(),
            live_days=placed["live_days"].to_numpy(),
        ),
    )


def _places(column: str, names: tuple[str, ...] | list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            column: pl.Series(names, dtype=pl.String),
            f"{column}_place": pl.Series(range(len(names)), dtype=pl.Int64),
        }
    )
