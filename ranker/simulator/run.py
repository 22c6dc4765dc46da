"""A seed and a policy → a Run: what came of its ads on each day and in each market."""

from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np

from ranker.simulator.arena import Arena
from ranker.simulator.dials import Dials
from ranker.simulator.noise import Array
from ranker.simulator.platform import Played
from ranker.simulator.policies import Marketer, make_policy
from ranker.simulator.signals import Signals
from ranker.simulator.world import World

_NEW_DAYS = 28


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One policy in one world; arrays are days of the loop × markets.

    efficiency: true mean registrations of the day's money ÷ those at efficiency 1, given the
    platform's split; clicks: the same of clicks per impression. registrations: as happened,
    spend: in the market's money. likeness: the mean similarity of two live artists, by the table;
    newcomers: the part of the money that goes to artists who entered in the last 28 days.
    seconds: of the processor.
    """

    policy: str
    seed: int
    efficiency: Array
    clicks: Array
    registrations: Array
    spend: Array
    likeness: Array
    newcomers: Array
    seconds: float


def play_run(world: World, *, policy: str, signals: Signals | None = None) -> Run:
    """Play history and loop. Raises RequestInvalidError for an unknown policy."""
    began = process_time()
    arena, played = play_days(world, policy=policy, signals=signals)
    alike = _likeness(arena)
    days = [measure_day(world, day, alike) for day in played]
    arrays: dict[str, Any] = {name: np.stack([day[name] for day in days]) for name in days[0]}
    seconds = process_time() - began
    return Run(policy=policy, seed=world.seed, seconds=seconds, **arrays)


def play_days(
    world: World, *, policy: str, signals: Signals | None = None
) -> tuple[Arena, list[Played]]:
    """The arena on the morning after the loop, and the loop's days."""
    chooser = make_policy(policy)
    arena = play_history(world, signals=signals)
    played = [arena.play(chooser.choose(arena)) for _ in range(world.dials.days)]
    return arena, played


def play_history(world: World, *, signals: Signals | None = None) -> Arena:
    """An arena on the first day of the loop: what a marketer did before is known."""
    arena = Arena(world, signals=signals)
    marketer = Marketer()
    while arena.day < world.dials.history_days:
        arena.play(marketer.choose(arena))
    return arena


def _likeness(arena: Arena) -> Array:
    """Artists × artists by the similarity table, the greater of both directions; 0 where absent."""
    rows = arena.signals.similarity
    pairs = (
        np.searchsorted(arena.world.artists, rows[name].to_list())
        for name in ("artist_id", "similar_artist_id")
    )
    alike = np.zeros((arena.world.dials.artists,) * 2)
    alike[tuple(pairs)] = rows["similarity"].to_numpy()
    return np.maximum(alike, alike.T)


def measure_day(world: World, played: Played, alike: Array) -> dict[str, Array]:
    """The measures of a Run, one for each market."""
    dials: Dials = world.dials
    markets, artists, _ = played.ads.key
    spend = played.spend.sum(axis=(1, 2))

    def total(values: Array) -> Array:
        found = np.bincount(markets, weights=values, minlength=dials.markets)
        return np.asarray(found, dtype=np.float64)

    money = total(spend)
    new = (world.entry[artists] > 0) & (played.day - world.entry[artists] < _NEW_DAYS)
    live = np.zeros((dials.markets, dials.artists))
    live[markets, artists] = 1
    many = live.sum(axis=1)
    pairs = np.maximum(many * (many - 1), 1)
    return {
        "efficiency": total(spend * played.efficiency) / money,
        "clicks": total(spend * played.click_efficiency) / money,
        "registrations": total(played.registrations.sum(axis=(1, 2, 3)).astype(float)),
        "spend": money,
        "likeness": np.einsum("ma,ab,mb->m", live, alike, live, optimize=True) / pairs,
        "newcomers": total(spend * new) / money,
    }
