"""A stored model as a ranker: it scores later days of the same lists, and nothing else.

Features name markets, channels, genres and templates by their place in a list; where a list
differs from that of the training the trees would read one name as another.
"""

from dataclasses import dataclass, field
from typing import Any

from ranker.errors import CannotRankError
from ranker.features.genres import genre_groups
from ranker.rankers.protocol import Facts, Ranker, Scored
from ranker.registry.learnt import learnt_of
from ranker.registry.registry import StoredModel

# Trained weekly; a model that missed a month of training is worse than a fresh one.
MAX_AGE_DAYS = 35


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRanker:
    """See the module. Raises ModelUnreadableError when made of files that are no such model."""

    model: StoredModel
    learnt: Ranker = field(init=False)

    def __post_init__(self) -> None:
        card = self.model.card
        learnt = learnt_of(card.trainer, self.model.files, version=card.version)
        object.__setattr__(self, "learnt", learnt)

    @property
    def name(self) -> str:
        """With the version."""
        return f"model {self.model.card.version}"

    def score(self, facts: Facts) -> Scored:
        """Raises CannotRankError for a day or lists that the model cannot answer for."""
        card = self.model.card
        age = (facts.as_of - card.as_of).days
        if not 0 <= age <= MAX_AGE_DAYS:
            raise CannotRankError(
                f"trained for {card.as_of}, {age} days before; 0 to {MAX_AGE_DAYS} are allowed"
            )
        there, needed = lists_of(facts), card.parameters["lists"]
        other = [name for name in there if there[name] != needed[name]]
        if other:
            raise CannotRankError(f"trained with other {', '.join(other)}: train again")
        return self.learnt.score(facts)


def lists_of(facts: Facts) -> dict[str, Any]:
    """What a model's features and labels depend on beside the tables, as plain JSON."""
    return {
        "markets": list(facts.markets),
        "channels": sorted({facts.channel, *facts.performance["channel"].unique()}),
        "genres": sorted(genre_groups(facts)["genre"].unique()),
        "templates": [[card.template_id, card.kind, card.theme] for card in facts.templates],
        "objective": facts.objective,
        "maturity_days": facts.maturity_days,
    }
