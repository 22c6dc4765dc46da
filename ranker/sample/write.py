"""The invented world → a data folder, whole or not at all."""

import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from ranker.sample.artwork.gallery import artwork_paths, write_gallery
from ranker.sample.history import play_history
from ranker.sample.lists import Row, Words, list_rows, price_rows
from ranker.sample.names import read_words
from ranker.sample.signals import make_popularity, make_promotions, make_similarity
from ranker.sample.sounds import sound_rows, write_sounds
from ranker.sample.world import DAYS, FIRST_DAY, GENRES, MARKETS, World, make_world

_LINES = ("tagline", "quote")


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleSummary:
    """What was written: rows per table, artwork and sound files, bytes, the day to rank for."""

    folder: Path
    rows: Mapping[str, int]
    artworks: int
    sounds: int
    bytes: int
    as_of: date
    seconds: float


def write_sample(folder: str | Path, *, seed: int = 0) -> SampleSummary:
    """Write the sample data set of `seed` to `folder`, replacing a sample that is there.

    The folder appears complete or not at all. Raises FileExistsError where `folder` holds
    something that is no data folder.
    """
    started = time.monotonic()
    target = Path(folder)
    _refuse_foreign(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        rows = write_data(unfinished, seed=seed)
        artworks = write_gallery(unfinished, seed=seed)
        sounds = write_sounds(unfinished, seed=seed)
        unfinished.chmod(0o755)
        _replace(unfinished, target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return SampleSummary(
        folder=target,
        rows=rows,
        artworks=artworks,
        sounds=sounds,
        bytes=sum(path.stat().st_size for path in target.rglob("*") if path.is_file()),
        as_of=FIRST_DAY + timedelta(days=DAYS),
        seconds=time.monotonic() - started,
    )


def _refuse_foreign(target: Path) -> None:
    if target.is_dir() and any(target.iterdir()) and not (target / "catalog.csv").is_file():
        raise FileExistsError(f"{target}: holds other files; allowed: a new or empty folder")
    if target.exists() and not target.is_dir():
        raise FileExistsError(f"{target}: is a file; allowed: a new or empty folder")


def _replace(unfinished: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    unfinished.rename(target)


def write_data(folder: Path, *, seed: int) -> dict[str, int]:
    """Write the tables of `seed` into an existing folder, no artwork or sound; rows per table."""
    world = make_world(seed)
    texts = {
        "catalog": catalog_frame(world, seed),
        "content": content_frame(world, seed),
        "markets": markets_frame(),
        "similarity": make_similarity(world),
    }
    numbers = {
        "performance": play_history(world, seed),
        "popularity": make_popularity(world, seed),
        "promotions": make_promotions(world, seed),
    }
    for name, frame in texts.items():
        frame.write_csv(folder / f"{name}.csv")
    for name, frame in numbers.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return {name: frame.height for name, frame in {**texts, **numbers}.items()}


def catalog_frame(world: World, seed: int) -> pl.DataFrame:
    """The catalogue: some artists without genre, a few with a brand-safety label."""
    rng = np.random.default_rng([seed, 5])
    count = len(world.names)
    genre = [None if rng.random() < 0.05 else GENRES[g] for g in world.genre]
    labels = ["explicit" if rng.random() < 0.03 else None for _ in range(count)]
    return pl.DataFrame(
        {
            "artist_id": world.artist_ids,
            "name": [name.latin for name in world.names],
            "genre": pl.Series(genre, dtype=pl.String),
            "artwork": artwork_paths(count, seed=seed),
            "content_type": ["artist"] * count,
            "available_from": [FIRST_DAY + timedelta(days=int(d)) for d in world.entry_day],
            "labels": pl.Series(labels, dtype=pl.String),
            **{
                f"name_{locale}": [dict(name.localised)[locale] for name in world.names]
                for locale, _ in world.names[0].localised
            },
        }
    )


def markets_frame() -> pl.DataFrame:
    """The markets table."""
    columns = ("market", "locales", "currency", "daily_budget", "cost_per_mille")
    return pl.DataFrame([{name: getattr(m, name) for name in columns} for m in MARKETS])


def content_frame(world: World, seed: int) -> pl.DataFrame:
    """Lines of copy in every language of the markets, lists, a price and a sound, per artist."""
    words: dict[tuple[str, str], list[str]] = {}
    for row in read_words("copy"):
        words.setdefault((row["slot"], row["locale"]), []).append(row["value"])
    rows = [
        *_lines(world, words, seed=seed),
        *list_rows(
            world.artist_ids,
            words=words,
            artworks=sorted(set(artwork_paths(len(world.names), seed=seed))),
            as_of=FIRST_DAY + timedelta(days=DAYS),
            seed=seed,
        ),
        *price_rows(world.artist_ids, markets=[(m.locales, m.currency) for m in MARKETS]),
        *sound_rows(world.artist_ids, genre=world.genre, seed=seed),
    ]
    return pl.DataFrame(rows, schema=["artist_id", "locale", "slot", "value"], orient="row")


def _lines(world: World, words: Words, *, seed: int) -> list[Row]:
    """A tagline and a quote for each artist, the same in every language."""
    rng = np.random.default_rng([seed, 6])
    rows = []
    for artist in world.artist_ids:
        for kind in _LINES:
            place = int(rng.integers(len(words[kind, "en"])))
            said = [(locale, lines[place]) for (of, locale), lines in words.items() if of == kind]
            rows += [(artist, locale, kind, line) for locale, line in said]
    return rows
