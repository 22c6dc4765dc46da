"""A search for settings ⇄ what a model's card keeps of it, for models that are trained later."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ranker.errors import ModelUnreadableError
from ranker.rankers.protocol import Facts
from ranker.registry.card import ModelCard
from ranker.registry.registry import ModelRegistry

if TYPE_CHECKING:
    from ranker.rankers.search import Search
    from ranker.rankers.trees import TreeSettings

_SEARCH = "search"


@dataclass(frozen=True, kw_only=True, slots=True)
class Searched:
    """Settings to learn with. about: of their search, goes into every card that uses them.

    table: the candidates, for the card of the model that was searched for; else empty.
    """

    settings: "TreeSettings"
    about: Mapping[str, Any]
    table: tuple[Mapping[str, Any], ...] = ()

    def parameters(self) -> dict[str, Any]:
        """For the card's parameters."""
        return {_SEARCH: self.about}

    def metrics(self) -> dict[str, Any]:
        """For the card's metrics."""
        return {_SEARCH: self.table} if self.table else {}


def searched_now(search: "Search", facts: Facts) -> Searched:
    """What a search for these facts found, with its table: the best candidates first."""
    ranked = sorted(search.candidates, key=lambda candidate: -candidate.gain)
    return Searched(
        settings=search.settings,
        about={
            "as_of": facts.as_of.isoformat(),
            "seed": facts.seed,
            "candidates": len(search.candidates),
            "weeks": search.weeks,
            "p_value": search.p_value,
            "won": search.won,
        },
        table=tuple(asdict(candidate) for candidate in ranked),
    )


def searched_before(registry: ModelRegistry, facts: Facts) -> Searched | None:
    """The newest search for the objective that knew nothing of the facts' day or later."""
    from ranker.rankers.trees import TreeSettings  # noqa: PLC0415  # XGBoost is slow to import

    known = [
        card
        for card in _cards(registry)
        if card.objective == facts.objective and _day(card) <= facts.as_of
    ]
    for card in sorted(known, key=lambda card: (_day(card), card.version), reverse=True):
        # Settings of a program that had others are no answer.
        if set(card.parameters["learner"]) == set(TreeSettings.__dataclass_fields__):
            settings = TreeSettings(**card.parameters["learner"])
            return Searched(settings=settings, about=card.parameters[_SEARCH])
    return None


def search_text(card: ModelCard) -> str | None:
    """Where a model's settings are from, for people; None where nothing was ever searched."""
    about = card.parameters.get(_SEARCH)
    if about is None:
        return None
    kept = "they replace the default" if about["won"] else "the default stays"
    found = f"{about['candidates']} candidates over {about['weeks']} weeks, {kept}"
    if _SEARCH in card.metrics:
        return f"settings searched: {found} (p = {about['p_value']:.3f})"
    return f"settings as searched for {about['as_of']}: {found}"


def _cards(registry: ModelRegistry) -> Iterator[ModelCard]:
    """Of the models that can be read, those whose settings were searched."""
    for version in registry.versions():
        with suppress(ModelUnreadableError):
            card = registry.card(version)
            if _SEARCH in card.parameters:
                yield card


def _day(card: ModelCard) -> date:
    """Of the search, not of the model that uses it."""
    return date.fromisoformat(card.parameters[_SEARCH]["as_of"])
