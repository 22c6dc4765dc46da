"""Small data folders with a known answer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl

from ranker import Tables, TemplateCard, load_tables
from ranker.rankers.protocol import Arm, Facts

CARDS = (
    TemplateCard(template_id="billboard", version="1", kind="static", theme="bold"),
    TemplateCard(template_id="pulse", version="1", kind="animated", theme="motion"),
    TemplateCard(template_id="spotlight", version="1", kind="static", theme="artist"),
)
TODAY = date(2025, 7, 1)
FIRST = date(2025, 4, 1)
DAYS = 45
AS_OF = FIRST + timedelta(days=DAYS)
MARKETS = ("BR", "EG", "JP")
ARTISTS = tuple(f"a{i:02d}" for i in range(16))
BEST = "a11"

CATALOG = "artist_id,name,genre,artwork\na1,Layla,pop,art/1.jpg\na2,Omar,,art/2.jpg\n"
MARKETS_CSV = "market,locales,currency,daily_budget\nEG,ar-EG;en,EGP,1000\nJP,ja,JPY,90000\n"


def write_folder(folder: Path, tables: Mapping[str, str | bytes | pl.DataFrame]) -> Path:
    """Write each table: text or bytes as CSV, a frame as Parquet; `mapping` as mapping.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        if isinstance(content, pl.DataFrame):
            content.write_parquet(folder / f"{name}.parquet")
            continue
        data = content.encode() if isinstance(content, str) else content
        ending = "mapping.yaml" if name == "mapping" else f"{name}.csv"
        (folder / ending).write_bytes(data)
    return folder


def load(folder: Path, **tables: str | bytes | pl.DataFrame) -> Tables:
    """Load a folder of these tables; a plain catalogue and markets where they are not given."""
    both = {"catalog": CATALOG, "markets": MARKETS_CSV, **tables}
    return load_tables(write_folder(folder, both), today=TODAY)


def planted_frames(
    *, artists: Sequence[str] = ARTISTS, days: int = DAYS
) -> dict[str, pl.DataFrame]:
    """A history in which BEST is best in every market: efficiency, streams, clicks and spend."""
    rng = np.random.default_rng(7)
    performance, popularity, promotions = [], [], []
    for day in range(days):
        when = FIRST + timedelta(days=day)
        reported = datetime.combine(when + timedelta(days=6), datetime.min.time())
        for market in MARKETS:
            for place, artist in enumerate(artists):
                best = artist == BEST
                spend = 130.0 if best else 100.0
                registrations = int(rng.poisson(spend * (0.3 if best else 0.1)))
                card = CARDS[(day + place) % len(CARDS)]
                key = (when, market, "meta", "android", artist, card.template_id)
                counts = (9000, 40 + 2 * registrations, registrations, registrations // 9)
                performance.append((*key, *counts, spend, reported))
                popularity.append((when, market, artist, 9000 if best else 500 + 10 * place))
                promotions.append((when, market, artist, 1000, 60 if best else 20))
    columns = (
        *("date", "market", "channel", "os", "artist_id", "template_id", "impressions", "clicks"),
        *("registrations", "subscriptions", "spend", "reported_at"),
    )
    many = ["date", "market", "artist_id", "impressions", "clicks"]
    return {
        "performance": pl.DataFrame(performance, schema=list(columns), orient="row"),
        "popularity": pl.DataFrame(
            popularity, schema=["date", "market", "artist_id", "streams"], orient="row"
        ),
        "promotions": pl.DataFrame(promotions, schema=many, orient="row").with_columns(
            *(pl.lit(None, dtype=pl.Int64).alias(n) for n in ("streams", "likes", "follows"))
        ),
        "similarity": pl.DataFrame(
            {
                "artist_id": list(artists[:-1]),
                "similar_artist_id": list(artists[1:]),
                "similarity": [0.4] * (len(artists) - 1),
            }
        ),
    }


def planted_catalog(artists: Sequence[str] = ARTISTS) -> str:
    """A catalogue of these artists, of two genres."""
    rows = [
        f"{artist},Name {artist},{('pop', 'rock')[i % 2]},art/{artist}.jpg"
        for i, artist in enumerate(artists)
    ]
    return "artist_id,name,genre,artwork\n" + "\n".join(rows) + "\n"


def planted_markets() -> str:
    """The markets of the planted history."""
    rows = [f"{market},en,EUR,1000" for market in MARKETS]
    return "market,locales,currency,daily_budget\n" + "\n".join(rows) + "\n"


def planted(folder: Path, **changes: pl.DataFrame | str | None) -> Tables:
    """The planted history, with tables replaced, or left out where None."""
    tables: dict[str, str | bytes | pl.DataFrame | None] = {
        "catalog": planted_catalog(),
        "markets": planted_markets(),
        **planted_frames(),
        **changes,
    }
    kept = {name: table for name, table in tables.items() if table is not None}
    return load_tables(write_folder(folder, kept), today=TODAY)


def all_arms(facts: Facts) -> list[Arm]:
    """Each artist with each template, artist by artist."""
    places = product(range(len(facts.artists)), range(len(facts.templates)))
    return [Arm(artist=artist, template=template) for artist, template in places]


def facts_of(tables: Tables) -> Facts:
    """The facts of `AS_OF`, for rankers that are called themselves."""
    return Facts(
        as_of=AS_OF,
        markets=MARKETS,
        artists=tuple(tables.catalog["artist_id"].sort()),
        templates=CARDS,
        catalog=tables.catalog,
        performance=tables.performance_until(AS_OF),
        popularity=tables.popularity,
        promotions=tables.promotions,
        similarity=tables.similarity,
    )
