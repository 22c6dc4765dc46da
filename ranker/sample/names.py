"""Invented artists' names, each in Latin and in the scripts of the sample's markets.

Parts were transliterated by hand, so that a name reads as a name in every script.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

LOCALES = ("ar", "he", "fa", "ur", "ja", "hi")
REGIONS = ("ar", "he", "fa", "ur", "ja", "hi", "pt", "de", "fr", "en", "es")
_AND = {
    "latin": "{} & {}",
    "ar": "{} و{}",
    "he": "{} ו{}",
    "fa": "{} و {}",
    "ur": "{} اور {}",
    "ja": "{}＆{}",
    "hi": "{} और {}",
}
_DJ = {
    "latin": "DJ {}",
    "ar": "دي جي {}",
    "he": "די ג׳יי {}",
    "fa": "دی‌جی {}",
    "ur": "ڈی جے {}",
    "ja": "DJ {}",
    "hi": "डीजे {}",
}

Spellings = dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtistName:
    """A name in Latin script, its spelling per locale, and the region it comes from."""

    region: str
    latin: str
    localised: tuple[tuple[str, str], ...]


def invent_names(rng: np.random.Generator, *, count: int) -> tuple[ArtistName, ...]:
    """`count` different names: bands, mononyms, duos, DJs and full names of all regions.

    Raises ValueError where the word lists do not hold so many.
    """
    first, last = read_words("first_names"), read_words("last_names")
    pool = [_name(row) for row in read_words("bands")]
    for region in REGIONS:
        given = _shuffled([row for row in first if row["region"] == region], rng)
        family = [row for row in last if row["region"] == region]
        pool += [_name(given[0]), _name(given[1])]
        pool.append(_combine(_AND, given[2], given[3]))
        pool.append(_combine(_DJ, given[4]))
        pool += _full_names(given, _shuffled(family, rng))
    chosen = _spread(list({name.latin: name for name in pool}.values()), count)
    order = rng.permutation(len(chosen))
    return tuple(chosen[i] for i in order)


def read_words(name: str) -> list[Spellings]:
    """The rows of a word list of this package."""
    text = (resources.files("ranker.sample.words") / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _spread(pool: list[ArtistName], count: int) -> list[ArtistName]:
    """`count` names, taken from the regions in turn and in each region from the front."""
    if count > len(pool):
        raise ValueError(f"{count} names wanted; allowed: up to {len(pool)}")
    by_region = {r: [name for name in pool if name.region == r] for r in REGIONS}
    deepest = max(len(names) for names in by_region.values())
    turns = [names[i] for i in range(deepest) for names in by_region.values() if i < len(names)]
    return turns[:count]


def _full_names(given: Sequence[Spellings], family: Sequence[Spellings]) -> list[ArtistName]:
    """Every given name with every family name, so that neighbours share neither."""
    rounds = range(len(family))
    return [
        _full(one, family[(i + shift) % len(family)])
        for shift in rounds
        for i, one in enumerate(given)
    ]


def _full(given: Spellings, family: Spellings) -> ArtistName:
    japanese = given["region"] == "ja"
    spelt = {key: f"{given[key]} {family[key]}" for key in ("latin", *LOCALES)}
    spelt["ja"] = f"{family['ja']} {given['ja']}" if japanese else f"{given['ja']}・{family['ja']}"
    return _name({"region": given["region"], **spelt})


def _combine(patterns: dict[str, str], *parts: Spellings) -> ArtistName:
    spelt = {key: pattern.format(*(p[key] for p in parts)) for key, pattern in patterns.items()}
    return _name({"region": parts[0]["region"], **spelt})


def _name(spelt: Spellings) -> ArtistName:
    return ArtistName(
        region=spelt["region"],
        latin=spelt["latin"],
        localised=tuple((locale, spelt[locale]) for locale in LOCALES),
    )


def _shuffled(rows: list[Spellings], rng: np.random.Generator) -> list[Spellings]:
    return [rows[i] for i in rng.permutation(len(rows))]
