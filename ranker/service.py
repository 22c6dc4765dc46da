"""Facts, a model and its features held warm → any market decided again within milliseconds.

Reading, learning and preparing take seconds to minutes and are done once, at `open_service`. Then a
market is scored by the model (`rescore`) or chosen anew from the scores that are known, under other
rules (`reselect`), as often as somebody asks: what would we pick without this artist, with two
animated ads, with more variety?
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ranker.decide import Brief, Decision, decide
from ranker.eligibility import eligible_artists
from ranker.errors import RequestInvalidError
from ranker.pipeline import prepare
from ranker.rankers.protocol import Arm, Facts, MarketScores, Scored
from ranker.ranking import Reason
from ranker.request import RankRequest
from ranker.selection.lived import Lived, live_arms
from ranker.selection.rules import Rules, check_quotas
from ranker.tables.tables import Tables


class KeptScored:
    """A `Scored` that works out each market, and the reasons of each arm, once."""

    def __init__(self, scored: Scored) -> None:
        self._scored = scored
        self._markets: dict[str, MarketScores] = {}
        self._reasons: dict[tuple[str, Arm], tuple[Reason, ...]] = {}

    @property
    def model_version(self) -> str:
        """See Scored."""
        return self._scored.model_version

    @property
    def remarks(self) -> tuple[str, ...]:
        """See Scored."""
        return self._scored.remarks

    @property
    def notes(self) -> tuple[str, ...]:
        """See Scored."""
        return self._scored.notes

    @property
    def kept_data_as_of(self) -> date | None:
        """See Scored."""
        return self._scored.kept_data_as_of

    def market(self, market: str) -> MarketScores:
        """See Scored."""
        if market not in self._markets:
            self._markets[market] = self._scored.market(market)
        return self._markets[market]

    def explain(self, market: str, arms: Sequence[Arm]) -> list[tuple[Reason, ...]]:
        """See Scored."""
        new = [arm for arm in arms if (market, arm) not in self._reasons]
        for arm, reasons in zip(new, self._scored.explain(market, new), strict=True):
            self._reasons[market, arm] = reasons
        return [self._reasons[market, arm] for arm in arms]

    def forget(self, market: str) -> None:
        """Work the market out again when it is next asked for."""
        self._markets.pop(market, None)
        for key in [key for key in self._reasons if key[0] == market]:
            del self._reasons[key]


@dataclass(frozen=True, kw_only=True, slots=True)
class RankingService:
    """Made by `open_service`. Answers one question after the other; holds what it worked out.

    rules: those that each question starts from. notes: of the opening, in words.
    """

    facts: Facts
    brief: Brief
    kept: KeptScored
    notes: tuple[str, ...]

    @property
    def rules(self) -> Rules:
        """The rules that hold where a question brings none."""
        return self.brief.pool.rules

    def reselect(
        self, market: str, *, rules: Rules | None = None, top_k: int | None = None
    ) -> Decision:
        """Choose again from the scores that are known.

        Artists whom the opening's rules kept out stay out, whatever `rules` say. Raises
        RequestInvalidError for an unknown market, or quotas that `top_k` has no room for.
        """
        if market not in self.facts.markets:
            raise RequestInvalidError(
                argument="market", what=repr(market), allowed=", ".join(self.facts.markets)
            )
        return decide(market, brief=self._asked(market, rules=rules, top_k=top_k))

    def rescore(
        self, market: str, *, rules: Rules | None = None, top_k: int | None = None
    ) -> Decision:
        """The same with fresh scores of all arms by the model. Raises as `reselect` does."""
        self.kept.forget(market)
        return self.reselect(market, rules=rules, top_k=top_k)

    def _asked(self, market: str, *, rules: Rules | None, top_k: int | None) -> Brief:
        pool = self.brief.pool
        if rules is not None and rules != pool.rules:
            pool = replace(pool, rules=self._closed(market, rules), lived=self._lived(rules))
        pool = replace(pool, top_k=top_k or pool.top_k)
        check_quotas(pool.rules, templates=pool.templates, top_k=pool.top_k)
        return replace(self.brief, pool=pool)

    def _closed(self, market: str, rules: Rules) -> Rules:
        """The rules with this market closed to the artists whom they block for brand safety."""
        allowed = eligible_artists(
            self.facts.catalog,
            as_of=self.facts.as_of,
            blocked_labels=rules.blocked_labels,
            blocked_artists=rules.blocked_artists,
        )
        blocked = dict.fromkeys(set(self.facts.artists) - set(allowed), frozenset({market}))
        return replace(rules, artist_not_in={**rules.artist_not_in, **blocked})

    def _lived(self, rules: Rules) -> Lived:
        if rules.rest == self.rules.rest:
            return self.brief.pool.lived
        return live_arms(self.facts, days=rules.rest.days if rules.rest else 0)


def open_service(
    tables: Tables, request: RankRequest | None = None, **asked: Any
) -> RankingService:
    """Learn, and prepare what any market needs. Arguments and errors are those of `rank`."""
    prepared = prepare(tables, request or RankRequest.of(**asked))
    outcome = prepared.brief.outcome
    kept = KeptScored(outcome.scored)
    return RankingService(
        facts=prepared.facts,
        brief=replace(prepared.brief, outcome=replace(outcome, scored=kept)),
        kept=kept,
        notes=(*outcome.fallbacks, *prepared.notes),
    )
