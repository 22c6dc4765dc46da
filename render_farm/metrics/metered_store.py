"""An object store whose time, traffic and errors are counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from render_farm.metrics.catalogue import STORE_BYTES, STORE_ERRORS
from render_farm.metrics.meter import Meter
from render_farm.metrics.phases import Phase, PhaseClock
from render_farm.storage import ETagConflict, ObjectMissing, StorageError, StoredObject


class WorkshopStore(Protocol):
    """What a workshop needs of the object store."""

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        """Create an object, or say what is there already."""

    def get(self, key: str) -> bytes:
        """Give an object's bytes."""

    def download(self, key: str, path: Path) -> StoredObject:
        """Write an object to `path`."""

    def head(self, key: str) -> StoredObject | None:
        """Tell what is stored under a key."""

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        """Write over an object."""

    def delete(self, key: str) -> None:
        """Remove an object."""


class MeteredStore:
    """A `WorkshopStore` that counts what goes through it to another. One thread only."""

    def __init__(self, store: WorkshopStore, *, meter: Meter, phases: PhaseClock) -> None:
        self._store = store
        self._meter = meter
        self._phases = phases

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        """Create an object, or say what is there already."""
        with self._call("put"):
            stored = self._store.put_new(key, body, sha256=sha256, content_type=content_type)
        if stored.created:
            self._meter.record(STORE_BYTES, stored.bytes, direction="written")
        return stored

    def get(self, key: str) -> bytes:
        """Give an object's bytes."""
        with self._call("get"):
            data = self._store.get(key)
        self._meter.record(STORE_BYTES, len(data), direction="read")
        return data

    def download(self, key: str, path: Path) -> StoredObject:
        """Write an object to `path`."""
        with self._call("get"):
            stored = self._store.download(key, path)
        self._meter.record(STORE_BYTES, stored.bytes, direction="read")
        return stored

    def head(self, key: str) -> StoredObject | None:
        """Tell what is stored under a key."""
        with self._call("head"):
            return self._store.head(key)

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        """Write over an object."""
        with self._call("put"):
            stored = self._store.replace(key, data, content_type=content_type, if_match=if_match)
        self._meter.record(STORE_BYTES, stored.bytes, direction="written")
        return stored

    def delete(self, key: str) -> None:
        """Remove an object."""
        with self._call("delete"):
            self._store.delete(key)

    @contextmanager
    def _call(self, call: str) -> Iterator[None]:
        with self._phases.during(Phase.STORE):
            try:
                yield
            except (ObjectMissing, ETagConflict):
                raise  # answers, not errors
            except StorageError as error:
                self._meter.record(STORE_ERRORS, call=call, code=error.code)
                raise
