"""Models on a shelf: what is stored comes back, and nothing else does."""

import json
from datetime import date

import pytest

from ranker import MemoryShelf, ModelRegistry, ModelUnreadableError
from ranker.registry.card import ModelCard, code_version

CARD = ModelCard(
    trainer="bayes",
    as_of=date(2025, 5, 2),
    objective="registrations",
    channel="meta",
    seed=3,
    maturity_days=6,
    features=("own_arm_efficiency_28", "ليلى"),
    parameters={"depth": 4, "eta": 0.06},
    metrics={"days": 40},
    data="d" * 64,
    code="0.1.0+abc",
    files={},
)
FILES = {"variances.json": b'{"arm": 0.1}', "model.ubj": bytes(range(256))}


@pytest.fixture
def shelf() -> MemoryShelf:
    return MemoryShelf()


@pytest.fixture
def registry(shelf: MemoryShelf) -> ModelRegistry:
    return ModelRegistry(shelf=shelf)


def test_what_is_stored_comes_back(registry: ModelRegistry) -> None:
    card = registry.save(CARD, FILES)
    for version in (card.version, "latest"):
        model = registry.load(version)
        assert (model.card, model.files) == (card, FILES)
    assert card.version.startswith("bayes-2025-05-02-")
    assert registry.versions() == (card.version,)


def test_equal_models_have_one_version_and_other_ones_another(registry: ModelRegistry) -> None:
    first = registry.save(CARD, FILES)
    assert registry.save(CARD, dict(reversed(FILES.items()))) == first
    other = registry.save(CARD, {**FILES, "model.ubj": b"other"})
    assert other.version != first.version
    assert registry.load().card == other
    assert registry.load(first.version).files == FILES


@pytest.mark.parametrize("version", ["latest", "none", "../../etc/passwd", ""])
def test_a_model_that_is_not_there_is_told(registry: ModelRegistry, version: str) -> None:
    with pytest.raises(ModelUnreadableError, match="no such model"):
        registry.load(version)


def test_a_file_that_was_changed_or_lost_is_refused(
    registry: ModelRegistry, shelf: MemoryShelf
) -> None:
    card = registry.save(CARD, FILES)
    shelf.write(f"models/{card.version}/model.ubj", b"\x80\x04pickle")
    with pytest.raises(ModelUnreadableError, match=r"model\.ubj: is not the file that was stored"):
        registry.load()


@pytest.mark.parametrize(
    "text",
    [b"", b"\xff\xfe", b"[]", b"{}", b'{"schema": 2}', b'{"schema": 1, "as_of": 5}', b"\x80\x04."],
)
def test_a_foreign_card_is_refused(
    registry: ModelRegistry, shelf: MemoryShelf, text: bytes
) -> None:
    card = registry.save(CARD, FILES)
    shelf.write(f"models/{card.version}/card.json", text)
    with pytest.raises(ModelUnreadableError, match="is no card of a model"):
        registry.load()


def test_a_card_that_was_changed_is_refused(registry: ModelRegistry, shelf: MemoryShelf) -> None:
    card = registry.save(CARD, FILES)
    document = {**json.loads(card.text()), "seed": 4}
    shelf.write(f"models/{card.version}/card.json", json.dumps(document).encode())
    with pytest.raises(ModelUnreadableError, match="was changed after"):
        registry.load()


def test_a_model_whose_writer_died_is_none(registry: ModelRegistry, shelf: MemoryShelf) -> None:
    first = registry.save(CARD, FILES)
    shelf.write("models/bayes-2025-05-03-0123/model.ubj", b"half")
    assert registry.versions() == (first.version,)
    assert registry.load().card == first


def test_the_code_version_is_that_of_the_source_files() -> None:
    assert code_version() == code_version()
    assert "+" in code_version()
