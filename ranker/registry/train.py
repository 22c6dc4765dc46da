"""Tables → a stored model, trained once, for the days that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from ranker.card import TemplateCard
from ranker.errors import RequestInvalidError
from ranker.gather import gather_facts
from ranker.rankers.auto import LearntAuto
from ranker.rankers.held_out import HeldOutDays
from ranker.rankers.named import LEARNERS, WITH_TREES, learner_named
from ranker.rankers.protocol import Facts, Ranker
from ranker.registry.card import ModelCard, code_version
from ranker.registry.learnt import files_of, tree_features
from ranker.registry.registry import ModelRegistry
from ranker.registry.searched import Searched, searched_before, searched_now
from ranker.registry.stored import lists_of
from ranker.request import RankRequest
from ranker.sources.examine import trusted_facts
from ranker.tables.fields import LABELS
from ranker.tables.tables import Tables

if TYPE_CHECKING:
    from ranker.rankers.search import Progress


def train(
    tables: Tables,
    *,
    templates: Sequence[TemplateCard],
    registry: ModelRegistry,
    ranker: str = "auto",
    as_of: date | None = None,
    search: int | None = None,
    progress: "Progress | None" = None,
    **options: Any,
) -> tuple[ModelCard, tuple[str, ...]]:
    """Learn from what can be trusted before `as_of`; the stored card, and what was left out.

    search: first search the settings of the trees among so many candidates, and tell `progress`
    of each; else they are those that were searched for an earlier model of the registry, if any.
    options: channel, objective, seed, maturity_days, as of `rank`. Raises RequestInvalidError for
    a ranker that learns nothing, or has no settings to be searched, CannotRankError where there
    is too little to learn from.
    """
    _check(ranker, LEARNERS if search is None else WITH_TREES)
    asked = RankRequest(templates=templates, ranker=ranker, as_of=as_of, **options)
    asked.check()
    facts, health = trusted_facts(gather_facts(tables, asked))
    searched = None
    if search is not None:
        searched = _searched(facts, candidates=search, progress=progress)
    elif ranker in WITH_TREES:
        searched = searched_before(registry, facts)
    card = train_model(
        facts, trainer=ranker, data=tables.digest, registry=registry, searched=searched
    )
    return card, health.texts


def train_model(
    facts: Facts,
    *,
    trainer: str,
    data: str,
    registry: ModelRegistry,
    searched: Searched | None = None,
) -> ModelCard:
    """Learn from the facts and store what was learnt. data: the digest of the tables.

    Equal facts, seed and settings give an equal model, file by file. Raises CannotRankError where
    the facts are too few.
    """
    settings = searched.settings if searched is not None else None
    learnt = learner_named(trainer, settings=settings).fit(facts)
    parameters = {"learner": _settings(learnt), "lists": lists_of(facts)}
    card = ModelCard(
        trainer=trainer,
        as_of=facts.as_of,
        objective=facts.objective,
        channel=facts.channel,
        seed=facts.seed,
        maturity_days=facts.maturity_days,
        features=tree_features(learnt),
        parameters=parameters | (searched.parameters() if searched else {}),
        metrics={**_metrics(facts, learnt), **(searched.metrics() if searched else {})},
        data=data,
        code=code_version(),
        files={},
    )
    return registry.save(card, files_of(learnt))


def _check(ranker: str, allowed: Sequence[str]) -> None:
    if ranker not in allowed:
        raise RequestInvalidError(
            argument="ranker", what=repr(ranker), allowed=" or ".join(allowed)
        )


def _searched(facts: Facts, *, candidates: int, progress: "Progress | None") -> Searched:
    from ranker.rankers.search import search_settings  # noqa: PLC0415  # XGBoost is slow to import

    return searched_now(search_settings(facts, candidates=candidates, progress=progress), facts)


def _settings(learnt: Ranker) -> Mapping[str, Any]:
    """The hyper-parameters of the trees; none where there are no trees."""
    settings = getattr(_with_trees(learnt), "settings", None)
    return {} if settings is None else asdict(settings)


def _with_trees(learnt: Ranker) -> Ranker:
    """The ranker with trees, where auto has learnt some; else the ranker itself."""
    return learnt.rankers.get("xgboost", learnt) if isinstance(learnt, LearntAuto) else learnt


def _metrics(facts: Facts, learnt: Ranker) -> Mapping[str, Any]:
    """What it learnt from; of trees, their weight and what they gain on the days held out.

    The gain is that of the Poisson log likelihood over equal arms, per registration.
    """
    learnt = _with_trees(learnt)
    rows = facts.performance
    found = {
        "arm_days": rows.height,
        "days": rows["date"].n_unique(),
        LABELS[facts.objective]: float(rows[LABELS[facts.objective]].sum() or 0),
    }
    held: HeldOutDays | None = getattr(learnt, "held_out", None)
    if held is None:
        return found
    counts, expected = (held.rows[n].to_numpy() for n in ("registrations", "expected"))
    gain = counts * held.log_efficiency - expected * np.expm1(held.log_efficiency)
    weight = learnt.blend.trees  # type: ignore[attr-defined]  # who holds days out blends
    return {**found, "weight_of_trees": weight, "held_out_gain": float(gain.sum() / counts.sum())}
