"""The place that `--models` names → stored models: a folder, or the storage of the farm."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.composition import open_or_join_house
from api.settings import Settings
from api.shelf import StoreShelf
from ranker import FolderShelf, ModelRegistry, StoredRanker
from render_farm.storage import ObjectStore

STORAGE = "storage"


@contextmanager
def open_models(place: str, settings: Settings) -> Iterator[ModelRegistry]:
    """The models of a folder, or of the running farm's storage, else the data home's.

    Raises what opening a house raises.
    """
    if place != STORAGE:
        yield ModelRegistry(shelf=FolderShelf(place))
        return
    with open_or_join_house(settings) as house:
        yield models_at(place, store=house.store)


def models_at(place: str, *, store: ObjectStore) -> ModelRegistry:
    """The models of a folder, or of a store that is open already."""
    shelf = StoreShelf(store) if place == STORAGE else FolderShelf(place)
    return ModelRegistry(shelf=shelf)


def stored_ranker(models: ModelRegistry, version: str) -> StoredRanker:
    """The ranker of a stored model, or of the `latest`. Raises ModelUnreadableError."""
    return StoredRanker(model=models.load(version))
