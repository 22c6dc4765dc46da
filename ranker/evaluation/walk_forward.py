"""Facts of each past morning × outcomes of its day → what each policy would have bought.

Every policy learns again each week and scores each day, from what was known that morning alone:
labels younger than the maturity gap are not learnt from. It orders the arms that were live, since
nothing is known of what others would have done.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import polars as pl

from ranker.errors import CannotRankError
from ranker.evaluation.known import Known
from ranker.evaluation.ledger import Ledger, WalkForward
from ranker.evaluation.ordering import mean_similarity, order_arms
from ranker.evaluation.outcomes import MarketDay, market_days
from ranker.evaluation.policies import CHANCE, HINDSIGHT, Policy
from ranker.evaluation.spend_down import Order, hindsight, ndcg, spend_down
from ranker.rankers.heuristic import HeuristicRanker
from ranker.rankers.protocol import Arm, Facts, MarketScores, Ranker, Scored
from ranker.selection.graph import Graph, similarity_graph
from ranker.selection.greedy import select_top

_CHANCE_ORDERS = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How to judge: the days in order, how often to learn, what share of a day's spend to follow.

    places: how many of an order count as its picks. seed: of ties and of chance.
    """

    days: tuple[date, ...]
    refit_days: int = 7
    budget_share: float = 0.25
    places: int = 5
    seed: int = 0


class Progress(Protocol):
    """Hears how many of all days are done."""

    def __call__(self, done: int, total: int, /) -> None:
        """Called after each day."""


def walk_forward(
    known: Known,
    outcomes: pl.DataFrame,
    *,
    policies: Sequence[Policy],
    plan: Plan,
    progress: Progress = lambda _done, _total: None,
) -> WalkForward:
    """Judge the policies, chance and hindsight on the plan's days. Repeats itself bit for bit.

    outcomes: of `arm_outcomes`, perhaps some of its rows. Where a policy has no answer, the
    heuristic stands in, else chance, and the notes say so.
    """
    ledger = Ledger()
    judged = outcomes.filter(pl.col("date").is_in(plan.days))
    tested = market_days(judged)
    rankers: dict[str, Ranker] = {}
    for place, day in enumerate(plan.days):
        facts = known(day)
        learns = place % plan.refit_days == 0
        if learns:
            rankers = _learn(policies, facts, ledger)
        scored = _score(rankers, facts, ledger)
        graph = similarity_graph(facts.similarity, facts.artists)
        here = _Morning(facts=facts, graph=graph, plan=plan, tells_why=learns)
        for market_day in (found for found in tested if found.day == day):
            _judge(here, market_day, scored, ledger)
        progress(place + 1, len(plan.days))
    live = judged.select("market", "artist_id").n_unique()
    return ledger.close(live=live, places=plan.places)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Morning:
    """What all policies share on a day."""

    facts: Facts
    graph: Graph
    plan: Plan
    tells_why: bool

    def rows(self, day: MarketDay) -> tuple[Order, Order]:
        """The arms' rows and columns in the scores."""
        artists = {artist: i for i, artist in enumerate(self.facts.artists)}
        templates = {card.template_id: i for i, card in enumerate(self.facts.templates)}
        return (
            np.array([artists[artist] for artist in day.artist_ids], dtype=np.intp),
            np.array([templates[template] for template in day.template_ids], dtype=np.intp),
        )

    def chances(self, day: MarketDay) -> list[Order]:
        """Orders by chance; the first decides ties of all policies."""
        market = self.facts.markets.index(day.market)
        rng = np.random.default_rng([self.plan.seed, day.day.toordinal(), market])
        return [rng.permutation(len(day)) for _ in range(_CHANCE_ORDERS)]


def _learn(policies: Sequence[Policy], facts: Facts, ledger: Ledger) -> dict[str, Ranker]:
    """Each policy's ranker of the week; the heuristic for one that cannot learn yet."""
    rankers: dict[str, Ranker] = {}
    for policy in policies:
        with _timed(ledger, policy.name):
            try:
                rankers[policy.name] = policy.learn(facts)
            except CannotRankError as error:
                ledger.failures.setdefault(policy.name, []).append(str(error))
                rankers[policy.name] = HeuristicRanker()
    return rankers


def _score(rankers: dict[str, Ranker], facts: Facts, ledger: Ledger) -> dict[str, Scored | None]:
    """Each policy's scores of the day; the heuristic's for one without, None without those too."""
    found: dict[str, Scored | None] = {}
    for name, ranker in rankers.items():
        with _timed(ledger, name):
            try:
                found[name] = ranker.score(facts)
            except CannotRankError as error:
                ledger.failures.setdefault(name, []).append(str(error))
                found[name] = _stand_in(facts)
    return found


def _stand_in(facts: Facts) -> Scored | None:
    try:
        return HeuristicRanker().score(facts)
    except CannotRankError:
        return None


def _judge(
    here: _Morning, day: MarketDay, scored: dict[str, Scored | None], ledger: Ledger
) -> None:
    """Follow each policy's order of the day's live arms."""
    artists, templates = here.rows(day)
    chances = here.chances(day)
    _write(here, day, CHANCE, chances, ledger)
    for name, scores in scored.items():
        if scores is None:
            _write(here, day, name, chances[:1], ledger)
            continue
        market = scores.market(day.market)
        order = order_arms(
            market, artists=artists, templates=templates, ties=chances[0], graph=here.graph
        )
        _write(here, day, name, [order], ledger)
        ledger.add_wanted(name, day, _wanted(here, market))
        if market.relative_cpr is not None:
            ledger.add_predictions(name, day, 1 / market.relative_cpr[artists, templates])
        if here.tells_why:
            top = order[: here.plan.places]
            arms = [Arm(artist=int(artists[i]), template=int(templates[i])) for i in top]
            ledger.add_reasons(name, day, scores.explain(day.market, arms))
    _write(here, day, HINDSIGHT, [hindsight(day)], ledger)


def _wanted(here: _Morning, scores: MarketScores) -> list[tuple[str, str, float]]:
    """The picks of all arms: their ids, and the efficiency foretold, 1 where none is."""
    facts, cpr = here.facts, scores.relative_cpr
    arms = [pick.arm for pick in select_top(scores, top_k=here.plan.places, graph=here.graph)]
    return [
        (
            facts.artists[arm.artist],
            facts.templates[arm.template].template_id,
            1.0 if cpr is None else float(1 / cpr[arm.artist, arm.template]),
        )
        for arm in arms
    ]


def _write(
    here: _Morning, day: MarketDay, policy: str, orders: Sequence[Order], ledger: Ledger
) -> None:
    """The mean of what these orders bought, and the first of them."""
    artists, _ = here.rows(day)
    plan = here.plan
    numbers = [
        (
            *spend_down(day, order, share=plan.budget_share).counts(),
            ndcg(day, order, places=plan.places),
            mean_similarity(artists[order[: plan.places]], here.graph),
        )
        for order in orders
    ]
    ledger.add_bought(policy, day, np.mean(numbers, axis=0).tolist())
    ledger.add_order(policy, day, orders[0])


@contextmanager
def _timed(ledger: Ledger, policy: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    spent = time.perf_counter() - started
    ledger.seconds[policy] = ledger.seconds.get(policy, 0.0) + spent
