"""Arm days → log efficiencies at every level that an arm belongs to, shrunk and matured.

An efficiency is registrations ÷ those that an average arm of the market would have brought for
the same spend, so that levels pool over markets and currencies.
"""

import polars as pl

from ranker.features.history import history_sums
from ranker.rankers.protocol import Facts

# Strength of the pull towards the average, in expected registrations or clicks.
_PULL = 8.0
_CLICK_PULL = 60.0
# Level → what its rows have in common.
_LEVELS = {
    "own_arm": ("market", "artist_id", "template_id"),
    "own_artist": ("market", "artist_id"),
    "artist": ("artist_id",),
    "artist_template": ("artist_id", "template_id"),
    "template_market": ("market", "template_id"),
    "template_genre": ("genre", "template_id"),
    "genre_market": ("market", "genre"),
    "market": ("market",),
}


def efficiency_features(facts: Facts, *, cells: pl.DataFrame, asks: pl.DataFrame) -> pl.DataFrame:
    """The look-backs of each ask; null where the level has no history (own_*) at all."""
    levels = {
        name: history_sums(cells, asks, keys=keys, nearest_day=facts.maturity_days)
        for name, keys in _LEVELS.items()
    }
    levels["similar"] = _similar_sums(facts, cells, asks)
    sums = pl.concat(
        [
            frame.rename({column: f"{name}:{column}" for column in frame.columns})
            for name, frame in levels.items()
        ],
        how="horizontal",
    )
    sums = sums.with_columns(*_elsewhere("artist", "own_artist"))
    sums = sums.with_columns(*_elsewhere("artist_template", "own_arm"))
    return sums.select(*_own(), *_pooled(), *_posteriors())


def _similar_sums(facts: Facts, cells: pl.DataFrame, asks: pl.DataFrame) -> pl.DataFrame:
    """The same sums over an artist's neighbours in the market, weighted by similarity."""
    neighbours = cells.join(
        facts.similarity.rename({"artist_id": "asked", "similar_artist_id": "artist_id"}),
        on="artist_id",
    )
    weighted = neighbours.select(
        "date",
        "market",
        pl.col("asked").alias("artist_id"),
        *(pl.col(name) * pl.col("similarity") for name in ("registrations", "expected")),
    )
    return history_sums(
        weighted,
        asks,
        keys=("market", "artist_id"),
        nearest_day=facts.maturity_days,
        columns=("registrations", "expected"),
    )


def _elsewhere(whole: str, own: str) -> list[pl.Expr]:
    """The sums of `whole` without those of `own`."""
    return [
        (pl.col(f"{whole}:{name}_28") - pl.col(f"{own}:{name}_28"))
        .clip(lower_bound=0)
        .alias(f"{whole}_elsewhere:{name}_28")
        for name in ("registrations", "expected")
    ]


def _own() -> list[pl.Expr]:
    """The arm's and the artist's own history in the market."""
    found: list[pl.Expr] = []
    for level in ("own_arm", "own_artist"):
        seen = pl.col(f"{level}:expected_28") > 0
        features = {
            f"{level}_efficiency_7": _efficiency(level, 7),
            f"{level}_efficiency_28": _efficiency(level, 28),
            f"{level}_exposure_7": pl.col(f"{level}:expected_7").log1p(),
            f"{level}_exposure_28": pl.col(f"{level}:expected_28").log1p(),
            f"{level}_clicks_28": _ratio(
                f"{level}:clicks_28", f"{level}:expected_clicks_28", _CLICK_PULL
            ),
            f"{level}_share_28": pl.col(f"{level}:registrations_28")
            / (pl.col("market:registrations_28") + _PULL),
        }
        found += [pl.when(seen).then(value).alias(name) for name, value in features.items()]
    return found


def _pooled() -> list[pl.Expr]:
    """Levels that say something of arms without history."""
    levels = {
        "elsewhere_artist": "artist_elsewhere",
        "elsewhere_arm": "artist_template_elsewhere",
        "template_market": "template_market",
        "template_genre": "template_genre",
        "genre_market": "genre_market",
        "similar": "similar",
    }
    efficiencies = [_efficiency(sums, 28).alias(f"{n}_efficiency_28") for n, sums in levels.items()]
    exposures = [
        pl.col(f"{levels[name]}:expected_28").log1p().alias(f"{name}_exposure_28")
        for name in ("elsewhere_artist", "elsewhere_arm", "similar")
    ]
    return [*efficiencies, *exposures]


def _posteriors() -> list[pl.Expr]:
    """Empirical Bayes: each level is shrunk towards the next wider one, the widest towards 1."""
    wide = _shrunk("artist_elsewhere", pl.lit(1.0))
    artist = _shrunk("own_artist", wide)
    arm = _shrunk("own_arm", artist)
    seen = pl.col("own_artist:expected_28") > 0
    return [
        wide.log().alias("elsewhere_posterior"),
        pl.when(seen).then(arm.log()).alias("own_artist_posterior"),
    ]


def _shrunk(level: str, prior: pl.Expr) -> pl.Expr:
    registrations, expected = pl.col(f"{level}:registrations_28"), pl.col(f"{level}:expected_28")
    return (registrations + _PULL * prior) / (expected + _PULL)


def _efficiency(level: str, days: int) -> pl.Expr:
    return _ratio(f"{level}:registrations_{days}", f"{level}:expected_{days}", _PULL)


def _ratio(found: str, expected: str, pull: float) -> pl.Expr:
    return ((pl.col(found) + pull) / (pl.col(expected) + pull)).log()
