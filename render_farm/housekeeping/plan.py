"""A listing, what is referred to, a least age → what goes and what stays; decides, deletes nothing.

What is not listed here stays for ever: campaigns, rankings, models, tombstones, and whatever else
somebody keeps in the bucket.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from render_farm.housekeeping.errors import AgeTooShort
from render_farm.housekeeping.kinds import ObjectKind, is_poster, kind_of
from render_farm.storage import StoredListing

# An upload is used by a job that is submitted minutes later; nothing else is needed unnamed.
LEAST_AGE_S = 3600.0
# A lease changes every two seconds while somebody works.
_DEAD_S = 3600.0
# A piece of video is made again when it is gone, a lease or a probe is of somebody who died.
_FREELY = frozenset({ObjectKind.SEGMENT, ObjectKind.LEASE, ObjectKind.PROBE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Heap:
    """The objects of one kind: how many there are, and how many of them go."""

    kind: ObjectKind
    found: int = 0
    found_bytes: int = 0
    young: int = 0
    referred: int = 0
    goes: int = 0
    goes_bytes: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class GcPlan:
    """What goes. named: assets and inputs, which nobody refers to. free: what may go anyhow."""

    named: tuple[str, ...]
    free: tuple[str, ...]
    heaps: tuple[Heap, ...]


def check_age(older_than_s: float) -> None:
    """Raise AgeTooShort for an age at which an upload may still wait for its job."""
    if older_than_s < LEAST_AGE_S:
        raise AgeTooShort(
            f"{older_than_s:g} s", where="the least age", allowed=f"{LEAST_AGE_S:g} s or more"
        )


def aged(
    listing: Iterable[StoredListing], *, older_than_s: float, now: float
) -> tuple[StoredListing, ...]:
    """Those of the assets and inputs that are old enough to go, should nobody refer to them.

    now: seconds since 1970.
    """
    return tuple(
        item
        for item in listing
        if (kind := kind_of(item.key)) is not None
        and kind not in _FREELY
        and now - item.modified_at >= older_than_s
    )


def plan_gc(
    listing: Iterable[StoredListing],
    *,
    referred: Collection[str],
    older_than_s: float,
    now: float,
) -> GcPlan:
    """Choose what goes: what is old, and named by nothing in `referred` (keys).

    older_than_s: of assets, inputs and segments; dead leases and probes go after an hour. now:
    seconds since 1970. A video goes before its poster, so that one that is there has its poster.
    """
    heaps: dict[ObjectKind, dict[str, int]] = {kind: {} for kind in ObjectKind}
    named: list[str] = []
    free: list[str] = []
    for item in listing:
        kind = kind_of(item.key)
        if kind is None:
            continue
        fate = _fate(item, kind, referred=referred, older_than_s=older_than_s, now=now)
        _count(heaps[kind], item, fate)
        if fate == "goes":
            (free if kind in _FREELY else named).append(item.key)
    return GcPlan(
        named=tuple(sorted(named, key=lambda key: (is_poster(key), key))),
        free=tuple(sorted(free)),
        heaps=tuple(Heap(kind=kind, **counts) for kind, counts in heaps.items()),
    )


def _fate(
    item: StoredListing,
    kind: ObjectKind,
    *,
    referred: Collection[str],
    older_than_s: float,
    now: float,
) -> str:
    passing = kind in (ObjectKind.LEASE, ObjectKind.PROBE)
    if now - item.modified_at < (_DEAD_S if passing else older_than_s):
        return "young"
    return "referred" if kind not in _FREELY and item.key in referred else "goes"


def _count(heap: dict[str, int], item: StoredListing, fate: str) -> None:
    added: Mapping[str, int] = {"found": 1, "found_bytes": item.bytes, fate: 1}
    if fate == "goes":
        added = {**added, "goes_bytes": item.bytes}
    for name, number in added.items():
        heap[name] = heap.get(name, 0) + number
