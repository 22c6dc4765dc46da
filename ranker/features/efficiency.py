"""Look-backs → log efficiencies, click rates and exposures at every level that an arm belongs to.

An efficiency is registrations ÷ those that an average arm of the market would have brought for
the same spend, so that levels pool over markets and currencies.
"""

import numpy as np
from numpy.typing import NDArray

from ranker.features.history import WINDOWS_DAYS, Look, Source
from ranker.features.signals import here_features
from ranker.features.sums import Array

# Strength of the pull towards the average: expected registrations, clicks, parts of a day's spend.
_PULL = 8.0
_CLICK_PULL = 60.0
_PART_PULL = 0.05
# What is left of a day's wear after each of the look-backs' spans: half of it after ten days.
_WEAR = (0.87, 0.71, 0.49, 0.25)

Keys = tuple[str, ...]
_ARM: Keys = ("market", "artist", "template")
_HERE: Keys = ("market", "artist")
_ARTIST: Keys = ("artist",)
_PAIR: Keys = ("artist", "template")


def arm_features(look: Look) -> dict[str, Array]:
    """Of market × artist × template; null where the arm was never shown there."""
    seen, shown = _own(look, "own_arm", _ARM)
    here = _posterior(look, _HERE, _posterior_elsewhere(look))
    return {
        **_elsewhere(look, "elsewhere_arm", _PAIR, _ARM),
        **seen,
        "own_arm_posterior": _where(shown, np.log(_posterior(look, _ARM, here))),
        "missing_history": 1.0 - shown,
    }


def market_artist_features(look: Look) -> dict[str, Array]:
    """Of market × artist: the artist's ads here, elsewhere, and those of similar artists here."""
    own, shown = _own(look, "own_artist", _HERE)
    elsewhere = _posterior_elsewhere(look)
    return {
        **here_features(look),
        **own,
        "own_artist_posterior": _where(shown, np.log(_posterior(look, _HERE, elsewhere))),
        "own_artist_age_advertised": np.log1p(look.age(Source.SHOWN, _HERE)),
        **_elsewhere(look, "elsewhere_artist", _ARTIST, _HERE),
        "elsewhere_posterior": np.log(elsewhere),
        "similar_efficiency_28": _efficiency(look, Source.SIMILAR, _HERE, 28),
        "similar_exposure_28": np.log1p(look.sum(Source.SIMILAR, _HERE, "expected", 28)),
    }


def template_features(look: Look) -> dict[str, Array]:
    """Of template × market, or template × genre, as the questions have it."""
    axis = next(axis for axis in ("market", "genre") if axis in look.rows.axes)
    keys = (axis, "template")
    return {f"template_{axis}_efficiency_28": _efficiency(look, Source.MATURED, keys, 28)}


def genre_features(look: Look) -> dict[str, Array]:
    """Of market × genre."""
    keys = ("market", "genre")
    return {"genre_market_efficiency_28": _efficiency(look, Source.MATURED, keys, 28)}


def _own(look: Look, name: str, keys: Keys) -> tuple[dict[str, Array], Array]:
    """An arm's or artist's own history, NaN without; and whether there is any."""
    expected = look.sum(Source.MATURED, keys, "expected", 28)
    spent = {days: look.sum(Source.SHOWN, keys, "spend_part", days) for days in WINDOWS_DAYS}
    known, shown = expected > 0, (expected > 0) | (spent[28] > 0)
    market = look.sum(Source.MATURED, ("market",), "registrations", 28)
    share = look.sum(Source.MATURED, keys, "registrations", 28) / (market + _PULL)
    matured = {
        **{f"efficiency_{d}": _efficiency(look, Source.MATURED, keys, d) for d in WINDOWS_DAYS},
        "exposure_7": np.log1p(look.sum(Source.MATURED, keys, "expected", 7)),
        "exposure_28": np.log1p(expected),
        "share_28": share,
    }
    fresh = {
        "clicks_7": _clicks(look, keys, 7),
        "clicks_28": _clicks(look, keys, 28),
        "cpm_28": _ratio(spent[28], look.sum(Source.SHOWN, keys, "shown_part", 28), _PART_PULL),
        "spend_part_7": spent[7],
        "wear": np.log1p(_wear(spent)),
    }
    features = {f"{name}_{what}": _where(known, value) for what, value in matured.items()}
    features |= {f"{name}_{what}": _where(shown, value) for what, value in fresh.items()}
    return features, shown.astype(np.float64)


def _wear(spent: dict[int, Array]) -> Array:
    """Spend of the last four weeks, the older the less: ads tire, and recover."""
    wear, before = np.zeros_like(spent[28]), np.zeros_like(spent[28])
    for days, left in zip(WINDOWS_DAYS, _WEAR, strict=True):
        wear += left * (spent[days] - before)
        before = spent[days]
    return wear


def _elsewhere(look: Look, name: str, whole: Keys, own: Keys) -> dict[str, Array]:
    """What the artist, or the artist with the template, did in all other markets."""
    registrations, expected = _without(look, whole, own)
    clicks, awaited = (
        look.sum(Source.SHOWN, whole, column, 28) - look.sum(Source.SHOWN, own, column, 28)
        for column in ("clicks", "expected_clicks")
    )
    return {
        f"{name}_efficiency_28": _ratio(registrations, expected, _PULL),
        f"{name}_exposure_28": np.log1p(expected),
        f"{name}_clicks_28": _ratio(clicks, awaited, _CLICK_PULL),
    }


def _without(look: Look, whole: Keys, own: Keys) -> tuple[Array, Array]:
    registrations, expected = (
        look.sum(Source.MATURED, whole, column, 28) - look.sum(Source.MATURED, own, column, 28)
        for column in ("registrations", "expected")
    )
    return registrations, expected


def _posterior_elsewhere(look: Look) -> Array:
    registrations, expected = _without(look, _ARTIST, _HERE)
    return np.asarray((registrations + _PULL) / (expected + _PULL))


def _posterior(look: Look, keys: Keys, prior: Array) -> Array:
    """Empirical Bayes: the level's efficiency, shrunk towards that of the wider one."""
    registrations = look.sum(Source.MATURED, keys, "registrations", 28)
    expected = look.sum(Source.MATURED, keys, "expected", 28)
    return np.asarray((registrations + _PULL * prior) / (expected + _PULL))


def _efficiency(look: Look, source: Source, keys: Keys, days: int) -> Array:
    registrations = look.sum(source, keys, "registrations", days)
    return _ratio(registrations, look.sum(source, keys, "expected", days), _PULL)


def _clicks(look: Look, keys: Keys, days: int) -> Array:
    clicks = look.sum(Source.SHOWN, keys, "clicks", days)
    return _ratio(clicks, look.sum(Source.SHOWN, keys, "expected_clicks", days), _CLICK_PULL)


def _ratio(found: Array, expected: Array, pull: float) -> Array:
    return np.asarray(np.log((found + pull) / (expected + pull)))


def _where(known: NDArray[np.generic], value: Array) -> Array:
    return np.where(known, value, np.nan)
