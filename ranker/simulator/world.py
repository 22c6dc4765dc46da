"""Dials and a seed → the truth: what each arm is worth on each day, which no table says."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ranker.card import TemplateCard
from ranker.simulator.dials import Dials
from ranker.simulator.noise import Array, Index

FIRST_DAY = date(2025, 1, 6)
SYSTEMS = ("android", "ios")
_DIMENSIONS = 8
_THEMES = ("bold", "calm", "motion", "artist")


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The truth of one seed. M markets, A artists, T templates, C channels, S systems, D days.

    Day 0 of the arrays is FIRST_DAY, the first of history. Log effects: `arm` (M × A × T) is all
    that is steady, `drift` (D × M × A) what moves, `cell` (M × C × S) of channel and system,
    `artist_channel` (A × C), `level` (D × M) the market's own, competition and weekday together;
    `competition` (D × M) is the part of it that shows in prices. `rate` (M) is registrations per
    unit of money, `cell_part` (M × C × S) the parts of the budget. `entry` (A): the first day.
    """

    dials: Dials
    seed: int
    arm: Array
    drift: Array
    cell: Array
    artist_channel: Array
    level: Array
    competition: Array
    click_deviation: Array
    rate: Array
    budget: Array
    cost_per_mille: Array
    cell_part: Array
    embedding: Array
    genre: Index
    entry: Index
    liking: Array
    log_streams: Array

    @property
    def markets(self) -> tuple[str, ...]:
        """Their ids, in the order of the arrays."""
        return tuple(f"m{i:02d}" for i in range(self.dials.markets))

    @property
    def artists(self) -> tuple[str, ...]:
        """Their ids, in the order of the arrays."""
        return tuple(f"artist-{i:04d}" for i in range(self.dials.artists))

    @property
    def templates(self) -> tuple[TemplateCard, ...]:
        """Every third is animated; themes go round."""
        return tuple(
            TemplateCard(
                template_id=f"template-{i:02d}",
                version="1",
                kind="animated" if i % 3 == 2 else "static",
                theme=_THEMES[i % len(_THEMES)],
            )
            for i in range(self.dials.templates)
        )

    def day(self, place: int) -> date:
        """The date of a day of the arrays."""
        return FIRST_DAY + timedelta(days=place)


def make_world(dials: Dials, *, seed: int) -> World:
    """Draw the truth. Equal dials and seeds give equal worlds."""
    artists = _make_artists(dials, seed)
    competition, level = _levels(dials, seed)
    budget, rate, price = _money(dials, seed)
    arms = (dials.markets, dials.artists, dials.templates)
    channels = len(dials.channels)
    cells = (dials.markets, channels, len(SYSTEMS))
    return World(
        dials=dials,
        seed=seed,
        arm=artists.worth[:, :, None] + _templates(dials, seed, artists.genre),
        drift=_drift(dials, seed, artists.embedding),
        cell=_effect(seed, "system", dials.system, cells),
        artist_channel=_effect(
            seed, "artist channel", dials.artist_channel, (dials.artists, channels)
        ),
        level=level,
        competition=competition,
        click_deviation=_effect(seed, "clicks", dials.click_deviation, arms),
        rate=rate,
        budget=budget,
        cost_per_mille=price,
        cell_part=_cell_parts(dials, seed),
        embedding=artists.embedding,
        genre=artists.genre,
        entry=artists.entry,
        liking=artists.liking,
        log_streams=artists.log_streams,
    )


def _rng(seed: int, part: str) -> np.random.Generator:
    """A generator of its own for each part, so that a dial that is turned changes nothing else."""
    return np.random.default_rng([seed, *part.encode()])


def _effect(seed: int, part: str, deviation: float, shape: tuple[int, ...]) -> Array:
    return deviation * _rng(seed, part).normal(0, 1, shape)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Artists:
    """worth, liking, log_streams: markets × artists; see World."""

    embedding: Array
    genre: Index
    entry: Index
    worth: Array
    liking: Array
    log_streams: Array


