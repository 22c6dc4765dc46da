"""Pieces of video in the object store: found, made by one, fetched by all."""

from pathlib import Path
from typing import Protocol

from render_farm.metrics import SILENT, Meter, count_cache
from render_farm.segments.key import segment_path
from render_farm.segments.lease import LeaseStore
from render_farm.storage import ObjectMissing, StoredObject, sha256_of


class SegmentObjects(LeaseStore, Protocol):
    """What segments need of the object store."""

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        """Create an object, or say what is there already."""

    def download(self, key: str, path: Path) -> StoredObject:
        """Write the object to `path`, checked. Raises ObjectMissing."""


class SegmentStore:
    """Pieces by key, under segments/. Every call may raise a StorageError."""

    def __init__(self, objects: SegmentObjects, *, meter: Meter = SILENT) -> None:
        self._objects = objects
        self._count = count_cache(meter, "segment")

    def has(self, key: str) -> bool:
        """Whether the piece is there."""
        return self._objects.head(segment_path(key)) is not None

    def fetch(self, key: str, path: Path) -> bool:
        """Write the piece to `path`; False when there is none."""
        if not self.has(key):
            return False
        try:
            self._objects.download(segment_path(key), path)
        except ObjectMissing:
            return False  # cleaned away this very moment
        self._count(True)
        return True

    def keep(self, key: str, path: Path) -> None:
        """Store a piece; whoever was first wins."""
        self._count(False)  # only here: a piece that another worker makes is asked for often
        self._objects.put_new(
            segment_path(key), path, sha256=sha256_of(path), content_type="video/mp4"
        )

    def forget(self, key: str) -> None:
        """Remove a piece that turned out to be unfit."""
        self._objects.delete(segment_path(key))
