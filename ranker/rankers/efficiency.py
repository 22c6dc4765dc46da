"""A fitted hierarchy → the log efficiency of all arms of a market, part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from ranker.rankers.hierarchy import LEVELS, History, in_market, places_of
from ranker.rankers.protocol import Arm, Facts
from ranker.rankers.shrinkage import Array, Effects, Index
from ranker.rankers.wear import WORN, Wear, worn_rows

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
class Efficiency:
    """Log efficiencies against an average arm of the catalogue; see `parts`."""

    facts: Facts
    history: History
    effects: Effects

    def parts(self, market: str) -> dict[str, Array]:
        """Per level and slope its log effect, artists × templates, an axis of 1 where it is one."""
        places = self._places(market)
        found = self.levels(places)
        found["fatigue"] = self._fatigue(market)
        found |= self.slopes(places)
        return found

    def levels(self, places: Mapping[str, Index]) -> dict[str, Array]:
        """The effect of each level at these places, which may be broadcast."""
        return {name: self._level(name, places) for name in LEVELS}

    def slopes(self, places: Mapping[str, Index]) -> dict[str, Array]:
        """What each slope's numbers are worth at these places."""
        found = {}
        for slope in self.history.slopes:
            effect = self._effect(slope.name)
            if slope.by_market:
                own = self._effect(in_market(slope)).reshape(-1, len(effect))
                effect = effect + own[places["market"]]
            found[slope.name] = np.asarray((slope.at(places) * effect).sum(axis=-1))
        return found

    def total(self, market: str) -> Array:
        """The sum of the parts: artists × templates."""
        shape = (len(self.facts.artists), len(self.facts.templates))
        total = np.zeros(shape)
        for part in self.parts(market).values():
            total += part
        return total

    def sums(self, market: str, arms: Sequence[Arm]) -> list[dict[str, float]]:
        """Per arm the parts, summed by the name of the reason that they give."""
        shape = (len(self.facts.artists), len(self.facts.templates))
        parts = {name: np.broadcast_to(v, shape) for name, v in self.parts(market).items()}
        found: list[dict[str, float]] = [{} for _ in arms]
        for name, values in parts.items():
            reason = _REASONS[name]
            for sums, arm in zip(found, arms, strict=True):
                sums[reason] = sums.get(reason, 0.0) + float(values[arm.artist, arm.template])
        return found

    def level(self, market: str) -> float:
        """Log: what the average arm of the catalogue is worth beside those live of late."""
        rows = self._recent(market)
        return float(np.average(rows["level"], weights=rows["expected"])) if rows.height else 0.0

    def live(self, market: str) -> float:
        """How many arms shared a day's spend of late; 1 where nothing was live."""
        rows = self._recent(market)
        return rows.height / rows.select("channel", "date").n_unique() if rows.height else 1.0

    def rows(self, rows: pl.DataFrame, *, wear: Wear) -> Array:
        """The log efficiency of arm days (market, artist_id, template_id, date) so worn: n."""
        places = places_of(rows, self.history.axes)
        parts = (*self.levels(places).values(), *self.slopes(places).values())
        return np.asarray(sum(parts) + worn_rows(wear, rows) @ self._wear_slopes())

    def _recent(self, market: str) -> pl.DataFrame:
        """The last matured days of the market, on the facts' channel where it has any."""
        cells = self.history.cells.with_columns(level=pl.Series(self.effects.level))
        newest = self.facts.as_of - timedelta(days=self.facts.maturity_days + _RECENT_DAYS)
        recent = cells.filter((pl.col("market") == market) & (pl.col("date") > newest))
        same = recent.filter(pl.col("channel") == self.facts.channel)
        return same if same.height else recent

    def _places(self, market: str) -> dict[str, Index]:
        axes = self.history.axes
        artist = np.array([axes.artist[name] for name in self.facts.artists], dtype=np.int64)
        template = [axes.template[card.template_id] for card in self.facts.templates]
        return {
            "market": np.full((1, 1), axes.market[market]),
            "artist": artist[:, None],
            "template": np.array(template, dtype=np.int64)[None, :],
            "genre": axes.genre_of[artist][:, None],
        }

    def _level(self, name: str, places: Mapping[str, Index]) -> Array:
        wanted = self.history.axes.code(LEVELS[name], places)
        codes, effect = self.history.codes[name], self._effect(name)
        if not len(codes):
            return np.zeros(wanted.shape)
        place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        return np.where(codes[place] == wanted, effect[place], 0.0)

    def _fatigue(self, market: str) -> Array:
        slopes = self._wear_slopes()
        found = np.zeros((len(self.facts.artists), len(self.facts.templates)))
        artists = {name: i for i, name in enumerate(self.facts.artists)}
        templates = {card.template_id: i for i, card in enumerate(self.facts.templates)}
        for keys, frame, slope in zip(WORN, self.history.wear.frames, slopes, strict=True):
            now = frame.filter(
                (pl.col("market") == market)
                & (pl.col("date") == self.history.wear.as_of)
                & pl.col("artist_id").is_in(list(artists))
            )
            rows = [artists[name] for name in now["artist_id"]]
            if "template_id" not in keys:
                found[rows] += slope * np.log1p(now["worn"].to_numpy())[:, None]
                continue
            now = now.filter(pl.col("template_id").is_in(list(templates)))
            rows = [artists[name] for name in now["artist_id"]]
            columns = [templates[name] for name in now["template_id"]]
            found[rows, columns] += slope * np.log1p(now["worn"].to_numpy())
        return found

    def _wear_slopes(self) -> Array:
        """Wear never helps; where counts say so, it is by chance."""
        return np.minimum(self._effect("fatigue"), 0.0)

    def _effect(self, name: str) -> Array:
        return self.effects.effect[self.history.counts.groups[name]]
