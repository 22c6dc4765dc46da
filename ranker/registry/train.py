"""Tables → a stored model, trained once, for the days that follow."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from ranker.card import TemplateCard
from ranker.errors import RequestInvalidError
from ranker.gather import gather_facts
from ranker.rankers.auto import LearntAuto
from ranker.rankers.held_out import HeldOutDays
from ranker.rankers.named import LEARNERS, learner_named
from ranker.rankers.protocol import Facts, Ranker
from ranker.registry.card import ModelCard, code_version
from ranker.registry.learnt import files_of, tree_features
from ranker.registry.registry import ModelRegistry
from ranker.registry.stored import lists_of
from ranker.selection.rules import Rules
from ranker.sources.examine import trusted_facts
from ranker.tables.fields import LABELS
from ranker.tables.tables import Tables


def train(
    tables: Tables,
    *,
    templates: Sequence[TemplateCard],
    registry: ModelRegistry,
    ranker: str = "auto",
    as_of: date | None = None,
    **options: Any,
) -> tuple[ModelCard, tuple[str, ...]]:
    """Learn from what can be trusted before `as_of`; the stored card, and what was left out.

    options: channel, objective, seed, maturity_days, as of `rank`. Raises RequestInvalidError for
    a ranker that learns nothing, CannotRankError where there is too little to learn from.
    """
    if ranker not in LEARNERS:
        raise RequestInvalidError(
            argument="ranker", what=repr(ranker), allowed=" or ".join(LEARNERS)
        )
    day = tables.ranking_day(as_of)
    asked = gather_facts(tables, templates, as_of=day, rules=Rules(), **options)
    facts, health = trusted_facts(asked)
    card = train_model(facts, trainer=ranker, data=tables.digest, registry=registry)
    return card, health.texts


def train_model(facts: Facts, *, trainer: str, data: str, registry: ModelRegistry) -> ModelCard:
    """Learn from the facts and store what was learnt. data: the digest of the tables.

    Equal facts and seed give an equal model, file by file. Raises CannotRankError where the facts
    are too few.
    """
    learner = learner_named(trainer)
    learnt = learner.fit(facts)
    card = ModelCard(
        trainer=trainer,
        as_of=facts.as_of,
        objective=facts.objective,
        channel=facts.channel,
        seed=facts.seed,
        maturity_days=facts.maturity_days,
        features=tree_features(learnt),
        parameters={"learner": _settings(learner), "lists": lists_of(facts)},
        metrics=_metrics(facts, learnt),
        data=data,
        code=code_version(),
        files={},
    )
    return registry.save(card, files_of(learnt))


def _settings(learner: object) -> Mapping[str, Any]:
    """The hyper-parameters that a learner is made with."""
    settings = getattr(learner, "settings", None)
    names = getattr(settings, "__dataclass_fields__", {})
    return {name: getattr(settings, name) for name in names}


def _metrics(facts: Facts, learnt: Ranker) -> Mapping[str, Any]:
    """What it learnt from; of trees, their weight and what they gain on the days held out.

    The gain is that of the Poisson log likelihood over equal arms, per registration.
    """
    if isinstance(learnt, LearntAuto):
        learnt = learnt.rankers.get("xgboost", learnt)
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
