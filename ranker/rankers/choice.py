"""What several rankers thought of held-out arm days → the ranker that each market should use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.evaluation.bootstrap import Numbers, interval
from ranker.evaluation.compare import change
from ranker.evaluation.outcomes import market_days
from ranker.evaluation.spend_down import spend_down

_SHARE = 0.25
_COUNTS = ("registrations", "expected", "clicks", "expected_clicks")
_SCORE = "score:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The ranker for a market, and why, for a marketer."""

    ranker: str
    text: str


def choose_rankers(
    rows: pl.DataFrame, scores: Mapping[str, Sequence[float]], *, rule: str, seed: int
) -> dict[str, Choice]:
    """The markets that should not use `rule`.

    rows: held-out arm days with date, market, ids, spend and counts; scores: per ranker one
    number a row, higher is better. A ranker takes a market's place where it was cheaper beyond
    chance (95 % of drawn days) in the market, or over all markets and not dearer in this one.
    """
    bought = _bought(rows.with_columns(**{f"{_SCORE}{n}": pl.Series(v) for n, v in scores.items()}))
    others = [name for name in scores if name != rule]
    days = bought.group_by("ranker", "date", maintain_order=True).agg(pl.col(_COUNTS).sum())
    all_days = _by_ranker(days)
    everywhere = {name: _change(all_days, name, rule, seed=seed) for name in others}
    found: dict[str, Choice] = {}
    for here in bought.sort("market").partition_by("market", maintain_order=True):
        market = str(here.item(0, "market"))
        daily = _by_ranker(here)
        best = 0.0
        for name in others:
            local, (value, high) = everywhere[name], _change(daily, name, rule, seed=seed)
            if (high < 0 or (local[1] < 0 and value < 0)) and value < best:
                best = value
                text = f"{name} in {market}: {-value:.0%} cheaper than {rule} on earlier days"
                found[market] = Choice(ranker=name, text=text)
    return found


def _bought(rows: pl.DataFrame) -> pl.DataFrame:
    """What a quarter of each market's day would have bought, by ranker."""
    names = [name for name in rows.columns if name.startswith(_SCORE)]
    found = []
    parts = rows.partition_by("date", "market", maintain_order=True)
    for part, day in zip(parts, market_days(rows), strict=True):
        for name in names:
            order = np.argsort(-part[name].to_numpy(), kind="stable")
            counts = spend_down(day, order, share=_SHARE).counts()
            found.append((name.removeprefix(_SCORE), day.day, day.market, *counts))
    columns = ["ranker", "date", "market", *_COUNTS]
    return pl.DataFrame(found, schema=columns, orient="row")


def _change(
    daily: Mapping[str, Numbers], name: str, rule: str, *, seed: int
) -> tuple[float, float]:
    """The relative change of the cost against the rule's, and the upper end of its interval."""
    found = interval(np.hstack([daily[name], daily[rule]]), change, seed=seed)
    return found.value, found.high


def _by_ranker(days: pl.DataFrame) -> dict[str, Numbers]:
    """Per ranker its days, in order, × counts; `days` has a row for each ranker and day."""
    parts = days.sort("date").partition_by("ranker", as_dict=True, maintain_order=True)
    # One more on both sides, so that a day without registrations is no infinite cost.
    return {str(ranker): part.select(_COUNTS).to_numpy() + 1.0 for (ranker,), part in parts.items()}
