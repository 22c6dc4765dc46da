"""The error tree of storage.

RenderFarmError
└── StorageError
    ├── StoreUnreachable     no answer, or busy: try again          (retryable, an outage)
    ├── StoreFull            it answers, but cannot write            (retryable, an outage)
    ├── ObjectCorrupt        bytes are not what their hash says      (retryable)
    ├── StoreDenied          keys or rights are wrong
    ├── StoreUnfit           lacks a promise that Handbill builds on
    ├── ObjectMissing        no object of that key
    ├── ObjectTooLarge       more bytes than the reader takes
    ├── ETagConflict         someone else replaced the object first
    └── FolderInUse          another server owns the data folder
"""

from render_farm.errors import RenderFarmError
from render_farm.job import Fault


class StorageError(RenderFarmError):
    """The store refused for a reason that has no name of its own here."""

    code = "storage_error"


class StoreUnreachable(StorageError):
    """The store gave no answer, or asked to be left alone for a while."""

    code = "store_unreachable"
    retryable = True
    fault = Fault.OUTAGE


class StoreFull(StorageError):
    """The store answers but cannot write: its disk or its quota is full."""

    code = "store_full"
    retryable = True
    fault = Fault.OUTAGE


class ObjectCorrupt(StorageError):
    """The bytes that arrived are not those of the sha256 that was promised."""

    code = "object_corrupt"
    retryable = True


class StoreDenied(StorageError):
    """The store does not accept the access key, the secret or the right to do this."""

    code = "store_denied"


class StoreUnfit(StorageError):
    """The store lacks something that Handbill builds on, such as create-only writes."""

    code = "store_unfit"


class ObjectMissing(StorageError):
    """There is no object of that key."""

    code = "object_missing"


class ObjectTooLarge(StorageError):
    """The object has more bytes than the reader was willing to take."""

    code = "object_too_large"


class ETagConflict(StorageError):
    """Someone else replaced the object since it was read; read it again."""

    code = "etag_conflict"


class FolderInUse(StorageError):
    """Another storage server runs on that folder; two would corrupt each other's data."""

    code = "folder_in_use"
