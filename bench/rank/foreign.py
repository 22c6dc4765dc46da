"""A seed → the history of a customer who is not a music service, as exported: CSV and mapping.yaml.

Eight countries × 33 ads (eleven offers × three banner sizes) that run every day: dense history,
spend that follows size and not efficiency, efficiencies that drift, a shop's own column names.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

DAYS = 120
_COUNTRIES = ("AT", "BE", "CH", "DK", "FI", "NO", "PT", "SE")
_OFFERS, _BANNERS = 11, ("300x250", "320x50", "728x90")
_FIRST = date(2024, 1, 1)
_MAPPING = """\
catalog: {artist_id: offer, name: title, genre: category, artwork: picture}
markets: {market: country, locales: languages, currency: money, daily_budget: budget}
performance:
  date: day
  market: country
  channel: network
  os: device
  artist_id: offer
  template_id: banner
  impressions: displays
  clicks: clicks
  registrations: conversions
  subscriptions: sales
  spend: cost
popularity: {date: day, market: country, artist_id: offer, streams: visits}
"""

Array = NDArray[np.float64]


def write_foreign_log(folder: Path, *, seed: int) -> None:
    """Write the tables of `seed` into an existing folder; `DAYS` days end the day before as_of."""
    rng = np.random.default_rng([seed, 8])
    quality = rng.normal(0, 0.25, _OFFERS)
    (folder / "mapping.yaml").write_text(_MAPPING, encoding="utf-8")
    offers = [f"offer-{i:02d}" for i in range(_OFFERS)]
    pl.DataFrame(
        {
            "offer": offers,
            "title": [f"Offer {i}" for i in range(_OFFERS)],
            "category": [("home", "garden", "toys")[i % 3] for i in range(_OFFERS)],
            "picture": [f"{offer}.jpg" for offer in offers],
        }
    ).write_csv(folder / "catalog.csv")
    pl.DataFrame(
        {"country": _COUNTRIES, "languages": "en", "money": "EUR", "budget": 1000.0}
    ).write_csv(folder / "markets.csv")
    _performance(rng, quality).write_csv(folder / "performance.csv")
    _visits(rng, quality).write_csv(folder / "popularity.csv")


def _performance(rng: np.random.Generator, quality: Array) -> pl.DataFrame:
    shape = (len(_COUNTRIES), _OFFERS, len(_BANNERS))
    worth = quality[None, :, None] + rng.normal(0, 0.1, shape[2]) + rng.normal(0, 0.15, shape)
    size = np.exp(rng.normal(0, 0.9, shape) + 0.8 * quality[None, :, None])
    price = rng.uniform(3, 12, shape[0])[:, None, None]
    drift = rng.normal(0, 0.15, shape)
    days: list[pl.DataFrame] = []
    for day in range(DAYS):
        drift = 0.97 * drift + rng.normal(0, 0.15 * np.sqrt(1 - 0.97**2), shape)
        level = np.exp(rng.normal(0, 0.1, (shape[0], 1, 1)))
        split = size * rng.lognormal(0, 0.4, shape)
        spend = 1000 * split / split.sum(axis=(1, 2), keepdims=True)
        mean = spend / price * level * np.exp(worth + drift)
        conversions = rng.poisson(mean * rng.gamma(15, 1 / 15, shape))
        displays = rng.poisson(spend / 4 * 1000)
        clicks = rng.binomial(displays, np.minimum(0.01 * np.exp(0.5 * (worth + drift)), 0.5))
        days.append(_rows(_FIRST + timedelta(days=day), spend, displays, clicks, conversions))
    return pl.concat(days)


def _rows(
    day: date,
    spend: Array,
    displays: NDArray[np.int64],
    clicks: NDArray[np.int64],
    conversions: NDArray[np.int64],
) -> pl.DataFrame:
    country, offer, banner = (index.ravel() for index in np.indices(spend.shape))
    return pl.DataFrame(
        {
            "day": [day] * spend.size,
            "country": np.array(_COUNTRIES)[country],
            "network": "google",
            "device": "all",
            "offer": [f"offer-{i:02d}" for i in offer],
            "banner": np.array(_BANNERS)[banner],
            "displays": displays.ravel(),
            "clicks": clicks.ravel(),
            "conversions": conversions.ravel(),
            "sales": conversions.ravel() // 10,
            "cost": spend.ravel().round(2),
        }
    )


def _visits(rng: np.random.Generator, quality: Array) -> pl.DataFrame:
    """How often each offer's page was seen: only partly a sign of its worth."""
    shape = (len(_COUNTRIES), _OFFERS)
    level = np.exp(6 + 0.8 * quality + rng.normal(0, 0.6, shape))
    country, offer = (index.ravel() for index in np.indices(shape))
    return pl.concat(
        [
            pl.DataFrame(
                {
                    "day": [_FIRST + timedelta(days=day)] * level.size,
                    "country": np.array(_COUNTRIES)[country],
                    "offer": [f"offer-{i:02d}" for i in offer],
                    "visits": rng.poisson(level).ravel(),
                }
            )
            for day in range(DAYS)
        ]
    )
