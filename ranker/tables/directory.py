"""One artist, one market, one artist's content: rows → values, for whoever renders them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl

from ranker.tables.tables import Tables

# BCP 47's tag for "undetermined": a row of the content table that counts in every locale.
_ANY_LOCALE = "und"


@dataclass(frozen=True, kw_only=True, slots=True)
class Artist:
    """A row of the catalogue; `names` holds the localised names by BCP 47 tag."""

    artist_id: str
    name: str
    names: Mapping[str, str]
    genre: str | None
    artwork: str
    content_type: str | None
    available_from: date | None
    labels: tuple[str, ...]

    def name_in(self, locale: str) -> str:
        """The name for `locale`: ar-EG, else ar, else the plain name."""
        return self.names[tag] if (tag := _nearest(locale, self.names)) else self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Market:
    """A row of the markets table; money in `currency`."""

    market: str
    locales: tuple[str, ...]
    currency: str
    daily_budget: float
    cost_per_mille: float | None


def artist_of(tables: Tables, artist_id: str) -> Artist:
    """The artist of that id. Raises KeyError where the catalogue has none."""
    found = tables.catalog.filter(pl.col("artist_id") == artist_id)
    if found.is_empty():
        raise KeyError(artist_id)
    row = found.row(0, named=True)
    names = {k.removeprefix("name_"): v for k, v in row.items() if k.startswith("name_") and v}
    return Artist(
        artist_id=artist_id,
        name=row["name"],
        names=MappingProxyType(names),
        genre=row["genre"],
        artwork=row["artwork"],
        content_type=row["content_type"],
        available_from=row["available_from"],
        labels=tuple(part.strip() for part in (row["labels"] or "").split(";") if part.strip()),
    )


def market_of(tables: Tables, market: str) -> Market:
    """The market of that id. Raises KeyError where there is none."""
    found = tables.markets.filter(pl.col("market") == market)
    if found.is_empty():
        raise KeyError(market)
    row = found.row(0, named=True)
    return Market(**{**row, "locales": _tags(row["locales"])})


def market_locales(tables: Tables) -> Mapping[str, tuple[str, ...]]:
    """Per market its locales."""
    rows = tables.markets.select("market", "locales").iter_rows()
    return {market: _tags(locales) for market, locales in rows}


def content_of(tables: Tables, artist_id: str, *, locale: str) -> Mapping[str, str]:
    """Slot → value of an artist, from the nearest locale there is: ar-EG, else ar, else und."""
    rows = tables.content.filter(pl.col("artist_id") == artist_id)
    by_slot: dict[str, dict[str, str]] = {}
    for slot, tag, value in rows.select("slot", "locale", "value").iter_rows():
        by_slot.setdefault(slot, {})[tag] = value
    return {
        slot: values[tag]
        for slot, values in by_slot.items()
        if (tag := _nearest(locale, values) or _nearest(_ANY_LOCALE, values)) is not None
    }


def locale_chain(locale: str) -> list[str]:
    """Where content is looked for, nearest first: ar-eg, ar, und."""
    return [*_beginnings(locale), _ANY_LOCALE]


def _tags(locales: str) -> tuple[str, ...]:
    """The tags of a list, each once."""
    return tuple(dict.fromkeys(tag.strip() for tag in locales.split(";") if tag.strip()))


def _nearest(locale: str, tags: Mapping[str, str]) -> str | None:
    """The tag that equals `locale`, or the longest of its beginnings; case does not matter."""
    plain = {tag.lower().replace("_", "-"): tag for tag in tags}
    return next((plain[tag] for tag in _beginnings(locale) if tag in plain), None)


def _beginnings(locale: str) -> list[str]:
    parts = locale.lower().replace("_", "-").split("-")
    return ["-".join(parts[:end]) for end in range(len(parts), 0, -1)]
