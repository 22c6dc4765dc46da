"""The seam between the farm and whatever keeps its objects."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredObject:
    """What is known of an object. created: whether the call that returns this wrote it."""

    key: str
    sha256: str
    bytes: int
    etag: str
    created: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredListing:
    """An object as a listing shows it. modified_at: seconds since 1970, by the store's clock."""

    key: str
    bytes: int
    modified_at: float


class ObjectStore(Protocol):
    """Objects by key. Every call may raise a `StorageError`; consumers ask for the part they use.

    All implementations pass `tests/contract/test_storage.py`.
    """

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        """Write an object unless its key is taken; then tell what is there, `created` False.

        sha256: of the body; the store checks it on arrival and keeps it beside the object.
        Raises ObjectCorrupt when body and sha256 differ.
        """
        ...

    def get(self, key: str, *, max_bytes: int | None = None) -> bytes:
        """Give the object's bytes, checked against its sha256.

        Raises ObjectMissing, ObjectTooLarge (before reading), ObjectCorrupt.
        """
        ...

    def download(self, key: str, path: Path) -> StoredObject:
        """Write the object to `path`, whole or not at all, checked against its sha256."""
        ...

    def head(self, key: str) -> StoredObject | None:
        """Tell what is stored under a key; None when nothing is."""
        ...

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        """Write over an object. if_match: only if its etag is still this one (ETagConflict)."""
        ...

    def delete(self, key: str) -> None:
        """Remove an object; removing one that is not there is no error."""
        ...

    def list_objects(self, prefix: str) -> Iterator[StoredListing]:
        """Tell of every object whose key starts with `prefix`, in no promised order."""
        ...

    def list_keys(self, prefix: str) -> Iterator[str]:
        """Give every key that starts with `prefix`, in no promised order."""
        ...

    def url(self, key: str, *, expires_s: int = 3600) -> str:
        """Give an address under which anyone can read the object for `expires_s` seconds."""
        ...


def sha256_of(body: bytes | Path) -> str:
    """Hash bytes, or a file without loading it whole; lower-case hexadecimal."""
    if isinstance(body, bytes):
        return hashlib.sha256(body).hexdigest()
    digest = hashlib.sha256()
    with body.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
