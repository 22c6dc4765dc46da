"""What a walk-forward writes down, row by row, and the frames that it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ranker.evaluation.bootstrap import Numbers
from ranker.evaluation.outcomes import MarketDay
from ranker.evaluation.spend_down import Order
from ranker.ranking import Reason

_KEYS = {"policy": pl.String, "date": pl.Date, "market": pl.String}
_ARM = {"artist_id": pl.String, "template_id": pl.String}
BOUGHT = ("registrations", "expected", "clicks", "expected_clicks", "ndcg", "similarity")
_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "bought": {**_KEYS, **dict.fromkeys(BOUGHT, pl.Float64)},
    "orders": {**_KEYS, "place": pl.Int64, **_ARM},
    "predictions": {
        **_KEYS,
        **_ARM,
        "efficiency": pl.Float64,
        "expected": pl.Float64,
        "registrations": pl.Float64,
    },
    "wanted": {**_KEYS, **_ARM, "guess": pl.Float64},
    "reasons": {**_KEYS, "place": pl.Int64, "name": pl.String, "value": pl.Float64},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class WalkForward:
    """What became of each policy; all frames have the columns policy, date and market.

    bought: what the followed share of the spend bought (counts), `ndcg` of the picks and their
    mean `similarity`. orders: all live arms by `place`, 1 the first; those up to `places` are its
    picks. predictions: of every live arm the efficiency foretold (market = 1), and what came.
    wanted: the picks of all arms, live or not, with the efficiency guessed (1 where the policy
    guesses none). reasons: of the picks of each week's first day. live: how many artists were live,
    counted in each market. notes: what was amiss, in words. seconds: per policy; they alone differ
    from run to run.
    """

    bought: pl.DataFrame
    orders: pl.DataFrame
    places: int
    predictions: pl.DataFrame
    wanted: pl.DataFrame
    reasons: pl.DataFrame
    live: int
    notes: tuple[str, ...]
    seconds: Mapping[str, float]

    @property
    def picks(self) -> pl.DataFrame:
        """The first arms of each order."""
        return self.orders.filter(pl.col("place") <= self.places)


@dataclass(kw_only=True, slots=True)
class Ledger:
    """Rows so far; lives for one walk-forward."""

    rows: dict[str, list[tuple[object, ...]]] = field(
        default_factory=lambda: {name: [] for name in _SCHEMAS}
    )
    failures: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def add_bought(self, policy: str, day: MarketDay, numbers: Sequence[float]) -> None:
        """The numbers of `BOUGHT`, in that order."""
        self.rows["bought"].append((policy, day.day, day.market, *numbers))

    def add_order(self, policy: str, day: MarketDay, order: Order) -> None:
        """All live arms, best first."""
        for place, arm in enumerate(order.tolist(), start=1):
            ids = (day.artist_ids[arm], day.template_ids[arm])
            self.rows["orders"].append((policy, day.day, day.market, place, *ids))

    def add_predictions(self, policy: str, day: MarketDay, efficiency: Numbers) -> None:
        """The foretold efficiency of each live arm, beside what came."""
        columns = (day.artist_ids, day.template_ids, efficiency, day.expected, day.registrations)
        keys = (policy, day.day, day.market)
        self.rows["predictions"] += [(*keys, *row) for row in zip(*columns, strict=True)]

    def add_wanted(
        self, policy: str, day: MarketDay, ads: Sequence[tuple[str, str, float]]
    ) -> None:
        """The picks of all arms: artist, template, guessed efficiency."""
        self.rows["wanted"] += [(policy, day.day, day.market, *ad) for ad in ads]

    def add_reasons(self, policy: str, day: MarketDay, told: Sequence[tuple[Reason, ...]]) -> None:
        """The reasons of the first arms of an order."""
        for place, reasons in enumerate(told, start=1):
            keys = (policy, day.day, day.market, place)
            self.rows["reasons"] += [(*keys, reason.name, reason.value) for reason in reasons]

    def close(self, *, live: int, places: int) -> WalkForward:
        """The frames of all rows."""
        frames = {
            name: pl.DataFrame(rows, schema=dict(_SCHEMAS[name]), orient="row")
            for name, rows in self.rows.items()
        }
        notes = tuple(
            f"{policy} had no answer on {len(told)} days; the heuristic, else chance, stood in: "
            f"{told[-1]}"
            for policy, told in self.failures.items()
        )
        return WalkForward(
            **frames, live=live, places=places, notes=notes, seconds=dict(self.seconds)
        )
