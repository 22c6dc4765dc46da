"""The object store as the ranker's shelf: rankings and models beside the assets."""

from collections.abc import Iterator
from typing import Protocol

from render_farm.storage import ObjectMissing, StoredObject

_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".held": "application/vnd.apache.parquet",
    ".json": "application/json",
}


class Objects(Protocol):
    """What a shelf asks of an object store."""

    def get(self, key: str, *, max_bytes: int | None = None) -> bytes:
        """Raises ObjectMissing."""

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        """Write over an object."""

    def list_keys(self, prefix: str) -> Iterator[str]:
        """Every key that starts with `prefix`."""


class StoreShelf:
    """A `ranker.Shelf` in an object store. Every call may raise a StorageError."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def read(self, key: str) -> bytes | None:
        """What lies under a key; None where nothing does."""
        try:
            return self._objects.get(key)
        except ObjectMissing:
            return None

    def write(self, key: str, data: bytes) -> None:
        """Put or replace."""
        ending = key[key.rfind(".") :]
        kind = _TYPES.get(ending, "application/octet-stream")
        self._objects.replace(key, data, content_type=kind)

    def keys(self, prefix: str) -> tuple[str, ...]:
        """Every key that starts with `prefix`, in order."""
        return tuple(sorted(self._objects.list_keys(prefix)))
