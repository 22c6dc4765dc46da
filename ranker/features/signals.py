"""Popularity, promotions, age, kind and place → features that a new arm has too.

Streams and promotions are complete the day after, so their look-backs end the day before.
"""

import numpy as np

from ranker.features.history import Look, Source
from ranker.features.sums import Array

_PULL = 40.0


def market_features(look: Look) -> dict[str, Array]:
    """Of the market, the channel and the day of the week (0 is Monday)."""
    return {
        "place_market": _code(look, "market"),
        "place_channel": look.rows.axes["channel"].astype(np.float64),
        "place_weekday": ((look.rows.days + 3) % 7).astype(np.float64),
    }


def artist_features(look: Look) -> dict[str, Array]:
    """Of the artist in all markets."""
    age = look.rows.days - look.history.released[look.rows.axes["artist"]]
    return {
        "genre_code": look.history.places.genres[look.rows.axes["artist"]].astype(np.float64),
        "popularity_everywhere": _log_share(look, ("artist",), (), 7),
        "promotion_everywhere": _answer(look, ("artist",)),
        "age_available": np.log1p(np.where(age >= 0, age, np.nan)),
    }


def here_features(look: Look) -> dict[str, Array]:
    """Of the artist in the market: log share of its streams, momentum, answer to promotions."""
    share = _log_share(look, ("market", "artist"), ("market",), 7)
    before = _log_share(look, ("market", "artist"), ("market",), 28)
    return {
        "popularity_here": share,
        "popularity_momentum": share - before,
        "promotion_here": _answer(look, ("market", "artist")),
    }


def card_features(look: Look) -> dict[str, Array]:
    """Of the template, by today's list; NaN for retired ones."""
    cards = look.history.cards
    themes = sorted({card.theme for card in cards})
    code = _code(look, "template")
    table = np.array(
        [[themes.index(card.theme), card.kind == "animated"] for card in cards] + [[np.nan] * 2]
    )
    found = table[np.where(np.isnan(code), len(cards), code).astype(np.int64)]
    return {
        "template_code": code,
        "template_theme": found[:, 0],
        "template_animated": found[:, 1],
    }


def _code(look: Look, axis: str) -> Array:
    """The place on the axis; NaN for names that today's lists do not hold."""
    index = look.rows.axes[axis]
    return np.where(index < look.history.places.known[axis], index, np.nan)


def _log_share(look: Look, part: tuple[str, ...], whole: tuple[str, ...], days: int) -> Array:
    """With a floor for artists outside the chart; NaN without any chart."""
    streams = look.sum(Source.STREAMS, part, "streams", days)
    total = look.sum(Source.STREAMS, whole, "streams", days)
    share = np.log((streams + 0.5) / (total + 0.5))
    return np.where(total > 0, share, np.nan)


def _answer(look: Look, keys: tuple[str, ...]) -> Array:
    clicks = look.sum(Source.PROMOTIONS, keys, "clicks", 28)
    expected = look.sum(Source.PROMOTIONS, keys, "expected", 28)
    rate = np.log((clicks + _PULL) / (expected + _PULL))
    return np.where(expected > 0, rate, np.nan)
