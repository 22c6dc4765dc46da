"""A model trained once, kept, and asked on later days."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ranker import (
    CannotRankError,
    MemoryShelf,
    ModelRegistry,
    ModelUnreadableError,
    RequestInvalidError,
    StoredRanker,
    Tables,
    rank,
    train,
)
from ranker.rankers import search
from ranker.registry.card import ModelCard
from ranker.registry.registry import StoredModel
from ranker.registry.searched import search_text
from tests.unit.ranker.builders import AS_OF, BEST, CARDS, planted, planted_frames

DAY = AS_OF - timedelta(days=3)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module", params=["bayes", "auto"])
def registry(request: pytest.FixtureRequest, tables: Tables) -> ModelRegistry:
    registry = ModelRegistry(shelf=MemoryShelf())
    train(tables, templates=CARDS, registry=registry, ranker=request.param, as_of=DAY)
    return registry


def run(tables: Tables, **changes: Any) -> Any:
    return rank(tables, **{"templates": CARDS, "top_k": 3, "as_of": AS_OF, **changes})


def test_the_same_data_and_seed_give_the_same_files(
    registry: ModelRegistry, tables: Tables
) -> None:
    first = registry.load()
    again = ModelRegistry(shelf=MemoryShelf())
    trainer = first.card.trainer
    train(tables, templates=CARDS, registry=again, ranker=trainer, as_of=DAY)
    assert again.load() == first
    assert first.card.data == tables.digest
    assert first.card.as_of == DAY
    assert not any(data.startswith(b"\x80") for data in first.files.values())


def test_it_answers_for_later_days_and_says_which_it_is(
    registry: ModelRegistry, tables: Tables
) -> None:
    ranking = run(tables, model=StoredRanker(model=registry.load()))
    assert ranking.ranker == f"model {registry.load().card.version}"
    assert {pick.artist_id for pick in ranking.picks if pick.rank == 1} == {BEST}
    assert run(tables, model=StoredRanker(model=registry.load())) == ranking


def test_it_is_not_asked_for_days_before_its_training(
    registry: ModelRegistry, tables: Tables
) -> None:
    model = StoredRanker(model=registry.load())
    ranking = run(tables, model=model, as_of=DAY - timedelta(days=1), ranker="bayes")
    assert ranking.ranker == "bayes"
    assert "-1 days before; 0 to 35 are allowed" in ranking.fallbacks[0]
    assert run(tables, model=model, ranker="heuristic").ranker == "heuristic"


def test_it_is_not_asked_about_other_lists(registry: ModelRegistry, tables: Tables) -> None:
    cards = (*CARDS, replace(CARDS[0], template_id="another"))
    ranking = run(
        tables, model=StoredRanker(model=registry.load()), templates=cards, ranker="bayes"
    )
    assert ranking.ranker == "bayes"
    assert "trained with other templates: train again" in ranking.fallbacks[0]


def test_files_of_another_trainer_are_refused(registry: ModelRegistry) -> None:
    model = registry.load()
    for trainer, files in (("pickle", model.files), ("xgboost", {"strengths.json": b"{}"})):
        foreign = StoredModel(card=replace(model.card, trainer=trainer), files=files)
        with pytest.raises(ModelUnreadableError, match=r"trainer|no model"):
            StoredRanker(model=foreign)


def test_trees_that_are_none_are_refused(registry: ModelRegistry) -> None:
    model = registry.load()
    broken = dict.fromkeys(model.files, b"{L\x00\x00broken")
    with pytest.raises(ModelUnreadableError, match=r"not those of|is no model"):
        StoredRanker(model=StoredModel(card=model.card, files=broken))


def trained(tables: Tables, registry: ModelRegistry, **options: Any) -> ModelCard:
    call = {"templates": CARDS, "ranker": "xgboost", "maturity_days": 3, **options}
    return train(tables, registry=registry, **call)[0]


def test_settings_are_searched_once(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_LEVEL", 2.0)  # whoever is best wins
    registry = ModelRegistry(shelf=MemoryShelf())
    first = trained(tables, registry, as_of=DAY, search=3)
    assert first.parameters["search"]["candidates"] == len(first.metrics["search"]) == 3
    best = first.metrics["search"][0]["settings"]
    assert first.parameters["learner"] == best
    assert (search_text(first) or "").startswith("settings searched: 3 candidates over 2 weeks")
    later = trained(tables, registry, ranker="auto")
    assert later.parameters["learner"] == best
    assert "search" not in later.metrics
    assert f"as searched for {DAY}: 3 candidates" in (search_text(later) or "")
    # Neither another objective nor an earlier day knows of it.
    assert search_text(trained(tables, registry, objective="subscriptions")) is None
    assert search_text(trained(tables, registry, as_of=DAY - timedelta(days=1))) is None


def test_what_has_no_trees_has_no_settings(tables: Tables) -> None:
    registry = ModelRegistry(shelf=MemoryShelf())
    with pytest.raises(RequestInvalidError, match="'bayes'; allowed: xgboost or auto"):
        trained(tables, registry, ranker="bayes", search=4)


def test_who_learns_nothing_cannot_be_trained(tables: Tables, tmp_path: Path) -> None:
    registry = ModelRegistry(shelf=MemoryShelf())
    with pytest.raises(RequestInvalidError, match="allowed: bayes or xgboost or auto"):
        train(tables, templates=CARDS, registry=registry, ranker="live")
    with pytest.raises(RequestInvalidError, match="objective: 'fame'"):
        train(tables, templates=CARDS, registry=registry, ranker="bayes", objective="fame")
    few = planted(tmp_path, performance=planted_frames(days=8)["performance"].filter(pl.lit(False)))
    with pytest.raises(CannotRankError):
        train(few, templates=CARDS, registry=registry, ranker="bayes")
    assert registry.versions() == ()
