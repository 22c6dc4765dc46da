"""Who renders a piece right now: an object beside it, so that no two workers do the same.

A lease is created only where none is, and its bytes change every few seconds while its holder
works. Whoever waits for the piece watches the lease's etag on a clock of its own: clocks of
machines are never compared. A lease that has not changed for some seconds is of a holder that
died, and one of those who wait takes it over. A lease protects from work done twice, not the
piece: that is create-only.
"""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from render_farm.storage import (
    ETagConflict,
    ObjectMissing,
    StorageError,
    StoredObject,
    sha256_of,
)

_RENEW_S = 2.0
_EXPIRED_S = 8.0
_TYPE = "text/plain"


class LeaseStore(Protocol):
    """What leases need of the object store."""

    def put_new(self, key: str, body: bytes, *, sha256: str, content_type: str) -> StoredObject:
        """Create an object, or say what is there already."""

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        """Write over the object of that etag. Raises ETagConflict."""

    def head(self, key: str) -> StoredObject | None:
        """What is stored under a key."""

    def delete(self, key: str) -> None:
        """Remove an object."""


class LeaseLost(Exception):
    """Someone else took the lease over: this holder was silent for too long."""


class SegmentLease:
    """A lease that is held; renewed by whoever works, so that a hanging worker loses it."""

    def __init__(
        self, *, store: LeaseStore, key: str, owner: str, etag: str, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._key = key
        self._owner = owner
        self._etag = etag
        self._clock = clock
        self._renewed_at = clock()
        self._renewals = 0

    def renew(self) -> None:
        """Say that work goes on, if it was not said just now. Raises LeaseLost."""
        if self._clock() - self._renewed_at < _RENEW_S:
            return
        self._renewals += 1
        body = _body(self._owner, self._renewals)
        self._renewed_at = self._clock()
        try:
            stored = self._store.replace(self._key, body, content_type=_TYPE, if_match=self._etag)
        except (ETagConflict, ObjectMissing) as error:
            raise LeaseLost(self._key) from error
        except StorageError:
            return  # a store that is silent for a moment costs work done twice at most
        self._etag = stored.etag

    def release(self) -> None:
        """Let others have it at once."""
        with suppress(StorageError):
            self._store.delete(self._key)


class LeaseDesk:
    """Where a worker asks for leases; it remembers how long those of others have been silent."""

    def __init__(self, store: LeaseStore, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._owner = secrets.token_hex(8)
        self._seen: dict[str, tuple[str, float]] = {}
        self._asked = 0

    def ask(self, segment: str) -> SegmentLease | None:
        """The lease of a piece, if nobody has it or its holder is gone. Raises StorageError."""
        key = lease_path(segment)
        self._asked += 1
        owner = f"{self._owner}.{self._asked}"
        body = _body(owner, 0)
        stored = self._store.put_new(key, body, sha256=sha256_of(body), content_type=_TYPE)
        # When an answer was lost and the write repeated, what is there already is ours.
        if stored.created or stored.sha256 == sha256_of(body):
            return self._held(key, owner, stored.etag)
        etag, since = self._seen.get(key, ("", 0.0))
        if etag != stored.etag:
            self._seen[key] = (stored.etag, self._clock())
            return None
        if self._clock() - since < _EXPIRED_S:
            return None
        return self._taken_over(key, owner, etag)

    def _taken_over(self, key: str, owner: str, etag: str) -> SegmentLease | None:
        try:
            stored = self._store.replace(key, _body(owner, 0), content_type=_TYPE, if_match=etag)
        except (ETagConflict, ObjectMissing):
            return None
        return self._held(key, owner, stored.etag)

    def _held(self, key: str, owner: str, etag: str) -> SegmentLease:
        self._seen.pop(key, None)
        return SegmentLease(store=self._store, key=key, owner=owner, etag=etag, clock=self._clock)


def lease_path(segment: str) -> str:
    """Where the lease of a piece lies in the bucket."""
    return f"segments/{segment}.lease"


def _body(owner: str, renewals: int) -> bytes:
    return f"{owner} {renewals}".encode()
