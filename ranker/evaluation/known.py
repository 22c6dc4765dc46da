"""Tables → the facts of any morning in the past, and what was hidden from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
import polars as pl

from ranker.card import TemplateCard
from ranker.rankers.protocol import Facts
from ranker.tables.tables import Tables

_CELL = ("market", "artist_id", "template_id")


class Known(Protocol):
    """What was known on a morning: nothing dated or reported later."""

    def __call__(self, day: date, /) -> Facts:
        """The facts as of that day, with every artist and template that was live by its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownTables:
    """Facts of the past from tables that keep when each row was reported; see Known.

    live: rows with date and artist_id; an artist who was live is known from that day on, whatever
    the catalogue says of when it became available.
    """

    tables: Tables
    live: pl.DataFrame
    templates: tuple[TemplateCard, ...]
    channel: str
    objective: str = "registrations"
    maturity_days: int = 6
    seed: int = 0

    def __call__(self, day: date) -> Facts:
        """See Known. All artists of the catalogue that were available compete, vetoes aside."""
        tables = self.tables
        there = pl.col("available_from").is_null() | (pl.col("available_from") <= day)
        live = self.live.filter(pl.col("date") <= day)["artist_id"].unique()
        artists = tables.catalog.filter(there | pl.col("artist_id").is_in(live.implode()))
        return Facts(
            as_of=day,
            markets=tuple(sorted(tables.markets["market"])),
            artists=tuple(artists["artist_id"].sort()),
            templates=self.templates,
            catalog=tables.catalog,
            performance=tables.performance_until(day),
            popularity=tables.popularity_until(day),
            promotions=tables.promotions_until(day),
            similarity=tables.similarity,
            channel=self.channel,
            objective=self.objective,
            maturity_days=self.maturity_days,
            seed=self.seed,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownFacts:
    """Facts of the past from those of a later day, for a ranker that judges itself.

    They hold the latest report of each row alone, so a day younger than `maturity_days` may look
    more complete than it did; rankers do not learn from such days.
    """

    facts: Facts

    def __call__(self, day: date) -> Facts:
        """See Known."""
        earlier = pl.col("date") < day
        return replace(
            self.facts,
            as_of=day,
            performance=self.facts.performance.filter(earlier),
            popularity=self.facts.popularity.filter(earlier),
            promotions=self.facts.promotions.filter(earlier),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Blind:
    """The facts without the performance of hidden cells (market, artist, template): cold start."""

    known: Known
    hidden: pl.DataFrame

    def __call__(self, day: date) -> Facts:
        """See Known."""
        facts = self.known(day)
        seen = facts.performance.join(
            self.hidden, on=list(_CELL), how="anti", maintain_order="left"
        )
        return replace(facts, performance=seen)


def hidden_cells(outcomes: pl.DataFrame, *, share: float, seed: int) -> pl.DataFrame:
    """A share (0–1) of the cells that were ever live, drawn by chance; their three ids."""
    cells = outcomes.select(_CELL).unique().sort(_CELL)
    drawn = np.random.default_rng([seed, 35]).random(cells.height) < share
    return cells.filter(pl.Series(drawn))


def all_templates(
    templates: Sequence[TemplateCard], performance: pl.DataFrame
) -> tuple[TemplateCard, ...]:
    """The templates, and a card without facts for each that only the history knows, by id."""
    cards = {card.template_id: card for card in templates}
    for name in performance["template_id"].unique():
        cards.setdefault(
            name, TemplateCard(template_id=name, version="", kind="unknown", theme="unknown")
        )
    return tuple(cards[name] for name in sorted(cards))
