"""A fitted hierarchy → the log efficiency of the arms that may be advertised, market by market.

What all markets share is found once, and what is known of each lies together: a market costs what
its own arms and rows do, however many other markets there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from ranker.rankers.efficiency import Efficiency
from ranker.rankers.protocol import Arm
from ranker.rankers.shrinkage import Array, Index
from ranker.rankers.wear import WORN

_RECENT_DAYS = 7
# Part → the reason that it belongs to.
_REASONS = {
    "template": "template",
    "template_market": "template",
    "template_genre": "template",
    "genre": "genre",
    "genre_market": "genre",
    "artist": "all_markets",
    "artist_market": "artist_history",
    "arm": "own_history",
    "fatigue": "fatigue",
    "similar": "similar_artists",
    "popularity": "popularity",
    "promotions": "promotions",
    "clicks": "clicks",
    "registrations": "registrations",
    "subscriptions": "subscriptions",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ByMarket:
    """Columns of rows that are sorted by market; those of market i begin at `starts[i]`."""

    starts: Index
    columns: Mapping[str, np.ndarray]

    def of(self, market: int) -> dict[str, np.ndarray]:
        """The columns of one market's rows."""
        here = slice(self.starts[market], self.starts[market + 1])
        return {name: values[here] for name, values in self.columns.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class MarketEfficiency:
    """Made by `by_market`. artists, templates: places on the hierarchy's axes.

    recent: level, expected and day of the last matured arm days, on the facts' channel in markets
    that have any. worn: per entry of `WORN` how worn the arms are, which have their places here.
    """

    efficiency: Efficiency
    artists: Index
    templates: Index
    recent: ByMarket
    worn: tuple[ByMarket, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Artists × templates."""
        return len(self.artists), len(self.templates)

    def total(self, market: str) -> Array:
        """The sum of all parts, against an average arm of the catalogue: artists × templates."""
        total = np.zeros(self.shape)
        for part in self._parts(market, self.artists[:, None], self.templates[None, :]).values():
            total += part
        return total

    def sums(self, market: str, arms: Sequence[Arm]) -> list[dict[str, float]]:
        """Per arm the parts, summed by the name of the reason that they give."""
        artists, templates = np.array([(arm.artist, arm.template) for arm in arms]).T
        parts = self._parts(market, self.artists[artists], self.templates[templates])
        parts["fatigue"] = parts["fatigue"][artists, templates]
        found: list[dict[str, float]] = [{} for _ in arms]
        for name, values in parts.items():
            reason = _REASONS[name]
            for sums, value in zip(found, np.broadcast_to(values, len(arms)), strict=True):
                sums[reason] = sums.get(reason, 0.0) + float(value)
        return found

    def level(self, market: str) -> float:
        """Log: what the average arm of the catalogue is worth beside those live of late."""
        rows = self.recent.of(self._place(market))
        if not len(rows["level"]):
            return 0.0
        return float(np.average(rows["level"], weights=rows["expected"]))

    def live(self, market: str) -> float:
        """How many arms shared a day's spend of late; 1 where nothing was live."""
        days = self.recent.of(self._place(market))["day"]
        return len(days) / len(np.unique(days)) if len(days) else 1.0

    def _place(self, market: str) -> int:
        return self.efficiency.history.axes.market[market]

    def _parts(self, market: str, artists: Index, templates: Index) -> dict[str, Array]:
        """Per level and slope its log effect at these places of the axes; fatigue of all arms."""
        places = {
            "market": np.full((1,) * artists.ndim, self._place(market)),
            "artist": artists,
            "template": templates,
            "genre": self.efficiency.history.axes.genre_of[artists],
        }
        found = self.efficiency.levels(places)
        found["fatigue"] = self._fatigue(market)
        return found | self.efficiency.slopes(places)

    def _fatigue(self, market: str) -> Array:
        found = np.zeros(self.shape)
        for part, slope in zip(self.worn, self.efficiency.wear_slopes(), strict=True):
            now = part.of(self._place(market))
            worn = slope * np.log1p(now["worn"])
            if "template" in now:
                found[now["artist"], now["template"]] += worn
            else:
                found[now["artist"]] += worn[:, None]
        return found


def by_market(efficiency: Efficiency) -> MarketEfficiency:
    """What is known of each market, and of the arms of the facts."""
    axes, facts = efficiency.history.axes, efficiency.facts
    artist = [axes.artist[name] for name in facts.artists]
    template = [axes.template[card.template_id] for card in facts.templates]
    return MarketEfficiency(
        efficiency=efficiency,
        artists=np.array(artist, dtype=np.int64),
        templates=np.array(template, dtype=np.int64),
        recent=_recent(efficiency),
        worn=tuple(_worn(efficiency)),
    )


def _recent(efficiency: Efficiency) -> ByMarket:
    facts = efficiency.facts
    cells = efficiency.history.cells.with_columns(level=pl.Series(efficiency.effects.level))
    newest = facts.as_of - timedelta(days=facts.maturity_days + _RECENT_DAYS)
    recent = cells.filter(pl.col("date") > newest)
    same = pl.col("channel") == facts.channel
    kept = recent.filter(same | ~same.any().over("market"))
    # A day of each channel counts by itself.
    day = pl.struct("channel", "date").rank("dense")
    return _sorted(kept.select("market", "level", "expected", day=day), efficiency)


def _worn(efficiency: Efficiency) -> list[ByMarket]:
    """Of each frame of the wear the arms of the facts today."""
    facts, wear = efficiency.facts, efficiency.history.wear
    ids = {"artist": facts.artists, "template": [card.template_id for card in facts.templates]}
    found = []
    for keys, frame in zip(WORN, wear.frames, strict=True):
        now = frame.filter(pl.col("date") == wear.as_of)
        for axis in (axis for axis in ids if f"{axis}_id" in keys):
            names = pl.Series(ids[axis], dtype=pl.String)
            places = pl.DataFrame({f"{axis}_id": names}).with_row_index(axis)
            now = now.join(places, on=f"{axis}_id", maintain_order="left")
        found.append(_sorted(now.drop("date"), efficiency))
    return found


def _sorted(rows: pl.DataFrame, efficiency: Efficiency) -> ByMarket:
    """The rows by market, otherwise in their order."""
    markets = efficiency.history.axes.market
    place = rows["market"].replace_strict(markets, return_dtype=pl.Int64).to_numpy()
    order = np.argsort(place, kind="stable")
    names = [name for name in rows.columns if rows[name].dtype != pl.String]
    return ByMarket(
        starts=np.searchsorted(place[order], np.arange(len(markets) + 1)),
        columns={name: rows[name].to_numpy()[order] for name in names},
    )