def _make_artists(dials: Dials, seed: int) -> _Artists:
    rng, markets, many = _rng(seed, "artists"), dials.markets, dials.artists
    late = rng.random(many) < dials.late_artists
    entry = np.where(late, 1 + np.floor(rng.random(many) * dials.all_days), 0)
    genre = rng.integers(0, dials.genres, many)
    centres = rng.normal(0, 1, (dials.genres, _DIMENSIONS))
    embedding = centres[genre] + rng.normal(0, 0.7, (many, _DIMENSIONS))
    quality = dials.quality * _like(_rng(seed, "quality"), embedding, 1, dials.from_likeness)[0]
    worth = quality + dials.affinity * _like(_rng(seed, "affinity"), embedding, markets, 1.0)
    # What listeners feel and what sells are related, not the same.
    correlation, streams = dials.popularity_correlation, _rng(seed, "streams")
    everywhere, here = streams.normal(0, 1, many), streams.normal(0, 1, (markets, many))
    other = np.sqrt(1 - correlation**2) * (0.8 * everywhere + 0.6 * here)
    answers = _effect(seed, "promotions", dials.promotion_noise, (markets, many))
    return _Artists(
        embedding=embedding,
        genre=genre.astype(np.int64),
        entry=entry.astype(np.int64),
        worth=worth,
        liking=dials.promotion_signal * worth + answers,
        log_streams=8 + dials.popularity * (correlation * _standard(worth) + other),
    )


def _like(rng: np.random.Generator, embedding: Array, many: int, part: float) -> Array:
    """many × artists standard effects, of which `part` of the variance follows the embedding."""
    taste = rng.normal(0, 1, (many, embedding.shape[1]))
    alone = rng.normal(0, 1, (many, len(embedding)))
    shared = np.sqrt(part) * _standard(taste @ embedding.T)
    return np.asarray(shared + np.sqrt(1 - part) * alone)


def _standard(values: Array) -> Array:
    centred = values - values.mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.maximum(values.std(axis=-1, keepdims=True), 1e-12))


def _drift(dials: Dials, seed: int, embedding: Array) -> Array:
    """An AR(1) per market and artist, stationary from the first day."""
    rng = _rng(seed, "drift")
    found = np.empty((dials.all_days, dials.markets, dials.artists))
    fresh = np.sqrt(1 - dials.affinity_memory**2)
    now = _like(rng, embedding, dials.markets, dials.from_likeness)
    for day in range(dials.all_days):
        found[day] = dials.affinity_drift * now
        step = _like(rng, embedding, dials.markets, dials.from_likeness)
        now = dials.affinity_memory * now + fresh * step
    return found


def _templates(dials: Dials, seed: int, genre: Index) -> Array:
    markets, many = dials.markets, dials.templates
    main = _effect(seed, "template", dials.template, (many,))
    here = _effect(seed, "template market", dials.template_market, (markets, 1, many))
    suits = _effect(seed, "template genre", dials.template_genre, (dials.genres, many))
    arm = _effect(seed, "arm", dials.arm, (markets, dials.artists, many))
    return np.asarray(main + here + suits[genre] + arm)


def _levels(dials: Dials, seed: int) -> tuple[Array, Array]:
    """Competition, an AR(1) per market, and with the weekday the level of each market and day."""
    steps = _rng(seed, "competition").normal(0, 1, (dials.all_days, dials.markets))
    fresh = np.sqrt(1 - dials.competition_memory**2)
    competition = np.empty_like(steps)
    now = steps[0]
    for day, step in enumerate(steps):
        now = dials.competition_memory * now + fresh * step if day else step
        competition[day] = dials.competition * now
    days = np.arange(dials.all_days)[:, None]
    phase = _rng(seed, "weekday").integers(0, 7, dials.markets)
    weekday = dials.weekday * np.cos(2 * np.pi * (days + phase) / 7)
    return competition, competition + weekday


def _money(dials: Dials, seed: int) -> tuple[Array, Array, Array]:
    """Per market the daily budget, registrations per unit of it, and the price of 1000 views."""
    rng = _rng(seed, "money")
    wanted = dials.registrations_per_day * np.exp(
        dials.market_spread * rng.normal(0, 1, dials.markets)
    )
    cost_per_registration = rng.lognormal(2.5, 1.5, dials.markets)
    views = rng.uniform(0.05, 0.15, dials.markets)  # registrations per click at efficiency 1
    price = 1000 * cost_per_registration * views * dials.click_rate
    return wanted * cost_per_registration, 1 / cost_per_registration, price


def _cell_parts(dials: Dials, seed: int) -> Array:
    android = _rng(seed, "systems").uniform(0.4, 0.95, dials.markets)
    systems = np.stack([android, 1 - android], axis=-1)
    channels = np.array(list(dials.channels.values()))
    return np.asarray(channels[None, :, None] * systems[:, None, :])
