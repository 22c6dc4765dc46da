"""The latent truth of the invented market: what each arm is worth, which no table says.

Structure after the simulator of the ranking literature: log efficiency = artist quality +
affinity to the market + template main, market and genre effects + a deviation of the arm;
fatigue and the day's noise are added where history is played. Popularity is only partly
correlated with efficiency.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ranker.sample.names import ArtistName, invent_names

Array = NDArray[np.float64]
GENRES = (
    *("pop", "hip-hop", "electronic", "rock", "folk", "r&b", "jazz", "indie"),
    *("classical", "world"),
)
FIRST_DAY = date(2025, 3, 3)
DAYS = 60
_DIMENSIONS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Market:
    """A market: its languages, money (per day, per thousand impressions) and the CPR it pays."""

    market: str
    region: str
    locales: str
    currency: str
    daily_budget: float
    cost_per_mille: float
    cost_per_registration: float
    android: float


MARKETS = tuple(
    Market(
        market=code,
        region=region,
        locales=locales,
        currency=currency,
        daily_budget=budget,
        cost_per_mille=cpm,
        cost_per_registration=cpr,
        android=android,
    )
    for code, region, locales, currency, budget, cpm, cpr, android in (
        ("BR", "pt", "pt-BR", "BRL", 4200.0, 14.0, 21.0, 0.81),
        ("DE", "de", "de-DE", "EUR", 1500.0, 6.5, 8.2, 0.58),
        ("EG", "ar", "ar-EG", "EGP", 26000.0, 38.0, 92.0, 0.86),
        ("FR", "fr", "fr-FR", "EUR", 1300.0, 5.9, 7.6, 0.61),
        ("GB", "en", "en-GB", "GBP", 1400.0, 6.1, 7.9, 0.47),
        ("IL", "he", "he-IL", "ILS", 3800.0, 19.0, 27.0, 0.66),
        ("IN", "hi", "hi-IN;en-IN", "INR", 72000.0, 78.0, 210.0, 0.94),
        ("IR", "fa", "fa-IR", "IRR", 480000000.0, 650000.0, 1500000.0, 0.91),
        ("JP", "ja", "ja-JP", "JPY", 190000.0, 820.0, 1150.0, 0.42),
        ("PK", "ur", "ur-PK;en-PK", "PKR", 210000.0, 190.0, 560.0, 0.93),
        ("SA", "ar", "ar-SA", "SAR", 4600.0, 17.0, 24.0, 0.55),
        ("US", "en", "en-US;es-US", "USD", 2600.0, 9.2, 10.5, 0.45),
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateTruth:
    """A template of the library as the sample's history knows it."""

    template_id: str
    effect: float


TEMPLATES = tuple(
    TemplateTruth(template_id=template_id, effect=effect)
    for template_id, effect in (
        ("billboard", 0.02),
        ("coverwall", 0.2),
        ("kinetic", -0.04),
        ("podcast", 0.06),
        ("premium", -0.02),
        ("pulse", 0.06),
        ("release", 0.11),
        ("spotlight", 0.08),
        ("toptracks", 0.13),
        ("tour", 0.18),
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The truth of one seed; arrays are indexed by market, artist, template in this order."""

    artist_ids: tuple[str, ...]
    names: tuple[ArtistName, ...]
    genre: tuple[int, ...]
    embedding: Array
    quality: Array
    popularity: Array
    affinity: Array
    efficiency: Array
    entry_day: NDArray[np.int64]


def make_world(seed: int, *, artists: int = 300) -> World:
    """Draw the truth for `seed`."""
    rng = np.random.default_rng([seed, 1])
    names = invent_names(rng, count=artists)
    genre = rng.integers(0, len(GENRES), artists)
    centres = rng.normal(0, 1, (len(GENRES), _DIMENSIONS))
    embedding = centres[genre] + rng.normal(0, 0.6, (artists, _DIMENSIONS))
    quality = rng.normal(0, 0.2, artists)
    home = np.array([[name.region == market.region for name in names] for market in MARKETS])
    taste = rng.normal(0, 0.06, (len(MARKETS), _DIMENSIONS))
    affinity = taste @ embedding.T + 0.12 * home
    reach = rng.normal(0, 1.1, artists) + 1.2 * quality
    noise = rng.normal(0, 0.8, affinity.shape)
    popularity = np.exp(7.5 + reach + 1.8 * home + 0.8 * affinity + noise)
    return World(
        artist_ids=tuple(f"artist-{i:03d}" for i in range(1, artists + 1)),
        names=names,
        genre=tuple(int(g) for g in genre),
        embedding=embedding,
        quality=quality,
        popularity=popularity,
        affinity=affinity,
        efficiency=_efficiency(rng, quality, affinity, genre),
        entry_day=_entry_days(rng, artists),
    )


def _efficiency(
    rng: np.random.Generator, quality: Array, affinity: Array, genre: NDArray[np.int64]
) -> Array:
    """Log registrations per unit of spend, relative to the market, of every arm."""
    markets, artists = affinity.shape
    main = np.array([template.effect for template in TEMPLATES])
    by_market = rng.normal(0, 0.16, (markets, len(TEMPLATES)))
    by_genre = rng.normal(0, 0.1, (len(GENRES), len(TEMPLATES)))
    arm = rng.normal(0, 0.12, (markets, artists, len(TEMPLATES)))
    templates = main + by_market[:, None, :] + by_genre[genre][None, :, :]
    return np.asarray(quality[None, :, None] + affinity[:, :, None] + templates + arm)


def _entry_days(rng: np.random.Generator, artists: int) -> NDArray[np.int64]:
    """The day an artist joins: 60 % are there before the first, some come after the last."""
    late = rng.random(artists) < 0.4
    days = rng.integers(1, DAYS + 8, artists)
    return np.where(late, days, -rng.integers(30, 1200, artists))
