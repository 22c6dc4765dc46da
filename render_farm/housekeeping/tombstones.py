"""What was taken down: a small object for each artist and picture that may not be used again.

An object beside them changes with every tombstone, so that whoever asks before and after each
render sees with one HEAD that nothing is new, and is never behind.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import quote

from render_farm.housekeeping.errors import TakenDown
from render_farm.job import RenderTask
from render_farm.storage import StoredObject

_PREFIX = "tombstones/"
_EPOCH = f"{_PREFIX}epoch"
_JSON = "application/json"


class TargetKind(StrEnum):
    """What can be taken down. A picture: any input of a user, sounds and clips as well."""

    ARTIST = "artist"
    PICTURE = "picture"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Who or what is taken down. id: of an artist, or the sha256 of a picture."""

    kind: TargetKind
    id: str

    @property
    def key(self) -> str:
        """Where its tombstone lies in the bucket."""
        return f"{_PREFIX}{self.kind}/{quote(self.id, safe='')}"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tombstone:
    """A takedown. at: seconds since 1970. because: the target whose takedown brought this one.

    found: what was found of it, as `Findings.document` tells.
    """

    target: Target
    at: float
    because: Target | None = None
    found: Mapping[str, Any] = field(default_factory=dict)


class TombstoneReader(Protocol):
    """What asking needs of the object store."""

    def head(self, key: str) -> StoredObject | None:
        """The object's facts, None when it is absent."""

    def list_keys(self, prefix: str) -> Iterator[str]:
        """Every key below a prefix."""


class TombstoneStore(TombstoneReader, Protocol):
    """What writing needs of it as well."""

    def get(self, key: str) -> bytes:
        """The object's bytes."""

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        """Write over an object."""

    def delete(self, key: str) -> None:
        """Remove an object."""


class Tombstones:
    """Asked before anything is used. Every call may raise a StorageError."""

    def __init__(self, store: TombstoneReader) -> None:
        self._store = store
        self._seen: tuple[str | None, frozenset[str]] = (None, frozenset())

    def check_tasks(self, tasks: Iterable[RenderTask]) -> None:
        """Raise TakenDown when one of them uses what was taken down."""
        inputs: set[str] = set()
        artists: set[str] = set()
        for task in tasks:
            inputs |= task.inputs
            artists.update(use.artist_id for use in task.uses if use.artist_id)
        self.check(inputs=inputs, artists=sorted(artists))

    def check(self, *, inputs: Iterable[str] = (), artists: Iterable[str] = ()) -> None:
        """Raise TakenDown for the first of these, by sha256 and by id, that was taken down."""
        down = self._keys()
        if not down:
            return
        targets = [Target(kind=TargetKind.ARTIST, id=artist) for artist in artists]
        targets += [Target(kind=TargetKind.PICTURE, id=sha256) for sha256 in sorted(inputs)]
        for target in targets:
            if target.key in down:
                raise TakenDown(
                    f"the {target.kind} was taken down",
                    where=target.id,
                    allowed=f"another one, or `handbill storage takedown lift --{target.kind}`",
                )

    def _keys(self) -> frozenset[str]:
        epoch = self._store.head(_EPOCH)
        if epoch is None:
            return frozenset()
        if self._seen[0] != epoch.etag:
            self._seen = (epoch.etag, frozenset(self._store.list_keys(_PREFIX)))
        return self._seen[1]


def write_tombstones(tombstones: Iterable[Tombstone], *, store: TombstoneStore) -> None:
    """Put them into force together, over older ones of the same targets."""
    for tombstone in tombstones:
        store.replace(tombstone.target.key, _body(tombstone), content_type=_JSON)
    _turn(store)


def remove_tombstones(targets: Iterable[Target], *, store: TombstoneStore) -> None:
    """Put them out of force."""
    for target in targets:
        store.delete(target.key)
    _turn(store)


def taken_down(store: TombstoneStore) -> frozenset[str]:
    """The keys of all files that takedowns found."""
    return frozenset(key for one in read_tombstones(store) for key in one.found.get("assets", ()))


def read_tombstones(store: TombstoneStore) -> tuple[Tombstone, ...]:
    """All that are in force, the oldest first."""
    keys = (key for key in store.list_keys(_PREFIX) if key != _EPOCH)
    return tuple(sorted((_read(store.get(key)) for key in keys), key=lambda one: one.at))


def _turn(store: TombstoneStore) -> None:
    store.replace(_EPOCH, secrets.token_hex(8).encode(), content_type="text/plain")


def _body(tombstone: Tombstone) -> bytes:
    because = tombstone.because
    plain = {
        "kind": tombstone.target.kind,
        "id": tombstone.target.id,
        "at": tombstone.at,
        "because": None if because is None else {"kind": because.kind, "id": because.id},
        "found": dict(tombstone.found),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


def _read(body: bytes) -> Tombstone:
    plain = json.loads(body)
    because = plain["because"]
    return Tombstone(
        target=Target(kind=TargetKind(plain["kind"]), id=plain["id"]),
        at=plain["at"],
        because=because and Target(kind=TargetKind(because["kind"]), id=because["id"]),
        found=plain["found"],
    )
