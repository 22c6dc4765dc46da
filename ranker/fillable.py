"""Content table + what templates need → the arms that can be rendered in a market.

A list is one row with a JSON array, or numbered rows: tracks_1, tracks_2, … An ad is made in each
locale of its market, so that an arm counts only where none of them would lack something.
"""

import json
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.card import TemplateCard
from ranker.tables.directory import locale_chain

Mask = NDArray[np.bool_]
# Arms of locales that are remembered at once, a byte each.
_MOST_HELD = 50_000_000


class Fillable:
    """What the content can fill, each locale worked out when it is first asked for."""

    def __init__(
        self, content: pl.DataFrame, *, artists: Sequence[str], templates: Sequence[TemplateCard]
    ) -> None:
        self._artists, self._templates = tuple(artists), tuple(templates)
        self._needs = sorted({need for card in templates for need in card.needs})
        slots = [name for key, items in self._needs for name in (key, *_numbered(key, items))]
        self._content = content.filter(pl.col("slot").is_in(slots))
        self._made: dict[str, Mask] = {}

    def arms(self, locales: Sequence[str]) -> Mask:
        """Artists × templates: whether all that the template needs is there, in each locale."""
        mask = np.ones((len(self._artists), len(self._templates)), dtype=bool)
        for locale in locales if self._needs else ():
            mask &= self._arms(locale)
        return mask

    def _arms(self, locale: str) -> Mask:
        if locale not in self._made:
            made = self._of(locale)
            if len(self._made) * made.size >= _MOST_HELD:
                self._made.clear()
            self._made[locale] = made
        return self._made[locale]

    def _of(self, locale: str) -> Mask:
        rows = _nearest_rows(self._content, locale)
        having = {need: np.isin(self._artists, _holders(rows, *need)) for need in self._needs}
        mask = np.ones((len(self._artists), len(self._templates)), dtype=bool)
        for column, card in enumerate(self._templates):
            for need in card.needs:
                mask[:, column] &= having[need]
        return mask


def _nearest_rows(content: pl.DataFrame, locale: str) -> pl.DataFrame:
    """One row per artist and slot: that of the nearest locale."""
    chain = locale_chain(locale)
    tag = pl.col("locale").str.to_lowercase().str.replace_all("_", "-")
    rows = content.filter(tag.is_in(chain))
    order = tag.replace_strict(chain, list(range(len(chain))), return_dtype=pl.Int64)
    return rows.sort(order).unique(["artist_id", "slot"], keep="first", maintain_order=True)


def _holders(rows: pl.DataFrame, key: str, items: int) -> list[str]:
    """The artists who have the value, or a list of so many items."""
    whole = rows.filter(pl.col("slot") == key)
    if not items:
        return whole["artist_id"].to_list()
    # As where slots are filled: one row for the whole list wins over the numbered ones.
    found = [
        artist
        for artist, value in whole.select("artist_id", "value").iter_rows()
        if _length(value) >= items
    ]
    single = rows.filter(pl.col("slot").is_in(_numbered(key, items)))
    single = single.join(whole, on="artist_id", how="anti")
    counts = single.group_by("artist_id").len().filter(pl.col("len") == items)
    return [*found, *counts["artist_id"].to_list()]


def _numbered(key: str, items: int) -> list[str]:
    return [f"{key}_{place}" for place in range(1, items + 1)]


def _length(text: str) -> int:
    """How many items a JSON array has; 0 for what is none."""
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    return sum(item != "" for item in items) if isinstance(items, list) else 0
