"""Tables + templates → Ranking: the chain of rankers, then the decision on each market."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from ranker.chain import Outcome, keep_last_good, run_chain
from ranker.decide import Brief, Decision, decide
from ranker.fillable import Fillable
from ranker.gather import gather_facts
from ranker.rankers.protocol import Facts
from ranker.ranking import Ranking
from ranker.request import RankRequest
from ranker.selection.choose import Pool
from ranker.selection.graph import similarity_graph
from ranker.selection.lived import live_arms
from ranker.selection.quotas import groups_of
from ranker.selection.remarks import ad_set_remarks, history_remarks, stranger_remarks
from ranker.sources.examine import trusted_facts
from ranker.tables.directory import market_locales
from ranker.tables.tables import Tables


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


def rank(
    tables: Tables,
    request: RankRequest | None = None,
    *,
    parallel_map: ParallelMap = map,
    **asked: Any,
) -> Ranking:
    """Pick the artist–template pairs of every market that are asked for, each with its reasons.

    asked: instead of `request`, the arguments of `RankRequest.of`: `rank(tables, templates=cards,
    top_k=3)`. Where a ranker has no answer the next takes over, and `Ranking.fallbacks` says so.
    Raises RequestInvalidError.
    """
    request = request or RankRequest.of(**asked)
    prepared = prepare(tables, request)
    facts, brief = prepared.facts, prepared.brief
    decisions = tuple(parallel_map(partial(decide, brief=brief), facts.markets))
    ranking = _ranking(facts, brief.outcome, decisions, top_k=request.top_k)
    ids = [card.template_id for card in request.templates]
    remarks = (
        *ad_set_remarks(request.channel, request.top_k),
        *_strangers(tables, request),
        *history_remarks(facts.performance, channel=facts.channel, templates=ids),
    )
    return replace(
        ranking,
        notes=(*remarks, *ranking.notes),
        fallbacks=(*ranking.fallbacks, *prepared.notes),
    )


def prepare(tables: Tables, request: RankRequest) -> Prepared:
    """Facts, and a ranker's answer for them. Raises RequestInvalidError."""
    request.check()
    facts, health = trusted_facts(gather_facts(tables, request))
    outcome = run_chain(
        request.ranker, facts=facts, last_good=request.last_good, model=request.model
    )
    brief = _brief(tables, facts, outcome, request)
    hit = health.hit(facts.markets)
    if hit and not outcome.stale and (kept := keep_last_good(facts, request.last_good)):
        brief = replace(brief, kept=kept, kept_markets=hit)
    return Prepared(facts=facts, brief=brief, notes=tuple(health.texts))


def _strangers(tables: Tables, request: RankRequest) -> tuple[str, ...]:
    templates = request.templates
    return stranger_remarks(
        request.rules,
        artists=set(tables.catalog["artist_id"]),
        templates=[card.template_id for card in templates],
        kinds=[card.kind for card in templates],
        genres={genre or "" for genre in tables.catalog["genre"]},
        markets=set(tables.markets["market"]),
    )


def _brief(tables: Tables, facts: Facts, outcome: Outcome, request: RankRequest) -> Brief:
    rest = request.rules.rest
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
        lived=live_arms(facts, days=rest.days if rest else 0),
        rules=request.rules,
        top_k=request.top_k,
    )
    return Brief(
        outcome=outcome,
        objective=facts.objective,
        pool=pool,
        names=tuple(name for name, _ in rows),
        fillable=Fillable(tables.content, artists=facts.artists, templates=facts.templates),
        locales=market_locales(tables),
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
