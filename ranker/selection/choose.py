"""One market's scores → its picks: vetoes, caps, quotas, diversity, then places drawn by chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from ranker.card import TemplateCard
from ranker.rankers.protocol import MarketScores
from ranker.selection.explore import draw, explored_places, generator
from ranker.selection.graph import Graph
from ranker.selection.greedy import Bests, Selected, select_top
from ranker.selection.lived import Lived
from ranker.selection.margins import Margin, margins
from ranker.selection.quotas import NO_QUOTAS, Bounds, Groups, Mask, Quotas, groups_of
from ranker.selection.rules import Rules
from ranker.selection.vetoes import Veto, too_dear, without

NEWCOMERS = "newcomers"
_OTHERS = "others"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """The arms, and what selection knows of them in all markets.

    genres: of the artists. budgets: per market, a day, in its currency.
    """

    as_of: date
    channel: str
    seed: int
    artists: tuple[str, ...]
    templates: tuple[TemplateCard, ...]
    genres: Groups
    graph: Graph
    budgets: Mapping[str, float]
    lived: Lived
    rules: Rules
    top_k: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The picks of a market, the greedy before the explored, and why nothing else was picked.

    margins: of the greedy picks. vetoes: that hit an arm. scores: before the vetoes, with the
    diversity weight that held. capped: whether rules allowed fewer places than were asked for.
    notes: what was not done as asked, in words.
    """

    picks: tuple[Selected, ...]
    margins: tuple[Margin, ...]
    vetoes: tuple[Veto, ...]
    scores: MarketScores
    capped: bool
    notes: tuple[str, ...]


def choose(market: str, scores: MarketScores, *, pool: Pool, vetoes: Sequence[Veto]) -> Choice:
    """Pick at most `pool.top_k` arms of a market. `vetoes` are those that need no score."""
    rules = pool.rules
    vetoes = (*vetoes, *too_dear(scores, rules))
    scores = _weighed(scores, rules)
    open_scores = without(scores, vetoes)
    places, notes = _places(market, pool)
    quotas = quotas_of(market, pool, places=places)
    drawn = explored_places(places, share=rules.exploration, needed=quotas.needed)
    bests = Bests(open_scores)
    best = select_top(
        open_scores, top_k=places - drawn, graph=pool.graph, quotas=quotas, bests=bests
    )
    arms = [choice.arm for choice in best]
    explored = draw(
        open_scores,
        count=drawn,
        picked=best,
        door=quotas.door(arms, needed=max(drawn, 1)),
        graph=pool.graph,
        chance=generator(pool.seed, "explore", market, pool.channel, str(pool.as_of)),
    )
    unmet = [
        f"{market}: nobody can take {text} that the rules ask for" for text in quotas.unmet(arms)
    ]
    return Choice(
        picks=(*best, *explored),
        margins=margins(open_scores, best, graph=pool.graph, quotas=quotas, bests=bests),
        vetoes=tuple(veto for veto in vetoes if veto.arms.any()),
        scores=scores,
        capped=bool(notes),
        notes=(*notes, *unmet),
    )


def quotas_of(market: str, pool: Pool, *, places: int) -> Quotas:
    """The rules' bounds, for the arms of this market."""
    rules = pool.rules
    least_new = int(np.ceil(rules.newcomers * places - 1e-9))
    newest = NO_QUOTAS.newcomers
    if least_new:
        both = groups_of((_OTHERS, NEWCOMERS), names=(_OTHERS, NEWCOMERS))
        newest = replace(both, of=newcomers(market, pool).astype(np.int64))
    return Quotas(
        templates=groups_of([card.template_id for card in pool.templates]).bound(rules.templates),
        kinds=groups_of([card.kind for card in pool.templates]).bound(rules.kinds),
        genres=pool.genres.bound(rules.genres),
        newcomers=newest.bound({NEWCOMERS: Bounds(least=least_new)}),
    )


def newcomers(market: str, pool: Pool) -> Mask:
    """Per artist whether it is new to the market's ads: never shown, or for few days only."""
    before = pool.as_of - timedelta(days=pool.rules.newcomer_days)
    new = np.ones(len(pool.artists), dtype=bool)
    new[pool.lived.market(market).since(before)] = False
    return new


def _weighed(scores: MarketScores, rules: Rules) -> MarketScores:
    """The scores with the diversity weight of the rules, in the scores' own scale."""
    if rules.diversity is None:
        return scores
    best = scores.value.max(axis=1)
    spread = float(best[np.isfinite(best)].std()) if np.isfinite(best).any() else 0.0
    return replace(scores, diversity_weight=rules.diversity * spread)


def _places(market: str, pool: Pool) -> tuple[int, tuple[str, ...]]:
    """How many picks the market may have, and what made them fewer than asked for."""
    places, notes = pool.top_k, []
    most = pool.rules.most_picks
    if most is not None and most < places:
        places = most
        notes.append(f"{market}: {most} picks at most, by the rules")
    least = pool.rules.least_budget_per_ad.get(market)
    if least and (borne := int(pool.budgets[market] / least)) < places:
        places = borne
        notes.append(f"{market}: its budget bears {borne} ads of {least:g} a day")
    return min(places, len(pool.artists)), tuple(notes)
