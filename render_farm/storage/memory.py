"""The in-memory twin of the object store, for tests and tools without a server."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from render_farm.storage.errors import ETagConflict, ObjectCorrupt, ObjectMissing, ObjectTooLarge
from render_farm.storage.store import StoredListing, StoredObject, sha256_of


class MemoryStore:
    """An `ObjectStore` in a dictionary; safe between threads, gone with the process.

    clock: seconds since 1970.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._objects: dict[str, bytes] = {}
        self._modified_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        """Write an object unless its key is taken."""
        del content_type
        data = body if isinstance(body, bytes) else body.read_bytes()
        if sha256_of(data) != sha256:
            raise ObjectCorrupt("the body is not that of its sha256", where=key, allowed=sha256)
        with self._lock:
            created = key not in self._objects
            if created:
                self._write(key, data)
            return _describe(key, self._objects[key], created=created)

    def get(self, key: str, *, max_bytes: int | None = None) -> bytes:
        """Give the object's bytes."""
        data = self._require(key)
        if max_bytes is not None and len(data) > max_bytes:
            raise ObjectTooLarge(
                f"{len(data)} bytes are too many", where=key, allowed=f"{max_bytes}"
            )
        return data

    def download(self, key: str, path: Path) -> StoredObject:
        """Write the object to `path`."""
        data = self._require(key)
        path.write_bytes(data)
        return _describe(key, data)

    def head(self, key: str) -> StoredObject | None:
        """Tell what is stored under a key; None when nothing is."""
        with self._lock:
            data = self._objects.get(key)
        return None if data is None else _describe(key, data)

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        """Write over an object."""
        del content_type
        with self._lock:
            before = self._objects.get(key)
            if if_match is not None and (before is None or _etag(before) != if_match):
                raise ETagConflict("the object changed since it was read", where=key)
            self._write(key, data)
        return _describe(key, data, created=before is None)

    def delete(self, key: str) -> None:
        """Remove an object."""
        with self._lock:
            self._objects.pop(key, None)

    def list_objects(self, prefix: str) -> Iterator[StoredListing]:
        """Tell of every object whose key starts with `prefix`."""
        with self._lock:
            listed = [
                StoredListing(key=key, bytes=len(data), modified_at=self._modified_at[key])
                for key, data in self._objects.items()
                if key.startswith(prefix)
            ]
        yield from listed

    def list_keys(self, prefix: str) -> Iterator[str]:
        """Give every key that starts with `prefix`."""
        return (listed.key for listed in self.list_objects(prefix))

    def url(self, key: str, *, expires_s: int = 3600) -> str:
        """Give an address in a scheme of its own; only this process could follow it."""
        return f"memory:///{quote(key)}?expires_s={expires_s}"

    def _write(self, key: str, data: bytes) -> None:
        self._objects[key] = data
        self._modified_at[key] = self._clock()

    def _require(self, key: str) -> bytes:
        with self._lock:
            data = self._objects.get(key)
        if data is None:
            raise ObjectMissing("there is no such object", where=key)
        return data


def _etag(data: bytes) -> str:
    return f'"{sha256_of(data)}"'


def _describe(key: str, data: bytes, *, created: bool = False) -> StoredObject:
    return StoredObject(
        key=key, sha256=sha256_of(data), bytes=len(data), etag=_etag(data), created=created
    )
