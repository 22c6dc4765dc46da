"""What lists, dates and prices of the sample say: songs, concerts, covers, podcasts, offers.

A share of the artists has each, as in any real catalogue: a template that needs what an artist
lacks is not picked for them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

Row = tuple[str, str, str, str]
Words = Mapping[tuple[str, str], Sequence[str]]

# BCP 47's tag for what is the same in every language.
_ANY = "und"
_SONGS, _CONCERTS, _COVERS, _EPISODES = 0.6, 0.3, 0.4, 0.25
_TRACKS, _DATES, _WALL = 5, 4, 9
# A month of music, in the money of each market.
_PRICES = {
    "BRL": "21.90",
    "EGP": "59.99",
    "EUR": "10.99",
    "GBP": "11.99",
    "ILS": "23.90",
    "INR": "119",
    "IRR": "990000",
    "JPY": "980",
    "PKR": "349",
    "SAR": "21.99",
    "USD": "11.99",
}


def list_rows(
    artist_ids: Sequence[str], *, words: Words, artworks: Sequence[str], as_of: date, seed: int
) -> list[Row]:
    """Rows of the content table; `words` by kind and language, concerts begin after `as_of`."""
    rng = np.random.default_rng([seed, 9])
    rows: list[Row] = []
    for artist in artist_ids:
        songs, concerts, covers, episodes = rng.random(4) < (_SONGS, _CONCERTS, _COVERS, _EPISODES)
        found: list[tuple[str, str, str]] = []
        if songs:
            found += _songs(rng, words)
        if concerts:
            found += _concerts(rng, words, as_of)
        if covers:
            wall = rng.choice(np.array(artworks), _WALL, replace=False)
            found += [(_ANY, f"covers_{n}", str(path)) for n, path in enumerate(wall, start=1)]
        if episodes:
            found += [*_worded(rng, words, "show", 1), *_worded(rng, words, "episode", 1)]
        rows += [(artist, *row) for row in found]
    return rows


def price_rows(artist_ids: Sequence[str], *, markets: Sequence[tuple[str, str]]) -> list[Row]:
    """The price of a month in each locale of the markets: (locales, currency)."""
    prices = {
        locale: f"{_PRICES[currency]} {currency}"
        for locales, currency in markets
        for locale in locales.split(";")
    }
    return [
        (artist, locale, "price", price)
        for artist in artist_ids
        for locale, price in prices.items()
    ]


def _songs(rng: np.random.Generator, words: Words) -> list[tuple[str, str, str]]:
    lengths = [f"{int(n) // 60}:{int(n) % 60:02d}" for n in rng.integers(150, 290, _TRACKS)]
    rows = [(_ANY, f"durations_{n}", length) for n, length in enumerate(lengths, start=1)]
    titles = _worded(rng, words, "track", _TRACKS, slot="tracks")
    # The newest of them gives the release its name.
    releases = [(tag, "release", title) for tag, slot, title in titles if slot == "tracks_1"]
    return [*rows, *titles, *releases]


def _concerts(rng: np.random.Generator, words: Words, as_of: date) -> list[tuple[str, str, str]]:
    days = np.cumsum(rng.integers(2, 12, _DATES)) + 10
    dates = [(as_of + timedelta(days=int(day))).isoformat() for day in days]
    return [
        *((_ANY, f"dates_{n}", day) for n, day in enumerate(dates, start=1)),
        *_worded(rng, words, "city", _DATES, slot="cities"),
        *_worded(rng, words, "venue", _DATES, slot="venues"),
    ]


def _worded(
    rng: np.random.Generator, words: Words, kind: str, count: int, *, slot: str = ""
) -> list[tuple[str, str, str]]:
    """The same `count` things in every language: numbered rows, or one row without `slot`."""
    chosen = [int(place) for place in rng.permutation(len(words[kind, "en"]))[:count]]
    return [
        (locale, f"{slot}_{n}" if slot else kind, said[place])
        for (of, locale), said in words.items()
        if of == kind
        for n, place in enumerate(chosen, start=1)
    ]
