"""Tables + templates → Ranking: the chain of rankers, then the selection of each market."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Protocol

import numpy as np

from ranker.card import TemplateCard
from ranker.chain import LastGood, Outcome, run_chain
from ranker.eligibility import BLOCKED_LABELS, eligible_artists
from ranker.errors import RequestInvalidError
from ranker.fillable import Mask, fillable
from ranker.rankers.protocol import Facts, MarketScores
from ranker.ranking import Pick, Ranking, Reason
from ranker.selection import Selected, select_top, similarity_graph
from ranker.sources.examine import trusted_facts
from ranker.tables.directory import market_of
from ranker.tables.tables import Tables

OBJECTIVES = ("registrations", "subscriptions")


class ParallelMap(Protocol):
    """The built-in `map`, or one that works on many machines; keeps the order."""

    def __call__(self, function: Callable[[Any], Any], items: Iterable[Any], /) -> Iterable[Any]:
        """Apply `function` (picklable) to each item."""


def rank(  # noqa: PLR0913  # the command line's options, all by keyword
    tables: Tables,
    *,
    templates: Sequence[TemplateCard],
    top_k: int,
    as_of: date | None = None,
    channel: str = "meta",
    objective: str = "registrations",
    ranker: str = "auto",
    seed: int = 0,
    min_per_kind: Mapping[str, int] | None = None,
    last_good: LastGood | None = None,
    parallel_map: ParallelMap = map,
    maturity_days: int = 6,
    blocked_labels: frozenset[str] = BLOCKED_LABELS,
) -> Ranking:
    """Pick the `top_k` artist–template pairs of every market, each with its reasons.

    Nothing dated on or after `as_of` (default: the day after the newest date) is looked at, and
    no report that came after it. `ranker` is auto, xgboost, heuristic or live; where it has no
    answer the next takes over, and `Ranking.fallbacks` says so. Raises RequestInvalidError.
    """
    quotas = dict(min_per_kind or {})
    _check_request(templates, top_k=top_k, objective=objective, quotas=quotas)
    day = tables.ranking_day(as_of)
    facts = _facts(tables, templates, as_of=day, blocked_labels=blocked_labels)
    facts = replace(
        facts, channel=channel, objective=objective, seed=seed, maturity_days=maturity_days
    )
    facts, health = trusted_facts(facts)
    outcome = run_chain(ranker, facts=facts, last_good=last_good)
    choose = partial(
        select_top,
        kinds=tuple(card.kind for card in facts.templates),
        top_k=top_k,
        min_per_kind=quotas,
        graph=similarity_graph(facts.similarity, facts.artists),
    )
    scores = [
        _without(outcome.scored.market(market), _fillable(tables, facts, market))
        for market in facts.markets
    ]
    chosen = parallel_map(choose, scores)
    ranking = _ranking(facts, outcome, chosen, top_k=top_k)
    return replace(ranking, fallbacks=(*ranking.fallbacks, *health.texts))


def _fillable(tables: Tables, facts: Facts, market: str) -> Mask:
    return fillable(
        tables.content,
        artists=facts.artists,
        templates=facts.templates,
        locales=market_of(tables, market).locales,
    )


def _without(scores: MarketScores, arms: Mask) -> MarketScores:
    """The scores without the arms that could not be rendered."""
    return replace(scores, value=np.where(arms, scores.value, -np.inf))


def _ranking(
    facts: Facts, outcome: Outcome, chosen: Iterable[Sequence[Selected]], *, top_k: int
) -> Ranking:
    by_market = {
        market: _picks(market, selected, facts=facts, outcome=outcome)
        for market, selected in zip(facts.markets, chosen, strict=True)
    }
    return Ranking(
        picks=tuple(pick for picks in by_market.values() for pick in picks),
        as_of=facts.as_of,
        data_as_of=outcome.data_as_of,
        model_version=outcome.scored.model_version,
        ranker=outcome.ranker,
        fallbacks=(*outcome.fallbacks, *_short(facts, by_market, top_k)),
        stale=outcome.stale,
    )


def _check_request(
    templates: Sequence[TemplateCard], *, top_k: int, objective: str, quotas: Mapping[str, int]
) -> None:
    if not templates:
        raise RequestInvalidError(argument="templates", what="none given", allowed="at least one")
    ids = [card.template_id for card in templates]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise RequestInvalidError(
            argument="templates", what=f"{', '.join(twice)} more than once", allowed="each id once"
        )
    if objective not in OBJECTIVES:
        raise RequestInvalidError(
            argument="objective", what=repr(objective), allowed=" or ".join(OBJECTIVES)
        )
    least = max(1, sum(quotas.values()))
    if top_k < least:
        raise RequestInvalidError(argument="top_k", what=str(top_k), allowed=f"{least} or more")
    kinds = sorted({card.kind for card in templates})
    for kind, count in quotas.items():
        if count < 0 or (count > 0 and kind not in kinds):
            raise RequestInvalidError(
                argument="min_per_kind",
                what=f"{count} of kind {kind!r}",
                allowed=f"0 or more of {', '.join(kinds)}",
            )


def _facts(
    tables: Tables,
    templates: Sequence[TemplateCard],
    *,
    as_of: date,
    blocked_labels: frozenset[str],
) -> Facts:
    artists = eligible_artists(tables.catalog, as_of=as_of, blocked_labels=blocked_labels)
    if not artists:
        raise RequestInvalidError(
            argument="tables",
            what=f"no artist may be advertised on {as_of}",
            allowed="an artist that is available and whose labels are not blocked",
        )
    return Facts(
        as_of=as_of,
        markets=tuple(sorted(tables.markets["market"])),
        artists=artists,
        templates=tuple(sorted(templates, key=lambda card: card.template_id)),
        catalog=tables.catalog,
        performance=tables.performance_until(as_of),
        popularity=tables.popularity_until(as_of),
        promotions=tables.promotions_until(as_of),
        similarity=tables.similarity,
    )


def _picks(
    market: str, selected: Sequence[Selected], *, facts: Facts, outcome: Outcome
) -> list[Pick]:
    scores = outcome.scored.market(market)
    explained = outcome.scored.explain(market, [choice.arm for choice in selected])
    picks: list[Pick] = []
    for place, (choice, reasons) in enumerate(zip(selected, explained, strict=True), start=1):
        artist, template = choice.arm.artist, choice.arm.template
        cpr, share = scores.relative_cpr, scores.registration_share
        diversity = _diversity(choice, place, scores.diversity_weight)
        picks.append(
            Pick(
                market=market,
                channel=facts.channel,
                objective=facts.objective,
                rank=place,
                artist_id=facts.artists[artist],
                template_id=facts.templates[template].template_id,
                score=choice.score,
                predicted_relative_cpr=None if cpr is None else float(cpr[artist, template]),
                predicted_registration_share=(
                    None if share is None else float(share[artist, template])
                ),
                explored=False,
                propensity=1.0,
                reasons=(*reasons, *diversity),
                model_version=outcome.scored.model_version,
                data_as_of=outcome.data_as_of,
                stale=outcome.stale,
            )
        )
    return picks


def _diversity(choice: Selected, place: int, weight: float) -> tuple[Reason, ...]:
    if not weight or place == 1:
        return ()
    value = 1 - choice.similarity
    text = f"Differs from the picks before it: likeness at most {choice.similarity:.0%}"
    return (Reason(name="diversity", value=value, weight=weight, text=text),)


def _short(facts: Facts, by_market: Mapping[str, Sequence[Pick]], top_k: int) -> tuple[str, ...]:
    artists = len(facts.artists)
    notes = [
        f"{len(picks)} of {top_k} picks in {market}: no other artist has what templates need"
        for market, picks in by_market.items()
        if len(picks) < min(top_k, artists)
    ]
    if artists < top_k:
        notes.append(f"only {artists} artists may be advertised, fewer than {top_k} asked")
    return tuple(notes)
