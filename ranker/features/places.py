"""Names → whole numbers: the axes of the features, those of the facts first and in their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.features.genres import genre_groups
from ranker.features.grouped import Index
from ranker.rankers.protocol import Facts

# Column of a table → the axis that it lies on.
COLUMNS: Mapping[str, str] = {
    "market": "market",
    "channel": "channel",
    "artist_id": "artist",
    "template_id": "template",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """The names on each axis (market, channel, artist, template, genre), in order.

    After the facts' own names come those that only the tables hold: artists who may not be
    advertised, retired templates. `known` counts the facts' own. `genres`: the genre of each
    artist.
    """

    names: Mapping[str, tuple[str, ...]]
    known: Mapping[str, int]
    genres: Index

    def size(self, axis: str) -> int:
        """How many names the axis has, at least 1."""
        return max(len(self.names[axis]), 1)

    def place(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with `day` (since 1970) and axes in place of names; strangers' rows dropped."""
        texts = [column for column in COLUMNS if column in frame.columns]
        placed = frame.with_columns(
            pl.col("date").to_physical().cast(pl.Int64).alias("day"),
            *(
                pl.col(column)
                .cast(pl.Enum(self.names[COLUMNS[column]]), strict=False)
                .to_physical()
                .cast(pl.Int64)
                .alias(COLUMNS[column])
                for column in texts
            ),
        )
        return placed.drop("date", *(c for c in texts if c != COLUMNS[c])).drop_nulls(
            [COLUMNS[column] for column in texts]
        )


def places_of(facts: Facts) -> Places:
    """All names of the facts and their tables."""
    groups = genre_groups(facts)
    genres = tuple(sorted(groups["genre"].unique()))
    played = facts.performance
    names = {
        "market": _all(facts.markets, played["market"]),
        "channel": tuple(sorted({facts.channel, *played["channel"].unique()})),
        "artist": _all(facts.artists, facts.catalog["artist_id"]),
        "template": _all([card.template_id for card in facts.templates], played["template_id"]),
        "genre": genres,
    }
    of_artist = dict(groups.iter_rows())
    index = {genre: i for i, genre in enumerate(genres)}
    return Places(
        names=names,
        known={
            "market": len(facts.markets),
            "artist": len(facts.artists),
            "template": len(facts.templates),
        },
        genres=np.array([index[of_artist[artist]] for artist in names["artist"]], dtype=np.int64),
    )


def _all(first: Iterable[str], others: pl.Series) -> tuple[str, ...]:
    own = tuple(first)
    return (*own, *sorted(set(others.unique().drop_nulls()) - set(own)))
