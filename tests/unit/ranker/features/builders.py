"""Facts of the planted history, for features."""

from datetime import date

import polars as pl

from ranker.rankers.protocol import Facts
from tests.unit.ranker.builders import ARTISTS, AS_OF, CARDS, MARKETS, planted_frames


def small_facts(*, as_of: date = AS_OF) -> Facts:
    """The planted history as known on `as_of`."""
    before = pl.col("date") < as_of
    frames = planted_frames()
    return Facts(
        as_of=as_of,
        markets=MARKETS,
        artists=ARTISTS[:14],
        templates=CARDS,
        catalog=pl.DataFrame(
            {
                "artist_id": ARTISTS,
                "genre": [("pop", "Rock; indie", None)[i % 3] for i in range(len(ARTISTS))],
                "available_from": [date(2025, 3, 1)] * 9 + [None] * 7,
            }
        ),
        performance=frames["performance"].filter(before),
        popularity=frames["popularity"].filter(before),
        promotions=frames["promotions"].filter(before),
        similarity=frames["similarity"],
    )
