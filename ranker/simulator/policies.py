"""An arena's morning → the ads of the day: rankers, baselines without learning, and the oracle."""

import re
from collections.abc import Callable
from typing import Protocol

import numpy as np

from ranker.errors import CannotRankError, RequestInvalidError
from ranker.evaluation.policies import CHANCE, HINDSIGHT
from ranker.evaluation.policies import POLICIES as EVALUATED
from ranker.evaluation.policies import make_policy as ranker_policy
from ranker.rankers.heuristic import HeuristicRanker
from ranker.rankers.live import CatalogueRanker
from ranker.rankers.protocol import Facts, Ranker, Scored
from ranker.selection.choose import Pool, choose
from ranker.selection.graph import similarity_graph
from ranker.selection.lived import live_arms
from ranker.selection.quotas import groups_of
from ranker.selection.rules import EXPLORATION, Rules
from ranker.simulator.arena import Arena
from ranker.simulator.noise import Array, Chance, Index, uniform
from ranker.simulator.platform import Ads

# The same names as in the walk-forward; chance and hindsight need an arena.
POLICIES = EVALUATED
# What a ranker's name may end in: similar artists cost something, some places are drawn by chance.
DIVERSE = "+mmr"
_SPEC = re.compile(
    r"(?P<name>\w+)(?P<diverse>\+mmr(?:=(?P<cost>\d+(?:\.\d+)?))?)?(?P<explore>\+explore)?"
)
_MARKETER_NOISE = 1.6
_WEEK = 7


class Policy(Protocol):
    """A way to choose each day's ads. May remember what it learnt; one arena's alone."""

    def choose(self, arena: Arena) -> Ads:
        """The ads of the arena's day, `dials.ads` for each market where there are so many."""


def make_policy(name: str) -> Policy:
    """A fresh policy of that name. Raises RequestInvalidError for an unknown one.

    A ranker is played for efficiency alone. Its name may end in `+mmr` for its own wish for
    diversity, or `+mmr=COST` for that cost (see `Rules.diversity`), then in `+explore`.
    """
    simple: dict[str, Callable[[Arena], Array]] = {CHANCE: _random, HINDSIGHT: Arena.truth}
    if name in simple:
        return ValuePolicy(simple[name])
    spec = _SPEC.fullmatch(name)
    if spec is None or spec["name"] not in POLICIES or spec["name"] in simple:
        raise RequestInvalidError(
            argument="policies",
            what=repr(name),
            allowed=f"{', '.join(POLICIES)}; a ranker may end in +mmr, +mmr=COST, +explore",
        )
    return RankerPolicy(ranker_policy(spec["name"]).learn, rules=_rules(spec))


def _rules(spec: re.Match[str]) -> Rules:
    """What a policy's name asks of the selection; the heuristic is diverse by definition."""
    own = spec["diverse"] is not None or spec["name"] == HeuristicRanker().name
    diversity = None if own else 0.0
    return Rules(
        diversity=float(spec["cost"]) if spec["cost"] else diversity,
        exploration=EXPLORATION if spec["explore"] else 0.0,
    )


class ValuePolicy:
    """Takes the greatest values of all arms, one ad for an artist; learns nothing."""

    def __init__(self, values: Callable[[Arena], Array]) -> None:
        self._values = values

    def choose(self, arena: Arena) -> Ads:
        """See Policy."""
        return _greatest(self._values(arena), arena.world.dials.ads)


class RankerPolicy:
    """A ranker that learns every few days and scores daily; the next in the chain where it cannot.

    rules: of the selection.
    """

    def __init__(self, learn: Callable[[Facts], Ranker], *, rules: Rules) -> None:
        self._learn = learn
        self._rules = rules
        self._learnt: Ranker | None = None
        self._ads: Ads | None = None

    def choose(self, arena: Arena) -> Ads:
        """See Policy."""
        dials = arena.world.dials
        day = arena.day - dials.history_days
        if self._ads is None or day % dials.score_every_days == 0:
            facts = arena.facts()
            if self._learnt is None or day % dials.learn_every_days == 0:
                self._learnt = self._learned(facts)
            self._ads = self._pick(arena, facts, self._learnt)
        return self._ads

    def _learned(self, facts: Facts) -> Ranker:
        try:
            return self._learn(facts)
        except CannotRankError:
            return HeuristicRanker()

    def _pick(self, arena: Arena, facts: Facts, learnt: Ranker) -> Ads:
        scored = _scored(learnt, facts)
        pool = Pool(
            as_of=facts.as_of,
            channel=facts.channel,
            seed=facts.seed,
            artists=facts.artists,
            templates=facts.templates,
            genres=groups_of([""] * len(facts.artists)),
            graph=similarity_graph(facts.similarity, facts.artists),
            budgets={},
            lived=live_arms(facts, days=0),
            rules=self._rules,
            top_k=arena.world.dials.ads,
        )
        picks = [
            (place, pick.arm.artist, pick.arm.template)
            for place, market in enumerate(facts.markets)
            for pick in choose(market, scored.market(market), pool=pool, vetoes=()).picks
        ]
        markets, artists, templates = np.array(picks, dtype=np.int64).reshape(-1, 3).T
        places = np.searchsorted(arena.world.artists, facts.artists)
        return Ads(markets=markets, artists=places[artists], templates=templates)


def _scored(learnt: Ranker, facts: Facts) -> Scored:
    """By the ranker, or by the next in the chain that can; the catalogue always answers."""
    for ranker in (learnt, HeuristicRanker()):
        try:
            return ranker.score(facts)
        except CannotRankError:
            continue
    return CatalogueRanker().score(facts)


class Marketer:
    """Who advertised before: popular artists mostly, some by feeling, new ones every week."""

    def choose(self, arena: Arena) -> Ads:
        """See Policy."""
        world, week = arena.world, arena.day // _WEEK
        draws = _draws(arena, week)
        streams = world.log_streams[:, :, None]
        appeal = streams - _MARKETER_NOISE * np.log(-np.log(draws))
        appeal[:, world.entry > week * _WEEK] = -np.inf
        return _greatest(appeal, world.dials.ads)


def _random(arena: Arena) -> Array:
    values = _draws(arena, arena.day)
    values[:, arena.world.entry > arena.day] = -np.inf
    return values


def _draws(arena: Arena, when: int) -> Array:
    shape = arena.world.arm.shape
    axes = np.ogrid[tuple(slice(size) for size in shape)]
    return uniform(arena.world.seed, Chance.CHOICE, when, *axes)


def _greatest(values: Array, many: int) -> Ads:
    """The `many` best artists of each market, each with its best template; −inf is no arm."""
    best = values.max(axis=2)
    top = np.argsort(-best, axis=1, kind="stable")[:, :many]
    markets = np.repeat(np.arange(len(values)), top.shape[1])
    artists: Index = top.ravel()
    there = np.isfinite(best[markets, artists])
    markets, artists = markets[there], artists[there]
    return Ads(markets=markets, artists=artists, templates=values[markets, artists].argmax(axis=1))
