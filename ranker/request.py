"""What is asked of a ranking: one value that every door makes and every step reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ranker.card import TemplateCard
from ranker.chain import LastGood
from ranker.errors import RequestInvalidError
from ranker.rankers.protocol import Ranker
from ranker.selection.rules import Rules, check_quotas
from ranker.tables.fields import LABELS

OBJECTIVES = tuple(LABELS)


@dataclass(frozen=True, kw_only=True, slots=True)
class RankRequest:
    """The `top_k` artist–template pairs of every market that are wanted, and how they are found.

    Nothing dated on or after `as_of` (None: the day after the newest date) is looked at, and no
    report that came after it. objective: registrations, subscriptions or value (revenue). segment:
    the performance of this cohort alone. ranker: one of `chain.RANKERS`. model: a stored one, which
    is asked before it. last_good: earlier rankings; a market of which nothing recent can be trusted
    keeps their picks. rules: of the selection. maturity_days: younger registrations do not count.
    """

    templates: Sequence[TemplateCard] = ()
    top_k: int = 3
    as_of: date | None = None
    channel: str = "meta"
    objective: str = "registrations"
    segment: str | None = None
    ranker: str = "auto"
    seed: int = 0
    rules: Rules = field(default_factory=Rules)
    last_good: LastGood | None = None
    model: Ranker | None = None
    maturity_days: int = 6

    @classmethod
    def of(
        cls,
        *,
        rules: Rules | None = None,
        min_per_kind: Mapping[str, int] | None = None,
        blocked_labels: frozenset[str] | None = None,
        **fields: Any,
    ) -> "RankRequest":
        """A request of these fields; `min_per_kind` and `blocked_labels` go before the rules'."""
        bound = (rules or Rules()).with_least_kinds(min_per_kind or {})
        if blocked_labels is not None:
            bound = replace(bound, blocked_labels=blocked_labels)
        return cls(rules=bound, **fields)

    def check(self) -> None:
        """Raise RequestInvalidError for what no tables could answer."""
        if not self.templates:
            raise RequestInvalidError(
                argument="templates", what="none given", allowed="at least one"
            )
        ids = [card.template_id for card in self.templates]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise RequestInvalidError(
                argument="templates",
                what=f"{', '.join(twice)} more than once",
                allowed="each id once",
            )
        if self.objective not in OBJECTIVES:
            raise RequestInvalidError(
                argument="objective", what=repr(self.objective), allowed=", ".join(OBJECTIVES)
            )
        if self.model is not None and self.segment is not None:
            raise RequestInvalidError(
                argument="segment",
                what=f"{self.segment!r} beside a stored model, which learnt from all cohorts",
                allowed="a segment or a model",
            )
        check_quotas(self.rules, templates=self.templates, top_k=self.top_k)
