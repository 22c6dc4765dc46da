"""Tables + templates → Ranking: the chain of rankers, then the decision on each market."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Protocol

from ranker.card import TemplateCard
from ranker.chain import LastGood, Outcome, keep_last_good, run_chain
from ranker.decide import Brief, Decision, decide
from ranker.errors import RequestInvalidError
from ranker.gather import gather_facts
from ranker.rankers.protocol import Facts, Ranker
from ranker.ranking import Ranking
from ranker.selection.choose import Pool
from ranker.selection.graph import similarity_graph
from ranker.selection.lived import live_arms
from ranker.selection.quotas import groups_of
from ranker.selection.remarks import ad_set_remarks, stranger_remarks
from ranker.selection.rules import Rules, check_quotas
from ranker.sources.examine import trusted_facts
from ranker.tables.directory import market_of
from ranker.tables.fields import LABELS
from ranker.tables.tables import Tables

OBJECTIVES = tuple(LABELS)


class ParallelMap(Protocol):
    """The built-in `map`, or one that works on many machines; keeps the order."""

    def __call__(self, function: Callable[[Any], Any], items: Iterable[Any], /) -> Iterable[Any]:
        """Apply `function` (picklable) to each item."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """All that is done once, whatever market is then decided. notes: of sources not trusted."""

    facts: Facts
    brief: Brief
    notes: tuple[str, ...]


def rank(  # noqa: PLR0913  # the command line's options, all by keyword
    tables: Tables,
    *,
    templates: Sequence[TemplateCard],
    top_k: int,
    as_of: date | None = None,
    channel: str = "meta",
    objective: str = "registrations",
    segment: str | None = None,
    ranker: str = "auto",
    seed: int = 0,
    rules: Rules | None = None,
    min_per_kind: Mapping[str, int] | None = None,
    last_good: LastGood | None = None,
    model: Ranker | None = None,
    parallel_map: ParallelMap = map,
    maturity_days: int = 6,
    blocked_labels: frozenset[str] | None = None,
) -> Ranking:
    """Pick the `top_k` artist–template pairs of every market, each with its reasons.

    Nothing dated on or after `as_of` (default: the day after the newest date) is looked at, and
    no report that came after it. `objective` is registrations, subscriptions or value (revenue);
    `segment` looks at the performance of this cohort alone. `ranker` is one of `chain.RANKERS`;
    where it has no answer the next takes over, and `Ranking.fallbacks` says so. `model`: a stored
    one, which is asked before them. `last_good`: earlier rankings; a market of which nothing recent
    can be trusted keeps their picks. `rules` bind the selection; `min_per_kind` and
    `blocked_labels` go before theirs. Raises RequestInvalidError.
    """
    rules = (rules or Rules()).with_least_kinds(min_per_kind or {})
    if blocked_labels is not None:
        rules = replace(rules, blocked_labels=blocked_labels)
    prepared = prepare(
        tables,
        templates=templates,
        top_k=top_k,
        as_of=as_of,
        channel=channel,
        objective=objective,
        segment=segment,
        ranker=ranker,
        seed=seed,
        rules=rules,
        last_good=last_good,
        model=model,
        maturity_days=maturity_days,
    )
    facts, brief = prepared.facts, prepared.brief
    decisions = tuple(parallel_map(partial(decide, brief=brief), facts.markets))
    ranking = _ranking(facts, brief.outcome, decisions, top_k=top_k)
    remarks = (*ad_set_remarks(channel, top_k), *_strangers(tables, templates, rules))
    return replace(
        ranking,
        notes=(*remarks, *ranking.notes),
        fallbacks=(*ranking.fallbacks, *prepared.notes),
    )


def prepare(  # noqa: PLR0913  # as above
    tables: Tables,
    *,
    templates: Sequence[TemplateCard],
    top_k: int,
    as_of: date | None,
    channel: str,
    objective: str,
    segment: str | None = None,
    ranker: str,
    seed: int,
    rules: Rules,
    last_good: LastGood | None,
    model: Ranker | None = None,
    maturity_days: int,
) -> Prepared:
    """Facts, and a ranker's answer for them. Raises RequestInvalidError."""
    _check_request(templates, top_k=top_k, objective=objective, rules=rules)
    facts, health = trusted_facts(
        gather_facts(
            tables,
            templates,
            as_of=tables.ranking_day(as_of),
            rules=rules,
            channel=channel,
            objective=objective,
            segment=segment,
            maturity_days=maturity_days,
            seed=seed,
        )
    )
    outcome = run_chain(ranker, facts=facts, last_good=last_good, model=model)
    brief = _brief(tables, facts, outcome, rules=rules, top_k=top_k)
    hit = frozenset(market for market in facts.markets if health.hit(market))
    if hit and not outcome.stale and (kept := keep_last_good(facts, last_good)):
        brief = replace(brief, kept=kept, kept_markets=hit)
    return Prepared(facts=facts, brief=brief, notes=tuple(health.texts))


