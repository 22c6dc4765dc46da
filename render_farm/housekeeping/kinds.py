"""An object's key → what it is to the housekeeping; what it does not know is never deleted."""

import re
from enum import StrEnum


class ObjectKind(StrEnum):
    """What may be cleared away. Campaigns, rankings, models and tombstones are not among it."""

    ASSET = "asset"
    INPUT = "input"
    SEGMENT = "segment"
    LEASE = "lease"
    PROBE = "probe"


_SHA256 = "[0-9a-f]{64}"
_KEYS = {
    ObjectKind.ASSET: re.compile(rf"assets/[0-9a-f]{{2}}/{_SHA256}(\.poster)?\.[a-z0-9]+"),
    ObjectKind.INPUT: re.compile(rf"inputs/{_SHA256}"),
    ObjectKind.SEGMENT: re.compile(rf"segments/{_SHA256}"),
    ObjectKind.LEASE: re.compile(rf"segments/{_SHA256}\.lease"),
    ObjectKind.PROBE: re.compile(r"\.probe/[0-9a-f]+"),
}
PREFIXES = ("assets/", "inputs/", "segments/", ".probe/")


def is_poster(key: str) -> bool:
    """Whether an asset is the picture that stands for a video."""
    return ".poster." in key


def kind_of(key: str) -> ObjectKind | None:
    """What an object is by its key; None for all that is not ours to delete."""
    return next((kind for kind, form in _KEYS.items() if form.fullmatch(key)), None)
