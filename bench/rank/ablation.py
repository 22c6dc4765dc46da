"""Which features earn their place: trees with all of them, and without one group after the other.

    python -m bench.rank.ablation --seeds 6

Worlds of the simulator are played for 56 days by trees that learn weekly. On two mornings of each,
trees learn without a group and pick each market's ads; the truth says what share of the gap from
the heuristic to the oracle the picks close, among all arms and among artists never shown in the
market. Changes are paired by world and morning, with 95 % intervals; seeds begin at 1000, since
those below are kept for results.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import xgboost as xgb
from numpy.typing import NDArray

from ranker.features.as_of import grouped_features
from ranker.features.panel import training_panel
from ranker.rankers.protocol import Facts
from ranker.rankers.trees import TreeSettings, train_trees
from ranker.scoring.plain import predict_margins
from ranker.simulator.arena import Arena
from ranker.simulator.dials import read_dials
from ranker.simulator.platform import Ads
from ranker.simulator.policies import make_policy
from ranker.simulator.run import play_history
from ranker.simulator.world import make_world

Array = NDArray[np.float64]
GROUPS: Mapping[str, tuple[str, ...]] = {
    "all": (),
    "own arm": ("own_arm",),
    "own artist": ("own_artist",),
    "other markets": ("elsewhere",),
    "similar artists": ("similar",),
    "template": ("template",),
    "genre": ("genre",),
    "popularity": ("popularity",),
    "promotions": ("promotion",),
    "age": ("age", "own_artist_age"),
    "place and weekday": ("place",),
    "wear": ("own_arm_wear", "own_artist_wear", "own_arm_spend", "own_artist_spend"),
    "clicks": ("own_arm_clicks", "own_artist_clicks", "elsewhere_artist_c", "elsewhere_arm_c"),
    "price of impressions": ("own_arm_cpm", "own_artist_cpm"),
    "windows of 3 and 14 days": tuple(
        f"own_{level}_efficiency_{days}" for level, days in product(("arm", "artist"), (3, 14))
    ),
    "posteriors": ("own_arm_posterior", "own_artist_posterior", "elsewhere_posterior"),
}
_DAYS, _WEEK = 56, 7
_ASKED = (27, 55)
_FIRST_SEED = 1000
_WANDER = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Morning:
    """What may be known, and what is true. truth: markets × artists of the facts × templates."""

    facts: Facts
    truth: Array
    heuristic: float
    oracle: float
    ads: int


def mornings(*, seed: int, beta: float) -> Iterator[Morning]:
    """Play a world; its mornings on the days that are asked."""
    dials = read_dials(None, {"beta": beta, "markets": 8, "artists": 300, "templates": 6})
    world = make_world(dials, seed=seed)
    arena = play_history(world)
    rng = np.random.default_rng([seed, 1])
    booster = None
    for day in range(_DAYS):
        facts = arena.facts()
        places = np.searchsorted(world.artists, facts.artists)
        if day in _ASKED:
            yield _morning(arena, facts, places)
        if booster is None or day % _WEEK == 0:
            booster = _learn(facts, ())
        scores = _scores(booster, facts, ())
        markets, artists, templates = _best(
            scores + rng.normal(0, _WANDER, scores.shape), dials.ads
        )
        arena.play(Ads(markets=markets, artists=places[artists], templates=templates))


def gap_closed(morning: Morning, without: Sequence[str]) -> tuple[float, float]:
    """The share of the gap that trees without these features close.

    Of all arms from the heuristic to the oracle, and of artists never shown in the market from
    chance to the oracle.
    """
    scores = _scores(_learn(morning.facts, without), morning.facts, without)
    found = morning.truth[_best(scores, morning.ads)].mean()
    whole = (found - morning.heuristic) / (morning.oracle - morning.heuristic)
    cold = _never_shown(morning.facts)[:, :, None] & np.isfinite(morning.truth)
    hidden = np.where(cold, morning.truth, -np.inf)
    chance = np.mean([market[mask].mean() for market, mask in zip(hidden, cold, strict=True)])
    picked = morning.truth[_best(np.where(cold, scores, -np.inf), morning.ads)].mean()
    top = morning.truth[_best(hidden, morning.ads)].mean()
    return float(whole), float((picked - chance) / (top - chance))


def _morning(arena: Arena, facts: Facts, places: NDArray[np.int64]) -> Morning:
    truth = arena.truth()
    ads = arena.world.dials.ads
    usual = make_policy("heuristic").choose(arena)
    return Morning(
        facts=facts,
        truth=truth[:, places],
        heuristic=float(truth[usual.key].mean()),
        oracle=float(truth[_best(truth, ads)].mean()),
        ads=ads,
    )


def _learn(facts: Facts, without: Sequence[str]) -> xgb.Booster:
    panel = training_panel(facts, without=without)
    return train_trees(panel, exposure=panel.expected, settings=TreeSettings(), seed=facts.seed)


def _scores(booster: xgb.Booster, facts: Facts, without: Sequence[str]) -> Array:
    groups = grouped_features(facts, without=without)
    shape = {"artists": len(facts.artists), "templates": len(facts.templates)}
    margins = [
        predict_margins(booster, groups.matrix(market, **shape))
        for market in range(len(facts.markets))
    ]
    return np.reshape(margins, (len(facts.markets), *shape.values())).astype(np.float64)


def _best(scores: Array, many: int) -> tuple[NDArray[np.int64], ...]:
    """The places of each market's best artists, each with its best template."""
    best = scores.max(axis=2)
    artists = np.argsort(-best, axis=1, kind="stable")[:, :many].ravel()
    markets = np.repeat(np.arange(len(scores)), many)
    return markets, artists, scores[markets, artists].argmax(axis=1)


def _never_shown(facts: Facts) -> NDArray[np.bool_]:
    """Markets × artists."""
    shown = set(facts.performance.select("market", "artist_id").unique().iter_rows())
    return np.array([[(m, a) not in shown for a in facts.artists] for m in facts.markets])


def main() -> None:
    """Print a table: group, share of the gap without it, change; of all arms and of cold ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--beta", type=float, default=0.8)
    asked = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in GROUPS}
    for seed in range(_FIRST_SEED, _FIRST_SEED + asked.seeds):
        for morning in mornings(seed=seed, beta=asked.beta):
            for name, without in GROUPS.items():
                found[name].append(gap_closed(morning, without))
        print(f"world {seed} done", file=sys.stderr, flush=True)
    base = np.array(found["all"])
    print(f"{'without':26} {'all arms':>9} {'change':>16} {'cold':>9} {'change':>16}")
    for name, values in found.items():
        shares = np.array(values)
        cells = [_cells(shares[:, i], base[:, i]) for i in (0, 1)]
        print(f"{name:26} {cells[0]} {cells[1]}")


def _cells(shares: Array, base: Array) -> str:
    change = shares - base
    half = 1.96 * change.std(ddof=1) / np.sqrt(len(change))
    return f"{shares.mean():9.3f} {change.mean():+8.3f} ± {half:.3f}"


if __name__ == "__main__":
    main()