def _strangers(tables: Tables, templates: Sequence[TemplateCard], rules: Rules) -> tuple[str, ...]:
    return stranger_remarks(
        rules,
        artists=set(tables.catalog["artist_id"]),
        templates=[card.template_id for card in templates],
        kinds=[card.kind for card in templates],
        genres={genre or "" for genre in tables.catalog["genre"]},
        markets=set(tables.markets["market"]),
    )


def _brief(tables: Tables, facts: Facts, outcome: Outcome, *, rules: Rules, top_k: int) -> Brief:
    known = tables.catalog.select("artist_id", "name", "genre").rows_by_key("artist_id")
    rows = [known[artist][0] for artist in facts.artists]
    budgets = dict(tables.markets.select("market", "daily_budget").iter_rows())
    pool = Pool(
        as_of=facts.as_of,
        channel=facts.channel,
        seed=facts.seed,
        artists=facts.artists,
        templates=facts.templates,
        genres=groups_of([genre or "" for _, genre in rows]),
        graph=similarity_graph(facts.similarity, facts.artists),
        budgets=budgets,
        lived=live_arms(facts, days=rules.rest.days if rules.rest else 0),
        rules=rules,
        top_k=top_k,
    )
    return Brief(
        outcome=outcome,
        objective=facts.objective,
        pool=pool,
        names=tuple(name for name, _ in rows),
        content=tables.content,
        locales={market: market_of(tables, market).locales for market in facts.markets},
    )


def _ranking(
    facts: Facts, outcome: Outcome, decisions: Sequence[Decision], *, top_k: int
) -> Ranking:
    return Ranking(
        picks=tuple(pick for decision in decisions for pick in decision.picks),
        as_of=facts.as_of,
        data_as_of=outcome.data_as_of,
        model_version=outcome.scored.model_version,
        ranker=outcome.ranker,
        fallbacks=(*outcome.fallbacks, *_short(facts, decisions, top_k)),
        stale=outcome.stale,
        notes=(
            *outcome.remarks,
            *_vetoed(decisions),
            *(note for d in decisions for note in d.notes),
        ),
    )


def _check_request(
    templates: Sequence[TemplateCard], *, top_k: int, objective: str, rules: Rules
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
            argument="objective", what=repr(objective), allowed=", ".join(OBJECTIVES)
        )
    check_quotas(rules, templates=templates, top_k=top_k)


def _vetoed(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """What vetoes left out over all markets, one sentence for each."""
    arms: dict[str, int] = {}
    markets: dict[str, int] = {}
    for decision in decisions:
        for text, count in decision.vetoed.items():
            arms[text] = arms.get(text, 0) + count
            markets[text] = markets.get(text, 0) + 1
    return tuple(
        f"left out in {markets[text]} of {len(decisions)} markets, {count} pairs: {text}"
        for text, count in arms.items()
    )


def _short(facts: Facts, decisions: Sequence[Decision], top_k: int) -> tuple[str, ...]:
    artists = len(facts.artists)
    notes = [
        f"{len(decision.picks)} of {top_k} picks in {decision.market}: no other artist has "
        "what templates need"
        for decision in decisions
        if len(decision.picks) < min(top_k, artists) and not decision.capped
    ]
    if artists < top_k:
        notes.append(f"only {artists} artists may be advertised, fewer than {top_k} asked")
    return tuple(notes)
