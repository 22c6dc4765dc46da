"""Finished bytes → objects that never change, in any S3-compatible store."""

from render_farm.storage.errors import (
    ETagConflict,
    FolderInUse,
    ObjectCorrupt,
    ObjectMissing,
    ObjectTooLarge,
    StorageError,
    StoreDenied,
    StoreFull,
    StoreUnfit,
    StoreUnreachable,
)
from render_farm.storage.memory import MemoryStore
from render_farm.storage.probe import probe
from render_farm.storage.s3 import S3Store
from render_farm.storage.seaweed import SeaweedServer
from render_farm.storage.settings import S3Settings
from render_farm.storage.store import ObjectStore, StoredListing, StoredObject, sha256_of

__all__ = [
    "ETagConflict",
    "FolderInUse",
    "MemoryStore",
    "ObjectCorrupt",
    "ObjectMissing",
    "ObjectStore",
    "ObjectTooLarge",
    "S3Settings",
    "S3Store",
    "SeaweedServer",
    "StorageError",
    "StoreDenied",
    "StoreFull",
    "StoreUnfit",
    "StoreUnreachable",
    "StoredListing",
    "StoredObject",
    "probe",
    "sha256_of",
]
