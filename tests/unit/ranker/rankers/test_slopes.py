"""What is known of artists beside their results, as numbers."""

from datetime import date

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from ranker.rankers.hierarchy import axes_of
from ranker.rankers.protocol import Facts
from ranker.rankers.slopes import ArtistSlope, artist_slopes


def alike(many: int, *, seed: int) -> Facts:
    """Artists of whom each is like a few others, and nothing else known."""
    rng = np.random.default_rng(seed)
    ids = [f"a{i:05d}" for i in range(many)]
    pairs = rng.integers(0, many, (2, 8 * many))
    empty = pl.DataFrame(schema={"date": pl.Date, "artist_id": pl.String, "template_id": pl.String})
    return Facts(
        as_of=date(2025, 7, 1),
        markets=("BR",),
        artists=tuple(ids),
        templates=(),
        catalog=pl.DataFrame({"artist_id": ids, "genre": ""}),
        performance=empty,
        popularity=empty,
        promotions=empty,
        similarity=pl.DataFrame(
            {
                "artist_id": pl.Series(ids).gather(pl.Series(pairs[0])),
                "similar_artist_id": pl.Series(ids).gather(pl.Series(pairs[1])),
                "similarity": rng.random(8 * many),
            }
        ),
    )


def likeness(facts: Facts) -> np.ndarray:
    (slope,) = artist_slopes(facts, axes_of(facts))
    assert isinstance(slope, ArtistSlope)
    return slope.values


def test_likeness_does_not_depend_on_the_number_of_cores() -> None:
    facts = alike(20_000, seed=1)
    found = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads, user_api="blas"):
            found.append(likeness(facts))
    assert np.array_equal(found[0], found[1])


def test_few_artists_have_as_many_coordinates_as_there_are_artists() -> None:
    assert likeness(alike(5, seed=2)).shape == (1, 5, 5)
    assert likeness(alike(40, seed=2)).shape == (1, 40, 12)
