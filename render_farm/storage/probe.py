"""Does a store keep the promises that Handbill builds on? Asked once, before any work."""

import secrets
from typing import Protocol

from render_farm.storage.errors import StoreUnfit
from render_farm.storage.store import StoredObject, sha256_of


class ProbedStore(Protocol):
    """The part of a store that the probe touches."""

    def ensure_bucket(self) -> None:
        """Create the bucket when it does not exist."""
        ...

    def put_new(self, key: str, body: bytes, *, sha256: str, content_type: str) -> StoredObject:
        """Write an object unless its key is taken."""
        ...

    def get(self, key: str) -> bytes:
        """Give the object's bytes."""
        ...

    def delete(self, key: str) -> None:
        """Remove an object."""
        ...


def probe(store: ProbedStore) -> None:
    """Create the bucket if needed, write, read and check create-only writes.

    Raises StoreUnfit when the store overwrites despite `If-None-Match` or returns other bytes;
    any `StorageError` that the calls themselves meet.
    """
    store.ensure_bucket()
    key = f".probe/{secrets.token_hex(8)}"
    first, second = secrets.token_bytes(16), secrets.token_bytes(16)
    try:
        _put(store, key, first)
        _put(store, key, second)
        found = store.get(key)
    finally:
        store.delete(key)
    if found == second:
        raise StoreUnfit(
            "the store ignores If-None-Match: a second write replaced the first",
            where=key,
            allowed="a store with conditional (create-only) writes",
        )
    if found != first:
        raise StoreUnfit("the store returned other bytes than were written", where=key)


def _put(store: ProbedStore, key: str, body: bytes) -> None:
    store.put_new(key, body, sha256=sha256_of(body), content_type="application/octet-stream")
